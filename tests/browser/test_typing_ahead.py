"""Writing while a reply runs, drafts, and being told when a reply is ready."""

import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.chat_page import ChatPage
from tests.browser.conftest import OpenTab
from tests.browser.writing import Writing
from tests.provider_server import ProviderServer, cut, token, wait_for


@pytest.fixture
def writing(provider: ProviderServer) -> Iterator[Writing]:
    """A reply that goes on until the test ends it."""
    begun = Writing(provider, "Said so far", " and to the end.")
    yield begun
    begun.end()


def begin(chat: ChatPage) -> None:
    chat.send_message("Hi")
    expect(chat.body).to_have_text("Said so far")


def send(chat: ChatPage, words: str) -> None:
    chat.type(words)
    chat.page.keyboard.press("Enter")


def test_what_is_sent_while_a_reply_runs_waits_its_turn(
    chat: ChatPage, provider: ProviderServer, writing: Writing
) -> None:
    begin(chat)

    send(chat, "the next one")

    expect(chat.waiting).to_have_text("the next one")
    expect(chat.composer).to_have_value("")
    expect(chat.stop).to_be_visible()
    chat.page.reload()
    expect(chat.waiting).to_have_text("the next one")
    provider.reply_with("The next answer.")
    writing.end()
    expect(chat.messages).to_have_count(4)
    expect(chat.body).to_have_text("The next answer.")
    expect(chat.waiting).to_have_count(0)
    chat.final_reply()
    expect(chat.send).to_be_visible()


def test_what_waits_is_withdrawn_into_the_field(chat: ChatPage, writing: Writing) -> None:
    begin(chat)
    send(chat, "the next one")
    expect(chat.waiting).to_have_text("the next one")
    chat.type("and this")

    chat.page.get_by_role("button", name="Withdraw").click()

    expect(chat.composer).to_have_value("the next one\n\nand this")
    expect(chat.composer).to_be_focused()
    expect(chat.waiting).to_have_count(0)
    writing.end()
    chat.final_reply()
    expect(chat.send).to_be_visible()
    expect(chat.messages).to_have_count(2)


def test_another_tab_shows_what_waits_or_was_withdrawn_and_it_is_sent_once(
    chat: ChatPage, provider: ProviderServer, writing: Writing
) -> None:
    begin(chat)
    other = chat.second_tab()
    expect(other.body).to_have_text("Said so far")
    other.hide()
    send(chat, "the next one")
    expect(chat.waiting).to_be_visible()

    other.show()

    expect(other.waiting).to_have_text("the next one")
    other.hide()
    chat.page.get_by_role("button", name="Withdraw").click()
    expect(chat.composer).to_have_value("the next one")
    other.show()
    expect(other.waiting).to_have_count(0)
    chat.page.keyboard.press("Enter")
    expect(chat.waiting).to_be_visible()
    asked = len(provider.requests)
    writing.end()
    for tab in (chat, other):
        expect(tab.messages).to_have_count(4)
        tab.final_reply()
        expect(tab.waiting).to_have_count(0)
    assert len(provider.requests) == asked + 1


def test_after_a_reply_that_broke_off_it_waits_until_it_is_sent_by_hand(
    chat: ChatPage, provider: ProviderServer
) -> None:
    is_enough = threading.Event()
    provider.answer_raw([token("Said so far"), wait_for(is_enough), cut()], times=1)
    begin(chat)
    send(chat, "the next one")
    expect(chat.waiting).to_be_visible()
    is_enough.set()
    chat.final_reply()
    provider.reply_with("The next answer.")

    chat.page.get_by_role("button", name="Send now").click()

    expect(chat.body).to_have_text("The next answer.")
    expect(chat.messages).to_have_count(4)
    expect(chat.waiting).to_have_count(0)


def test_each_conversation_keeps_its_own_draft_until_one_signs_out(chat: ChatPage) -> None:
    chat.ask("First")
    chat.type("for the first")
    chat.open("/")
    chat.ask("Second")
    chat.type("for the second")

    chat.sidebar.open("First")
    expect(chat.composer).to_have_value("for the first")
    chat.sidebar.open("Second")
    expect(chat.composer).to_have_value("for the second")
    chat.open("/data")
    chat.page.get_by_role("button", name="Sign out").click()

    expect(chat.page.get_by_role("heading", name="Signed out")).to_be_visible()
    expect(chat.sidebar.titles).to_have_count(0)
    assert "for the" not in chat.page.evaluate("JSON.stringify([localStorage, sessionStorage])")


def test_a_hidden_tab_tells_in_its_title_and_by_a_notification(open_tab: OpenTab, writing: Writing) -> None:
    chat = open_tab(permissions=["notifications"])
    chat.page.evaluate(
        """() => {
          window.told = [];
          window.Notification = class {
            static permission = "granted";
            constructor(title, options) { told.push([title, options.body.trim()]); }
          };
        }"""
    )
    begin(chat)
    title = chat.page.title()
    chat.hide()

    writing.end()

    expect(chat.page).to_have_title(f"● Reply ready · {title}", timeout=30_000)
    assert chat.page.evaluate("told") == [[title, "Said so far and to the end."]]
    chat.show()
    expect(chat.page).to_have_title(title)
    expect(chat.final_reply()).to_contain_text("to the end.")
