"""axe finds nothing while a person chooses what answers, in German and from right to left."""

import pytest
from playwright.sync_api import expect

from scripts.choosing_states import choosing_states
from tests.browser.chat_page import ChatPage
from tests.browser.conftest import OpenTab
from tests.browser.offering import Offering
from tests.browser.test_axe import dim
from tests.browser.test_everyone import faults
from tests.languages import pseudo

OTHER_WIDTHS = (320, 360, 1280)


@pytest.mark.parametrize(("size", "language"), [("desktop", "de"), ("phone", pseudo.LOCALE)])
def test_axe_finds_nothing_while_models_are_chosen(
    open_tab: OpenTab, offered: Offering, size: str, language: str
) -> None:
    chat = open_tab(url=offered.url, size=size, locale=language)
    found: dict[str, list[str]] = {}
    usual = chat.page.viewport_size
    assert usual

    for state in choosing_states(chat, offered):
        found[state] = faults(chat.page) + dim(chat.page)
        for width in (*OTHER_WIDTHS, usual["width"]):
            chat.page.set_viewport_size({"width": width, "height": usual["height"]})
            if chat.scrolls_sideways:
                found[state].append(f"scrolls sideways at {width} pixels")

    assert {state: these for state, these in found.items() if these} == {}
    assert len(found) > 12


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_from_right_to_left_the_page_is_mirrored_but_code_is_not(
    open_tab: OpenTab, offered: Offering, size: str
) -> None:
    chat = open_tab(url=offered.url, size=size, locale=pseudo.LOCALE)
    offered.alpha.reply_with("Some words.\n\n```python\nprint('from left to right')\n```")

    chat.ask("Hello")

    expect(chat.page.locator("html")).to_have_attribute("dir", "rtl")
    assert not chat.scrolls_sideways
    assert middle(chat, "#composer-button") < middle(chat, "#composer-text")
    assert middle(chat, ".header__name") > middle(chat, ".header form")
    if size == "desktop":
        assert middle(chat, "#conversations") > middle(chat, "#main")
    code = chat.body.locator("pre")
    assert code.evaluate("it => getComputedStyle(it).direction") == "ltr"


def middle(chat: ChatPage, selector: str) -> float:
    """How far from the left of the window something stands, in pixels."""
    box = chat.page.locator(selector).first.bounding_box()
    assert box
    return box["x"] + box["width"] / 2
