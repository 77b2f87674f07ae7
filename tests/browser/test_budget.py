"""What replies took, told; and a budget that is near its end, and used up."""

import pytest
from playwright.sync_api import expect

from tests.browser.chat_page import ChatPage
from tests.browser.conftest import OpenTab
from tests.browser.offering import Offering


@pytest.fixture
def chat(open_tab: OpenTab, offered: Offering) -> ChatPage:
    return open_tab(url=offered.url)


def test_a_budget_is_warned_of_and_when_it_is_used_up_the_text_is_kept(chat: ChatPage, offered: Offering) -> None:
    budget = chat.page.locator("#budget")
    chat.ask("Hello")
    expect(budget).to_be_empty()

    offered.alpha.reply_with("word " * 4200)
    chat.ask("Say much")
    expect(budget).to_contain_text("% of today’s budget is used")

    offered.alpha.reply_with("word " * 900)
    chat.ask("And a little more")
    expect(budget).to_contain_text("Today’s budget is used up")
    chat.send_message("And this")
    expect(chat.error()).to_contain_text("budget of this browser session is used up")
    expect(chat.composer).to_have_value("And this")


def test_what_a_reply_took_is_told_below_it_and_for_the_month(chat: ChatPage) -> None:
    reply = chat.ask("Hello")

    reply.locator(".message__facts").click()

    numbers = reply.get_by_role("table", name="What this reply took")
    expect(numbers.get_by_role("row", name="Prompt")).to_contain_text("10")
    reply.get_by_role("link", name="This month").click()
    month = chat.page.get_by_role("table", name="Usage by day, in UTC")
    expect(month.get_by_role("row", name="Total")).to_contain_text("13")
    expect(chat.page.get_by_role("meter")).to_be_visible()
