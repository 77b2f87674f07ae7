"""Assistants: a page of their own each, conversations that keep them, and a new one while a reply is written."""

import pytest
from playwright.sync_api import expect

from tests.browser.chat_page import ChatPage
from tests.browser.conftest import OpenTab
from tests.browser.offering import Offering
from tests.browser.writing import Writing
from tests.faults.viewer import eventually


@pytest.fixture
def chat(open_tab: OpenTab, offered: Offering) -> ChatPage:
    return open_tab(url=offered.url)


def test_an_assistant_has_its_page_and_its_conversations_keep_it(chat: ChatPage, offered: Offering) -> None:
    usual = colour_of(chat)
    chat.page.get_by_role("link", name="Help desk").click()
    expect(chat.page.get_by_role("heading", name="What is not working?")).to_be_visible()
    expect(chat.page.get_by_text("Ask about printers, passwords and the network.")).to_be_visible()
    expect(chat.page.get_by_text("In an emergency call extension 112.")).to_be_visible()
    assert colour_of(chat) == "rgb(138, 42, 91)" != usual

    chat.page.get_by_role("button", name="The printer does not print").click()
    chat.final_reply()

    asked = offered.alpha.requests[-1].json
    assert (asked["messages"][0]["content"], asked["temperature"]) == ("You are the help desk.", 0.2)
    chat.page.reload()
    expect(chat.page.locator("#assistant")).to_have_text("Help desk")
    expect(chat.page.get_by_text("In an emergency call extension 112.")).to_be_visible()
    assert colour_of(chat) == "rgb(138, 42, 91)"
    chat.open()
    expect(chat.page.locator("#assistant")).to_have_text("Everyday")
    assert colour_of(chat) == usual


def test_an_assistant_comes_while_a_reply_is_written_which_goes_on(chat: ChatPage, offered: Offering) -> None:
    writing = Writing(offered.alpha, "The beginning", " and the end.")
    chat.send_message("Hello")
    expect(chat.body).to_contain_text("The beginning")
    newcomer = ChatPage(chat.page.context.new_page(), chat.url)

    with offered.one_more_assistant():
        eventually(lambda: newcomer.page.goto(f"{chat.url}/a/tutor").status == 200)

        expect(newcomer.page.get_by_role("heading", name="What are you working on?")).to_be_visible()
        writing.end()
        chat.final_reply()
        expect(chat.body).to_have_text("The beginning and the end.")


def colour_of(chat: ChatPage) -> str:
    """The colour of the button that sends."""
    return str(chat.send.evaluate("it => getComputedStyle(it).backgroundColor"))
