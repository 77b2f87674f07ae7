"""Comparing in a real browser: both replies are written at the same time, one is stopped, one is kept."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.chat_page import ChatPage
from tests.browser.conftest import OpenTab
from tests.browser.test_axe import dim
from tests.browser.test_everyone import faults
from tests.browser.under_the_hood import UnderTheHood
from tests.provider.replies import Recorded
from tests.provider_server import ProviderServer

WRITTEN = ".message[data-status=streaming] .message__body:not(:empty)"
MARK = ("outline-style", "solid")  # what points out a message
PAIR = re.compile(r"/compare/[^/]+/[^/?]+$")


def words_for(request: Recorded) -> str:
    """A short reply where it is cold, an endless one where it is hot."""
    is_hot = (request.json or {}).get("temperature") == 1.5
    return "hot words " * 500 if is_hot else "cold words " * 20


def start(page: Page) -> None:
    page.get_by_role("link", name="Temperature 0 and 1.5").click()
    page.locator("#compare-form").get_by_role("button", name="Compare").click()


def test_both_are_written_at_once_one_is_stopped_and_the_other_kept(chat: ChatPage, provider: ProviderServer) -> None:
    provider.reply_with(words_for, words_per_second=30)
    page = chat.page
    chat.open("/compare")

    start(page)

    expect(page).to_have_url(PAIR)
    expect(page.locator(WRITTEN)).to_have_count(2)
    page.locator("#side-b").get_by_role("button", name="Stop").click()
    expect(page.locator("#side-b .message")).to_have_attribute("data-status", "stopped")
    expect(page.locator("#side-a .message")).to_have_attribute("data-status", "complete")
    expect(page.get_by_role("button", name="Stop")).to_have_count(0)

    page.locator("#side-a").get_by_role("button", name="Keep this one").click()

    expect(page).to_have_url(re.compile("/conversations/"))
    expect(chat.body).to_contain_text("cold words")
    expect(chat.sidebar.current).to_contain_text("Invent a name for a boat")


def test_a_reload_goes_on_with_both_and_the_same_can_be_asked_once_more(
    chat: ChatPage, provider: ProviderServer
) -> None:
    provider.reply_with("word " * 60, words_per_second=40)
    page = chat.page
    chat.open("/compare")
    start(page)
    expect(page.locator(WRITTEN)).to_have_count(2)

    page.reload()

    expect(page.locator(".message[data-role=assistant][data-status=complete]")).to_have_count(2)
    before = page.url
    page.get_by_role("button", name="Once more").click()
    expect(page).not_to_have_url(before)
    expect(page).to_have_url(PAIR)
    expect(page.locator(WRITTEN)).to_have_count(2)


def test_who_reads_the_settings_is_not_disturbed_while_a_reply_is_written(
    chat: ChatPage, provider: ProviderServer
) -> None:
    provider.reply_with("word " * 500, words_per_second=20)
    page = chat.page
    chat.open("/compare?try=temperature")
    page.locator("[name=a_instructions]").fill("Be a pirate.")
    page.locator("#compare-form").get_by_role("button", name="Compare").click()
    words = page.locator("#settings-a .comparison__words")
    words.focus()

    for _ in range(2):  # the second time, what the first one brought is there
        with page.expect_request("**/settings"):
            pass

    expect(words).to_be_focused()


@pytest.mark.usefixtures("provider")
def test_a_page_whose_comparison_is_gone_says_so(open_tab: OpenTab) -> None:
    page = open_tab(complaints_allowed=True).page
    waiting: list[Route] = []
    page.route("**/stay", lambda route: waiting.append(route))
    page.goto(page.url + "compare")
    with page.expect_request("**/stay"):
        start(page)
    other = page.context.new_page()
    other.goto(page.url)
    other.locator("#side-a").get_by_role("button", name="Keep this one").click()
    expect(other).to_have_url(re.compile("/conversations/"))

    waiting[0].continue_()

    expect(page.locator(".comparison > .problem")).to_contain_text("This comparison does not exist")
    expect(page.locator("#compare-life")).to_have_count(0)


@pytest.mark.usefixtures("provider")
def test_what_is_refused_keeps_what_was_typed(open_tab: OpenTab) -> None:
    page = open_tab(size="phone").page
    page.goto(page.url + "compare?try=temperature")
    page.locator("[name=b_temperature]").fill("hot")
    page.locator("[name=a_instructions]").fill("x" * 2001)

    page.locator("#compare-form").get_by_role("button", name="Compare").click()

    expect(page.locator("#b-temperature-hint .problem")).to_contain_text("a number from 0")
    expect(page.locator("[name=b_temperature]")).to_have_value("hot")
    expect(page.locator("[name=a_instructions]")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("[name=a_instructions]")).to_have_value("x" * 2001)
    expect(page.get_by_role("alert").filter(has_text="Nothing was sent yet")).to_be_visible()
    page.locator("[name=a_instructions]").fill("Be brief.")
    page.locator("[name=b_temperature]").fill("1")
    page.locator("[name=b_temperature]").press("Enter")
    expect(page).to_have_url(PAIR)


def test_without_scripts_the_page_arrives_with_both(open_tab: OpenTab, provider: ProviderServer) -> None:
    provider.reply_with("word " * 20, words_per_second=40)
    page = open_tab(java_script_enabled=False).page
    page.goto(page.url + "compare")

    start(page)

    expect(page).to_have_url(re.compile(r"\?wait=1$"))
    expect(page.locator(".message[data-role=assistant][data-status=complete]")).to_have_count(2)
    expect(page.locator(".arriving").first).to_be_hidden()
    page.locator("#side-b").get_by_role("button", name="Keep this one").click()
    expect(page).to_have_url(re.compile("/conversations/"))


@pytest.mark.parametrize("side", ["a", "b"])
@pytest.mark.usefixtures("provider")
def test_under_either_hood_pointing_at_the_message_marks_the_other_one(chat: ChatPage, side: str) -> None:
    page, hood = chat.page, UnderTheHood(chat)
    message = page.locator(".message[data-role=user] .message__body")
    chat.open("/compare")
    start(page)
    expect(page.locator(".message[data-role=assistant][data-status=complete]")).to_have_count(2)
    hood.open(page.locator(f"#side-{side} .message"))
    expect(hood.title).to_be_focused()

    hood.sent(1).hover()
    expect(message).to_have_css(*MARK)
    message.hover()
    expect(hood.sent(1)).to_have_css(*MARK)
    expect(message).not_to_have_css(*MARK)

    page.mouse.move(0, 0)
    expect(hood.sent(1)).not_to_have_css(*MARK)
    hood.sent(1).locator("a:visible").focus()
    expect(message).to_have_css(*MARK)
    page.keyboard.press("Enter")
    expect(page.locator(":focus .message__body")).to_have_text(re.compile("^Invent a name for a boat"))
    expect(hood.sent(1)).to_have_css(*MARK)


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_axe_finds_nothing_while_both_are_written(open_tab: OpenTab, provider: ProviderServer, size: str) -> None:
    provider.reply_with("word " * 200, words_per_second=20)
    chat = open_tab(size=size)
    chat.open("/compare")

    start(chat.page)

    expect(chat.page.locator(WRITTEN)).to_have_count(2)
    assert faults(chat.page) + dim(chat.page) == []
    assert not chat.scrolls_sideways
