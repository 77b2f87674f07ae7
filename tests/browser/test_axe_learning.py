"""axe finds nothing in what teaches how an API works: in German, from right to left, narrow and wide, light and dark."""

import pytest

from scripts.learning_states import learning_states
from tests.browser.conftest import OpenTab
from tests.browser.offering import Offering
from tests.browser.test_axe import dim
from tests.browser.test_everyone import faults
from tests.languages import pseudo

OTHER_WIDTHS = (320, 360)


@pytest.mark.parametrize(("width", "language"), [(1440, "en"), (1024, pseudo.LOCALE), (360, "de")])
def test_axe_finds_nothing_where_one_learns_how_it_works(
    open_tab: OpenTab, offered: Offering, width: int, language: str
) -> None:
    size = {"width": width, "height": 768}
    chat = open_tab(url=offered.url, locale=language, viewport=size)
    found: dict[str, list[str]] = {}

    for state in learning_states(chat, offered):
        found[state] = faults(chat.page) + dim(chat.page)
        for narrow in (*OTHER_WIDTHS, width):
            chat.page.set_viewport_size(size | {"width": narrow})
            if chat.scrolls_sideways:
                found[state].append(f"scrolls sideways at {narrow} pixels")

    assert {state: these for state, these in found.items() if these} == {}
    assert len(found) > 12
