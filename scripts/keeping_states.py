"""The states of finding, changing and keeping conversations, one after the other, to look at."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.chat_page import ChatPage
from tests.browser.writing import Writing
from tests.imports import chatgpt_export
from tests.provider_server import ProviderServer

FJORD = """A **fjord** is a long, narrow arm of the sea between steep cliffs.

Glaciers cut deep valleys into the rock. When the ice melted and the sea rose, the valleys filled with salt water.
Norway had both: thick ice, and hard rock close to the coast.
"""
ANSWERS = {
    "Packing list for four days in Bergen": "A rain jacket, and warm layers for the day on the fjord.",
    "What is a fjord, and why are there so many of them in Norway?": FJORD,
    "Explain the tides to a ten-year-old": "The moon pulls at the sea, and the sea leans towards it.",
    "A polite letter to the landlord": "Dear Ms Berg, the heating has been cold since Monday.",
}


def keeping_states(chat: ChatPage, provider: ProviderServer) -> Iterator[str]:
    """Bring the page into one state after the other; yields the name of each. Sharing has to be on."""
    for states in (listed, found, changed, waiting, kept, shown, gone):
        yield from states(chat, provider)


def fill_list(chat: ChatPage, provider: ProviderServer) -> None:
    """Begin some conversations; the one about fjords is open."""
    provider.reply_with(lambda request: ANSWERS[request.json["messages"][-1]["content"]])
    for title in reversed(ANSWERS):
        chat.open()
        chat.ask(title)
    show_sidebar(chat)
    chat.sidebar.open("fjord")
    chat.final_reply()


def show_sidebar(chat: ChatPage) -> None:
    if chat.sidebar.drawer.is_visible():
        chat.sidebar.drawer.click()
    expect(chat.sidebar.box).to_be_visible()


def search(chat: ChatPage, words: str) -> None:
    """Type into the search of the sidebar until there are hits."""
    show_sidebar(chat)
    chat.sidebar.search.press_sequentially(words)
    expect(chat.sidebar.hits.first).to_be_visible()


def try_again(chat: ChatPage, provider: ProviderServer) -> None:
    """Ask for the reply about fjords a second time."""
    show_sidebar(chat)
    chat.sidebar.open("fjord")
    provider.reply_with("**Ice** cut deep valleys between the cliffs, and the **sea** filled them.")
    chat.press(chat.replies.last, "retry")
    expect(chat.page.locator(".versions")).to_be_visible()
    chat.final_reply()


def listed(chat: ChatPage, provider: ProviderServer) -> Iterator[str]:
    fill_list(chat, provider)
    show_sidebar(chat)
    chat.sidebar.choose("Packing", "Pin")
    expect(chat.sidebar.box).to_contain_text("Pinned")
    chat.sidebar.more("Explain the tides").click()
    expect(chat.sidebar.entry("Delete")).to_be_visible()
    yield "70-menu"
    chat.sidebar.entry("Rename").click()
    expect(chat.sidebar.menu.get_by_label("Title")).to_be_focused()
    yield "71-rename"
    chat.page.keyboard.press("Escape")
    chat.sidebar.choose("A polite letter", "Delete")
    expect(chat.undo).to_be_visible()
    yield "72-deleted"
    chat.sidebar.choose("Packing", "Archive")
    expect(chat.notice).to_contain_text("Archived")
    chat.open("/conversations?shelf=archive")
    yield "73-archive"
    chat.page.keyboard.press("Control+/")
    yield "74-shortcuts"
    chat.page.keyboard.press("Escape")


def found(chat: ChatPage, provider: ProviderServer) -> Iterator[str]:
    search(chat, "fjord")
    yield "75-search"
    chat.sidebar.search.press("Enter")
    expect(chat.page.locator("main .hit").first).to_be_visible()
    yield "76-search-page"


def changed(chat: ChatPage, provider: ProviderServer) -> Iterator[str]:
    try_again(chat, provider)
    yield "80-versions"
    chat.page.get_by_role("button", name="Previous version").click()
    expect(chat.body).to_contain_text("Glaciers")
    chat.replies.last.get_by_role("button", name="More").click()
    yield "81-reply-menu"
    chat.page.keyboard.press("Escape")
    chat.press(chat.messages.first, "edit")
    expect(chat.page.locator(".editing textarea")).to_be_focused()
    yield "82-editing"
    chat.page.keyboard.press("Escape")
    expect(chat.page.locator(".editing")).to_have_count(0)


def waiting(chat: ChatPage, provider: ProviderServer) -> Iterator[str]:
    writing = Writing(provider, "The highest cliffs", " are about a thousand metres high.")
    chat.send_message("How high are the cliffs?")
    expect(chat.body).to_contain_text("The highest cliffs")
    chat.composer.fill("And how deep is the water below them?")
    chat.page.keyboard.press("Control+Enter")
    expect(chat.waiting).to_be_visible()
    yield "83-waiting"
    provider.reply_with("Up to 1,300 metres.")
    writing.end()
    expect(chat.waiting).to_have_count(0)
    chat.final_reply()


def kept(chat: ChatPage, provider: ProviderServer) -> Iterator[str]:
    chat.open("/data")
    yield "90-data"
    chat.page.get_by_role("button", name="Make a link").click()
    expect(chat.page.get_by_role("img", name="QR code")).to_be_visible()
    yield "91-moving"
    chat.open("/imports")
    yield "92-imports"
    with tempfile.TemporaryDirectory() as scratch:
        chat.page.locator("#import-file").set_input_files(chatgpt_export.write(Path(scratch) / "chatgpt.zip", 12))
        chat.page.get_by_role("button", name="Look at the file").click()
        expect(chat.page.locator("section.import")).to_contain_text("Nothing is imported yet", timeout=30_000)
    yield "93-import-preview"
    chat.page.get_by_role("button", name="Import", exact=True).click()
    expect(chat.page.locator("section.import")).to_contain_text("New conversations", timeout=30_000)
    yield "94-imported"


def shown(chat: ChatPage, provider: ProviderServer) -> Iterator[str]:
    chat.open()
    chat.ask("To be shared")
    chat.open(chat.page.url.removeprefix(chat.url) + "/share")
    yield "95-share"
    chat.page.get_by_role("button", name="Make the link").click()
    yield "96-shares"
    chat.page.get_by_role("link", name="Open", exact=True).click()
    expect(chat.page.locator(".shared__foot")).to_be_visible()
    yield "97-shared"


def gone(chat: ChatPage, provider: ProviderServer) -> Iterator[str]:
    chat.open("/temporary")
    chat.ask("Just between us")
    yield "98-temporary"
    chat.open("/erase")
    yield "99-erase"
    chat.page.get_by_label("I understand").check()
    chat.page.get_by_role("button", name="Delete everything").click()
    expect(chat.page.locator(".receipt")).to_be_visible()
    yield "99-receipt"
