"""axe finds nothing where one learns how an API works: in German, right to left, narrow and wide, light and dark."""

import pytest
from playwright.sync_api import ViewportSize

from scripts.learning_states import learning_states
from tests.browser.conftest import OpenTab
from tests.browser.offering import Offering
from tests.browser.test_everyone import faults
from tests.languages import pseudo

HEIGHT = 768


@pytest.mark.parametrize(("width", "language", "scheme"), [(1440, pseudo.LOCALE, "light"), (360, "de", "dark")])
def test_axe_finds_nothing_where_one_learns_how_it_works(
    open_tab: OpenTab, offered: Offering, width: int, language: str, scheme: str
) -> None:
    viewport: ViewportSize = {"width": width, "height": HEIGHT}
    chat = open_tab(url=offered.url, locale=language, viewport=viewport, color_scheme=scheme)
    found: dict[str, list[str]] = {}

    for state in learning_states(chat, offered):
        found[state] = faults(chat.page)
        for other in (320, 360, 1024):
            chat.page.set_viewport_size({"width": other, "height": HEIGHT})
            if chat.scrolls_sideways:
                found[state].append(f"scrolls sideways at {other} pixels")
        if state == "hood-tokens":  # where it stands depends on the width
            found[state] += faults(chat.page)
        chat.page.set_viewport_size(viewport)

    assert {state: these for state, these in found.items() if these} == {}
    assert len(found) > 12
