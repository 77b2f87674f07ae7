"""Conversations found, changed and kept by plain forms and links: without JavaScript."""

from pathlib import Path

from playwright.sync_api import expect

from tests.browser.chat_page import ChatPage
from tests.browser.conftest import OpenTab
from tests.browser.writing import Writing
from tests.provider_server import ProviderServer


def test_without_scripts_a_conversation_is_found_changed_and_kept(open_tab: OpenTab, provider: ProviderServer) -> None:
    chat = open_tab(java_script_enabled=False)
    chat.ask("How high is it?")
    chat.ask("And how wide?")

    rename(chat, "How high is it?", "Heights")
    search_and_open(chat, "wide")
    edit_and_switch_back(chat)
    delete_and_undo(chat)
    wait_and_withdraw(chat, provider)

    assert "And how wide?" in exported(chat, "Heights")


def act(chat: ChatPage, title: str, action: str) -> None:
    chat.sidebar.more(title).click()
    chat.sidebar.menu.get_by_role("link", name="All actions").click()
    chat.page.locator("main .menu__entry, main .menu__exports a").filter(has_text=action).click()


def rename(chat: ChatPage, title: str, new: str) -> None:
    act(chat, title, "Rename")
    chat.page.get_by_label("Title").fill(new)
    chat.page.get_by_role("button", name="Save").click()
    expect(chat.sidebar.titles).to_have_text([new])


def search_and_open(chat: ChatPage, words: str) -> None:
    chat.sidebar.search.fill(words)
    chat.sidebar.search.press("Enter")
    chat.page.locator("main .hit__link").click()
    expect(chat.messages.nth(2)).to_be_in_viewport()


def edit_and_switch_back(chat: ChatPage) -> None:
    chat.messages.nth(2).get_by_role("link", name="Edit").click()
    chat.page.locator(".editing textarea").fill("And how deep?")
    chat.page.locator(".editing [data-action=send]").click()
    chat.final_reply()
    expect(chat.messages.nth(2)).to_contain_text("And how deep?")
    chat.messages.nth(2).get_by_role("button", name="Previous version").click()
    expect(chat.messages.nth(2)).to_contain_text("And how wide?")
    expect(chat.messages.nth(2)).to_contain_text("1 / 2")


def delete_and_undo(chat: ChatPage) -> None:
    chat.messages.first.get_by_role("button", name="Delete").click()
    expect(chat.messages).to_have_count(2)
    chat.undo.click()
    expect(chat.messages).to_have_count(4)


def wait_and_withdraw(chat: ChatPage, provider: ProviderServer) -> None:
    writing = Writing(provider, "The first paragraph.\n\nThe second", " and the end.")
    chat.composer.fill("Once more")
    chat.send.click(no_wait_after=True)
    expect(chat.page.locator(".arriving p").first).to_be_visible()
    next_one = ChatPage(chat.page.context.new_page(), chat.url)
    next_one.page.goto(chat.page.url.partition("?")[0], wait_until="commit")
    next_one.composer.fill("and then this")
    next_one.page.get_by_role("button", name="Send next").click(no_wait_after=True)
    expect(next_one.waiting).to_have_text("and then this")
    next_one.page.get_by_role("button", name="Withdraw").click(no_wait_after=True)
    expect(next_one.composer).to_have_value("and then this")
    writing.end()
    chat.final_reply()


def exported(chat: ChatPage, title: str) -> str:
    with chat.page.expect_download() as markdown:
        act(chat, title, "Markdown")
    return Path(markdown.value.path()).read_text()
