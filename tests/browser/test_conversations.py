"""The list of conversations: opening, renaming, pinning, archiving, deleting, on a desktop and in a phone's drawer."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.chat_page import ChatPage
from tests.browser.conftest import OpenTab
from tests.provider_server import ProviderServer


@pytest.fixture
def two(chat: ChatPage) -> ChatPage:
    """A tab of somebody with two conversations, the second one open."""
    begin(chat, "First")
    begin(chat, "Second")
    return chat


def begin(chat: ChatPage, words: str) -> None:
    chat.open("/")
    chat.ask(words)


def test_conversations_are_opened_from_the_list_and_back_and_forward_are_right(two: ChatPage) -> None:
    expect(two.sidebar.titles).to_have_text(["Second", "First"])
    expect(two.sidebar.current).to_have_text("Second")

    two.sidebar.open("First")

    for open_now, go_on in (("First", two.page.go_back), ("Second", two.page.go_forward), ("First", lambda: None)):
        expect(two.messages.first).to_contain_text(open_now)
        expect(two.sidebar.current).to_have_text(open_now)
        go_on()
    two.page.keyboard.press("Control+Shift+O")
    expect(two.messages).to_have_count(0)
    expect(two.sidebar.current).to_have_count(0)


def test_a_conversation_is_renamed_in_place_by_keyboard_alone(two: ChatPage) -> None:
    keyboard = two.page.keyboard
    keyboard.press("Control+k")
    for _ in range(2):
        keyboard.press("Tab")
    expect(two.sidebar.more("Second")).to_be_focused()
    keyboard.press("Enter")
    expect(two.sidebar.entry("Rename")).to_be_visible()
    keyboard.press("Tab")
    expect(two.sidebar.entry("Rename")).to_be_focused()
    keyboard.press("Enter")
    expect(two.sidebar.menu.get_by_label("Title")).to_be_focused()

    keyboard.press("Control+a")
    keyboard.type("Fjörds & <tides>")
    keyboard.press("Enter")

    expect(two.sidebar.titles).to_have_text(["Fjörds & <tides>", "First"])
    expect(two.page).to_have_title(re.compile("^Fjörds & <tides>"))
    expect(two.sidebar.more("Fjörds")).to_be_focused()
    two.page.reload()
    expect(two.sidebar.current).to_have_text("Fjörds & <tides>")


def test_a_pinned_one_stands_first_and_an_archived_one_only_in_the_archive(two: ChatPage) -> None:
    two.sidebar.choose("First", "Pin")
    expect(two.sidebar.titles).to_have_text(["First", "Second"])

    two.sidebar.choose("First", "Archive")

    expect(two.sidebar.titles).to_have_text(["Second"])
    expect(two.notice).to_contain_text("Archived “First”")
    two.page.get_by_role("link", name="Archive").click()
    archived = two.page.locator("#main .conversation")
    expect(archived).to_have_count(1)
    archived.get_by_role("button", name="Actions for First").click()
    archived.get_by_role("button", name="Take out of the archive").click()
    expect(archived).to_have_count(0)
    expect(two.sidebar.titles).to_have_text(["First", "Second"])


def test_what_is_deleted_comes_back_by_undo_or_is_gone(two: ChatPage) -> None:
    address = two.page.url.removeprefix(two.url)

    for title, other in (("First", "Second"), ("Second", "First")):  # the second one is open
        two.sidebar.choose(title, "Delete")
        expect(two.sidebar.titles).to_have_text([other])
        expect(two.undo).to_be_focused()
        two.page.keyboard.press("Enter")
        expect(two.sidebar.titles).to_have_text(["Second", "First"])
        expect(two.sidebar.current).to_have_text("Second")

    two.sidebar.choose("Second", "Delete")

    expect(two.undo).to_be_visible()
    two.open(address)
    expect(two.page.get_by_text("Error 404")).to_be_visible()
    expect(two.sidebar.titles).to_have_text(["First"])


@pytest.mark.parametrize("way", ["touch", "keyboard"])
def test_on_a_phone_the_list_is_a_drawer(open_tab: OpenTab, provider: ProviderServer, way: str) -> None:
    chat = open_tab(size="phone", has_touch=True, is_mobile=True)
    for words in ("First", "Second"):
        chat.open("/")
        chat.composer.fill(words)
        chat.page.keyboard.press("Control+Enter")
        chat.final_reply()
    expect(chat.sidebar.box).to_be_hidden()
    first = chat.sidebar.titles.filter(has_text="First")

    if way == "touch":
        chat.sidebar.drawer.tap()
        chat.sidebar.more("First").tap()
        chat.sidebar.entry("Pin").tap()
        expect(chat.sidebar.titles).to_have_text(["First", "Second"])
        assert not chat.scrolls_sideways
        first.tap()
    else:
        chat.sidebar.drawer.press("Enter")
        expect(chat.sidebar.box).to_be_visible()
        chat.page.keyboard.press("Escape")
        expect(chat.sidebar.box).to_be_hidden()
        expect(chat.sidebar.drawer).to_be_focused()
        chat.page.keyboard.press("Control+k")
        expect(chat.sidebar.search).to_be_focused()
        first.focus()
        chat.page.keyboard.press("Enter")

    expect(chat.messages.first).to_contain_text("First")
    expect(chat.sidebar.box).to_be_hidden()
