"""Asking and reading, with mouse and keyboard."""

import pytest
from playwright.sync_api import expect

from tests.browser.chat_page import ChatPage
from tests.browser.conftest import OpenTab
from tests.provider_server import ProviderServer


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_a_person_asks_and_reads_the_reply_after_a_reload_too(
    open_tab: OpenTab, provider: ProviderServer, size: str
) -> None:
    chat = open_tab(size=size)

    reply = chat.ask("Say hello")

    expect(reply.locator("strong")).to_have_text("you")
    expect(chat.composer).to_have_value("")
    assert "/conversations/" in chat.page.url
    chat.page.reload()
    expect(chat.messages).to_have_count(2)
    expect(chat.replies.last.locator("strong")).to_have_text("you")
    assert not chat.scrolls_sideways


def test_enter_sends_and_the_field_keeps_the_focus(chat: ChatPage) -> None:
    chat.type("Hello")

    chat.page.keyboard.press("Enter")

    chat.final_reply()
    expect(chat.composer).to_be_focused()
    expect(chat.composer).to_have_value("")


def test_shift_enter_breaks_the_line(chat: ChatPage) -> None:
    chat.type("one")
    chat.page.keyboard.press("Shift+Enter")
    chat.type("two")
    chat.page.keyboard.press("Enter")

    expect(chat.messages.first.locator(".message__body")).to_have_text("one\ntwo", use_inner_text=True)


def test_on_touch_enter_breaks_the_line_and_ctrl_enter_sends(open_tab: OpenTab, provider: ProviderServer) -> None:
    chat = open_tab(size="phone", has_touch=True, is_mobile=True)
    chat.type("one")
    chat.page.keyboard.press("Enter")
    expect(chat.composer).to_have_value("one\n")

    chat.page.keyboard.press("Control+Enter")

    chat.final_reply()


def test_nothing_is_sent_while_an_input_method_composes(chat: ChatPage) -> None:
    chat.type("に")

    chat.composer.dispatch_event("keydown", {"key": "Enter", "isComposing": True, "bubbles": True, "cancelable": True})
    chat.composer.dispatch_event("keydown", {"key": "Enter", "keyCode": 229, "bubbles": True, "cancelable": True})

    chat.type("ほん")
    chat.page.keyboard.press("Enter")

    chat.final_reply()
    expect(chat.messages).to_have_count(2)
    expect(chat.messages.first.locator(".message__body")).to_have_text("にほん")


def test_a_double_press_sends_once(chat: ChatPage, provider: ProviderServer) -> None:
    before = len(provider.requests)
    chat.composer.fill("Only once")

    chat.page.locator("[data-action=send]").dblclick()

    chat.final_reply()
    expect(chat.messages).to_have_count(2)
    assert len(provider.requests) == before + 1


def test_a_starter_asks_its_question(chat: ChatPage) -> None:
    starter = chat.page.locator("button[name=message]").first
    question = starter.inner_text()

    starter.click()

    chat.final_reply()
    expect(chat.messages.first.locator(".message__body")).to_have_text(question)
    expect(chat.page.locator(".welcome")).to_be_hidden()


def test_the_conversation_goes_on(chat: ChatPage, provider: ProviderServer) -> None:
    chat.ask("first")

    chat.ask("second")

    expect(chat.messages).to_have_count(4)
    assert [message["content"] for message in provider.requests[-1].json["messages"]][0] == "first"


def test_back_and_forward_show_what_belongs_there(chat: ChatPage) -> None:
    chat.ask("Hello")
    there = chat.page.url

    chat.page.go_back()
    expect(chat.messages).to_have_count(0)
    chat.page.go_forward()

    expect(chat.messages).to_have_count(2)
    assert chat.page.url == there


def test_a_reload_while_the_reply_is_written_loses_nothing(chat: ChatPage, provider: ProviderServer) -> None:
    before = len(provider.requests)
    provider.reply_with("one two three four five six", words_per_second=5)
    chat.send_message("slowly")
    expect(chat.replies).to_have_count(1)

    chat.page.reload()

    expect(chat.final_reply().locator(".message__body")).to_have_text("one two three four five six")
    assert len(provider.requests) == before + 1


