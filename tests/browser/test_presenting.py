"""The presenter's view on a projector: keys, a clicker and links step through it, and it can be read from far away."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenTab
from tests.browser.test_everyone import faults
from tests.provider_server import ProviderServer

PROJECTORS = {"old": (1024, 768), "hd": (1280, 720), "laptop": (1440, 900), "large": (1920, 1080)}


@pytest.fixture
def presented(open_tab: OpenTab, provider: ProviderServer) -> Page:
    """A reply in the presenter's view, on a screen of 1024 × 768."""
    provider.reply_with("A **fjord** is a narrow inlet of the sea.\n\n" * 9)
    chat = open_tab()
    chat.ask("What is a fjord? " * 40)
    reply = chat.ask("And why are there so many of them in Norway? " * 20)
    reply_id = (reply.get_attribute("id") or "").removeprefix("message-")
    chat.page.set_viewport_size({"width": 1024, "height": 768})
    chat.open(f"/replies/{reply_id}/exchange?present=1")
    return chat.page


def expect_step(page: Page, number: int) -> None:
    """This step fills the screen, and scrolling has come to rest."""
    page.wait_for_function("n => scrollY === (n - 1) * innerHeight", arg=number)
    expect(page.locator(f"#step-{number} h2")).to_be_in_viewport()


def test_the_keys_of_a_keyboard_and_a_clicker_step_through(presented: Page) -> None:
    for key, number in [
        ("Space", 2),
        ("PageDown", 3),
        ("ArrowDown", 4),
        ("PageUp", 3),
        ("ArrowUp", 2),
        ("Shift+Space", 1),
        ("End", 10),
        ("PageDown", 10),
        ("Home", 1),
    ]:
        presented.keyboard.press(key)
        expect_step(presented, number)


def test_links_step_through_and_lead_back(presented: Page) -> None:
    presented.locator("#step-1").get_by_role("link", name="Next").click()
    expect_step(presented, 2)

    presented.locator("#step-2").get_by_role("link", name="Previous").focus()
    presented.keyboard.press("Enter")
    expect_step(presented, 1)

    presented.locator("#step-1").get_by_role("link", name="Back to the conversation").click()
    expect(presented).to_have_url(re.compile("/conversations/"))


@pytest.mark.parametrize("projector", PROJECTORS)
def test_every_step_fits_on_a_screen_in_large_letters(presented: Page, projector: str) -> None:
    width, height = PROJECTORS[projector]
    presented.set_viewport_size({"width": width, "height": height})

    heights = presented.eval_on_selector_all(".present__step", "all => all.map(e => e.getBoundingClientRect().height)")
    sizes = presented.eval_on_selector_all(
        "h2, p, a, code, blockquote, dt, dd", "all => all.map(e => parseFloat(getComputedStyle(e).fontSize))"
    )
    assert heights == [height] * 10
    assert min(sizes) >= (24 if height >= 768 else 22)


def test_on_a_phone_nothing_scrolls_sideways(presented: Page) -> None:
    presented.set_viewport_size({"width": 360, "height": 740})

    assert presented.evaluate("document.documentElement.scrollWidth") == 360


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast_is_as_high_as_the_strictest_rule_wants(presented: Page, scheme: str) -> None:
    presented.emulate_media(color_scheme="dark" if scheme == "dark" else "light")

    enhanced = Axe().run(presented, options={"runOnly": ["color-contrast-enhanced"]})

    assert [each["nodes"][0]["html"] for each in enhanced.response["violations"]] == []
    assert enhanced.response["passes"] and not enhanced.response["incomplete"]
    assert faults(presented) == []
