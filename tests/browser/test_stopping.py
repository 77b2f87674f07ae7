"""Stopping a reply, and going on from where it ended."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.chat_page import ChatPage
from tests.browser.conftest import OpenTab
from tests.browser.writing import Writing
from tests.provider_server import ProviderServer


@pytest.fixture
def writing(provider: ProviderServer) -> Iterator[Writing]:
    """A reply that goes on until it is stopped."""
    provider.closed_by_client.clear()
    begun = Writing(provider, "Said so far", " and never said")
    yield begun
    begun.end()


def test_stop_keeps_the_text_and_lets_the_provider_go(
    chat: ChatPage, provider: ProviderServer, writing: Writing
) -> None:
    chat.send_message("Hi")
    expect(chat.body).to_have_text("Said so far")

    chat.stop.click()

    expect(chat.final_reply()).to_have_attribute("data-status", "stopped")
    expect(chat.replies.last.locator(".message__ending")).to_have_text("Stopped")
    expect(chat.body).to_have_text("Said so far")
    assert provider.closed_by_client.wait(5)
    expect(chat.send).to_be_visible()


def test_escape_stops_but_not_while_an_input_method_composes(chat: ChatPage, writing: Writing) -> None:
    chat.send_message("Hi")
    expect(chat.body).to_have_text("Said so far")
    asked: list[str] = []
    chat.page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/stop") else None)
    escape = {"key": "Escape", "bubbles": True, "cancelable": True}

    chat.composer.dispatch_event("keydown", escape | {"isComposing": True})
    chat.composer.dispatch_event("keydown", escape | {"keyCode": 229})
    chat.page.keyboard.press("Shift+Escape")
    assert asked == []
    chat.page.keyboard.press("Escape")

    expect(chat.final_reply()).to_have_attribute("data-status", "stopped")


def test_escape_first_closes_what_is_open(chat: ChatPage, provider: ProviderServer) -> None:
    writing = Writing(provider, "Said", reasoning=["First this."])
    chat.send_message("Hi")
    reasoning = chat.replies.last.locator(".reasoning")
    reasoning.locator("summary").click()
    expect(reasoning.locator(".reasoning__text")).to_be_visible()

    chat.page.keyboard.press("Escape")

    expect(reasoning.locator(".reasoning__text")).to_be_hidden()
    writing.end()
    expect(chat.final_reply()).to_have_attribute("data-status", "complete")


def test_the_focus_stays_on_the_button_that_was_pressed(chat: ChatPage, writing: Writing) -> None:
    chat.send_message("Hi")
    expect(chat.body).to_have_text("Said so far")
    chat.stop.focus()

    chat.page.keyboard.press("Enter")

    chat.final_reply()
    expect(chat.send).to_be_focused()


def test_who_stops_a_reply_that_has_just_ended_does_not_send(chat: ChatPage, writing: Writing) -> None:
    chat.send_message("Hi")
    expect(chat.stop).to_be_visible()
    chat.type("half a thou")
    chat.page.evaluate("""() => new MutationObserver((changes, observer) => {
      const send = document.querySelector('[data-action=send]');
      if (!send) return;
      observer.disconnect();
      send.click();
    }).observe(document.getElementById('composer'), { childList: true, subtree: true })""")

    writing.end()

    chat.final_reply()
    expect(chat.send).to_be_visible()
    chat.type("ght")
    chat.page.keyboard.press("Enter")
    expect(chat.messages).to_have_count(4)
    expect(chat.messages.nth(2).locator(".message__body")).to_have_text("half a thought")


def test_another_tab_stops_it(chat: ChatPage, writing: Writing) -> None:
    chat.send_message("Hi")
    expect(chat.body).to_have_text("Said so far")
    other = chat.second_tab()
    expect(other.body).to_have_text("Said so far")

    other.stop.click()

    for tab in (chat, other):
        expect(tab.final_reply()).to_have_attribute("data-status", "stopped")
        expect(tab.send).to_be_visible()


def test_a_stopped_reply_is_continued(chat: ChatPage, provider: ProviderServer, writing: Writing) -> None:
    chat.send_message("Hi")
    expect(chat.body).to_have_text("Said so far")
    chat.stop.click()
    chat.final_reply()
    chat.body.evaluate("body => body.firstElementChild.marked = true")
    going_on = Writing(provider, " comes", " the rest.")

    chat.replies.last.locator("[data-action=continue]").click()

    expect(chat.body).to_have_text("Said so far comes")
    expect(chat.stop).to_be_visible()
    expect(chat.replies.last).to_be_focused()
    going_on.end()
    expect(chat.final_reply()).to_have_attribute("data-status", "complete")
    expect(chat.body).to_have_text("Said so far comes the rest.")
    assert chat.body.evaluate("body => body.firstElementChild.marked")
    expect(chat.messages).to_have_count(2)
    chat.page.reload()
    expect(chat.body).to_have_text("Said so far comes the rest.")


def test_a_reply_that_was_cut_at_the_token_limit_says_so_and_is_continued(
    chat: ChatPage, provider: ProviderServer
) -> None:
    provider.reply_with("It is long and", finish_reason="length")
    reply = chat.ask("Hi")
    expect(reply.locator(".message__ending")).to_contain_text("cut at the token limit")
    provider.reply_with(" ends here.")

    reply.locator("[data-action=continue]").click()

    expect(chat.body).to_have_text("It is long and ends here.")
    expect(chat.final_reply().locator(".message__ending")).to_have_count(0)


def test_a_stopped_reply_is_tried_again_from_the_beginning(
    chat: ChatPage, provider: ProviderServer, writing: Writing
) -> None:
    chat.send_message("Hi")
    expect(chat.body).to_have_text("Said so far")
    chat.page.keyboard.press("Escape")
    chat.final_reply()
    provider.reply_with("Something else.")

    chat.replies.last.locator("[data-action=retry]").click()

    expect(chat.body).to_have_text("Something else.")
    expect(chat.final_reply()).to_have_attribute("data-status", "complete")
    expect(chat.messages).to_have_count(2)


def test_without_scripts_a_reply_is_read_while_it_is_written_and_stopped(
    open_tab: OpenTab, provider: ProviderServer
) -> None:
    chat = open_tab(java_script_enabled=False)
    Writing(provider, "The **first** paragraph.\n\nThe second.\n\nThe third", " and never said")
    chat.composer.fill("Hi")

    chat.page.locator("[data-action=send]").click(no_wait_after=True)

    expect(chat.page.locator(".arriving strong")).to_have_text("first")
    chat.page.locator(".arriving [data-action=stop]").click(no_wait_after=True)
    expect(chat.final_reply()).to_have_attribute("data-status", "stopped")
    expect(chat.body).to_contain_text("The third")
    expect(chat.body).not_to_contain_text("never said")
    expect(chat.page.locator(".arriving")).to_be_hidden()
    expect(chat.composer).to_be_visible()