def test_a_closed_tab_loses_nothing(chat: ChatPage, provider: ProviderServer) -> None:
    provider.reply_with("one two three four five six", words_per_second=5)
    chat.send_message("slowly")
    expect(chat.replies).to_have_count(1)
    address, context = chat.page.url, chat.page.context

    chat.page.close()

    again = ChatPage(context.new_page(), chat.url)
    again.page.goto(address)
    expect(again.final_reply().locator(".message__body")).to_have_text("one two three four five six")


def test_the_reply_is_copied_as_markdown(open_tab: OpenTab, provider: ProviderServer) -> None:
    chat = open_tab(permissions=["clipboard-read", "clipboard-write"])
    provider.reply_with("Hello **you** & <me>")
    reply = chat.ask("Hi")

    reply.hover()
    reply.locator("[data-action=copy]").click()

    expect(chat.page.locator("#announcer")).to_have_text("Copied")
    assert chat.page.evaluate("navigator.clipboard.readText()") == "Hello **you** & <me>"


@pytest.mark.parametrize(("is_offline", "copied"), [(False, "Hello **you**"), (True, "Hello you")])
def test_copying_works_without_a_clipboard_and_without_a_network(
    chat: ChatPage, provider: ProviderServer, is_offline: bool, copied: str
) -> None:
    provider.reply_with("Hello **you**")
    reply = chat.ask("Hi")
    chat.page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")  # as on plain http
    chat.page.context.set_offline(is_offline)

    reply.locator("[data-action=copy]").click()

    expect(chat.page.locator("#announcer")).to_have_text("Copied")
    chat.composer.focus()
    chat.page.keyboard.press("Control+V")
    expect(chat.composer).to_have_value(copied)


def test_a_code_block_is_copied_as_it_is(open_tab: OpenTab, provider: ProviderServer) -> None:
    chat = open_tab(permissions=["clipboard-read", "clipboard-write"])
    provider.reply_with("Look:\n\n```python\nprint(1 < 2)\n\tx = 3\n```\n")
    reply = chat.ask("Code?")

    reply.locator("[data-action=copy-code]").click()

    expect(reply.locator(".code__language")).to_have_text("Python")
    expect(chat.page.locator("#announcer")).to_have_text("Copied")
    assert chat.page.evaluate("navigator.clipboard.readText()").rstrip("\n") == "print(1 < 2)\n\tx = 3"


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_the_theme_is_kept(chat: ChatPage, theme: str) -> None:
    with chat.page.expect_response("**/preferences/theme"):
        chat.page.locator(f"[name=theme][value={theme}]").click()
        expect(chat.page.locator("html")).to_have_attribute("data-theme", theme)

    chat.page.reload()

    expect(chat.page.locator("html")).to_have_attribute("data-theme", theme)


def test_a_draft_survives_a_reload_and_goes_when_it_is_sent(chat: ChatPage) -> None:
    chat.type("half a thought")
    chat.page.reload()
    expect(chat.composer).to_have_value("half a thought")

    chat.page.keyboard.press("Shift+Escape")
    chat.page.keyboard.press("Enter")
    chat.final_reply()

    chat.open("/")
    expect(chat.composer).to_have_value("")


def test_two_new_conversations_keep_their_own_drafts(chat: ChatPage) -> None:
    other = ChatPage(chat.page.context.new_page(), chat.url)
    other.open()
    chat.type("in the first tab")
    other.type("in the second tab")

    chat.page.reload()
    other.page.reload()

    expect(chat.composer).to_have_value("in the first tab")
    expect(other.composer).to_have_value("in the second tab")


def test_a_poem_keeps_its_lines(chat: ChatPage, provider: ProviderServer) -> None:
    provider.reply_with("The sea is wide\nand I am small")

    reply = chat.ask("A poem")

    expect(reply.locator(".message__body p")).to_have_text("The sea is wide\nand I am small", use_inner_text=True)


def test_the_reader_is_told_when_a_reply_is_written_and_what_it_says(chat: ChatPage, provider: ProviderServer) -> None:
    provider.reply_with("It is *done*.", words_per_second=4)

    chat.send_message("Tell me")

    expect(chat.page.locator("#announcer")).to_have_text("Reply is being written")
    expect(chat.page.locator("#announcer")).to_contain_text("It is done.")
