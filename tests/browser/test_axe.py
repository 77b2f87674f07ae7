"""axe finds nothing in any state of finding, changing and keeping conversations, and nothing scrolls sideways there."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from scripts.keeping_states import keeping_states
from tests.browser.conftest import OpenTab
from tests.browser.test_everyone import faults
from tests.provider_server import ProviderServer


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_axe_finds_nothing_while_conversations_are_kept(open_tab: OpenTab, provider: ProviderServer, size: str) -> None:
    chat = open_tab(size=size)
    found: dict[str, list[str]] = {}

    for state in keeping_states(chat, provider):
        found[state] = faults(chat.page) + dim(chat.page)
        if chat.scrolls_sideways:
            found[state].append("scrolls sideways")

    assert {state: these for state, these in found.items() if these} == {}
    assert len(found) > 20


def dim(page: Page) -> list[str]:
    """What is hard to read in the dark."""
    page.emulate_media(color_scheme="dark")
    results = Axe().run(page, options={"runOnly": ["color-contrast"]})
    page.emulate_media(color_scheme="light")
    return [f"dark: {fault['nodes'][0]['html']}" for fault in results.response["violations"]]
