"""What goes wrong, tried on a phone and on a desk: the result begins where the reader looks, scripts or not."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import OpenTab

SIZES = {"phone": (360, 740), "older phone": (375, 667), "small phone": (320, 568), "desk": (1280, 800)}


@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("size", SIZES)
def test_the_heading_of_the_result_stands_at_the_top(open_tab: OpenTab, size: str, has_scripts: bool) -> None:
    width, height = SIZES[size]
    chat = open_tab(viewport={"width": width, "height": height}, java_script_enabled=has_scripts)
    chat.open("/lab/too-many")

    chat.page.locator("[data-action=try]").click()

    title = chat.page.locator("#experiment-title")
    title.wait_for()
    expect_at_the_top(chat.page)
    assert chat.page.locator("#experiment:focus").count() == 1


def expect_at_the_top(page: Page) -> None:
    """The heading of the result is in the upper part of the screen, once scrolling has come to rest."""
    title = page.locator("#experiment-title")
    for _ in range(50):
        top = title.evaluate("it => it.getBoundingClientRect().top")
        if 0 <= top < 160:
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"the heading stands at {top}")
