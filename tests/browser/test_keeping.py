"""Taking conversations away, bringing them back, showing and moving them, and deleting everything."""

import io
import re
import time
from pathlib import Path

from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.chat_page import ChatPage
from tests.browser.conftest import OpenTab
from tests.imports import chatgpt_export
from tests.provider_server import ProviderServer
from tests.running import RunningWebchat


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name).click()


def test_a_conversation_is_taken_away_as_a_file(chat: ChatPage) -> None:
    chat.ask("How high is it?")
    chat.sidebar.more("How high is it?").click()

    with chat.page.expect_download() as markdown:
        chat.sidebar.entry("Markdown").click()
    chat.open("/data")
    with chat.page.expect_download() as everything:
        chat.page.get_by_role("link", name="Export all").click()

    text = Path(markdown.value.path()).read_text()
    assert "How high is it?" in text and "Hello **you**" in text
    assert markdown.value.suggested_filename.endswith(".md")
    assert Path(everything.value.path()).read_bytes().startswith(b"PK")


def test_an_export_from_chatgpt_is_looked_at_and_imported(chat: ChatPage, tmp_path: Path) -> None:
    chat.open("/data")
    chat.page.get_by_role("link", name="Import").click()
    chat.page.get_by_label("A JSON file").set_input_files(chatgpt_export.write(tmp_path / "export.zip", 6))
    press(chat.page, "Look at the file")
    expect(chat.page.locator("section.import")).to_contain_text("Nothing is imported yet", timeout=30_000)
    expect(chat.page.locator("section.import dd").first).to_have_text("6")

    press(chat.page, "Import")

    expect(chat.page.locator("section.import")).to_contain_text("New conversations", timeout=30_000)
    chat.page.get_by_role("link", name="Show the conversations").click()
    chat.page.locator("main .conversation__link").filter(has_text="0: ").click()
    expect(chat.messages).not_to_have_count(0)


def test_a_link_moves_conversations_to_another_browser_once(chat: ChatPage, open_tab: OpenTab) -> None:
    chat.ask("Take me along")
    chat.open("/data")
    press(chat.page, "Make a link")
    expect(chat.page.get_by_role("img", name="QR code")).to_be_visible()
    link = chat.page.get_by_label("Link to copy").input_value().removeprefix(chat.url)
    other = open_tab(size="phone")

    other.open(link)
    expect(other.page.get_by_text("Nothing has happened yet")).to_be_visible()
    press(other.page, "Bring them here")
    other.page.get_by_role("link", name="Go on").click()

    other.sidebar.drawer.click()
    other.sidebar.open("Take me along")
    expect(other.messages).to_have_count(2)
    late = open_tab()
    late.open(link)
    expect(late.page.get_by_role("heading", name="This link was used already")).to_be_visible()


def test_a_shared_copy_is_read_by_others_until_it_is_withdrawn(chat: ChatPage, open_tab: OpenTab) -> None:
    chat.ask("Shown to all")
    chat.sidebar.choose("Shown to all", "Share")
    press(chat.page, "Make the link")
    link = chat.page.locator(".data__link").input_value().removeprefix(chat.url)
    other = open_tab()

    other.open(link)

    expect(other.page.locator("article")).to_have_count(2)
    expect(other.page.locator("article strong")).to_have_text("you")
    expect(other.page.locator("textarea, button")).to_have_count(0)
    press(chat.page, "Withdraw")
    expect(chat.page.get_by_text("the link leads nowhere any more")).to_be_visible()
    other.page.reload()
    expect(other.page.get_by_text("Error 404")).to_be_visible()


def test_everything_is_deleted_with_a_receipt(chat: ChatPage) -> None:
    chat.ask("Forget me")
    chat.type("a draft")
    chat.open("/data")
    chat.page.get_by_role("link", name="Delete everything of mine").click()
    chat.page.get_by_label("I understand").check()

    press(chat.page, "Delete everything")

    expect(chat.page.get_by_role("heading", name="Everything is deleted")).to_be_visible()
    expect(chat.page.get_by_role("row", name=re.compile(r"^Conversations 1$"))).to_be_visible()
    with chat.page.expect_download() as receipt:
        chat.page.get_by_role("link", name="Save as text").click()
    assert "Conversations" in Path(receipt.value.path()).read_text()
    expect(chat.sidebar.titles).to_have_count(0)
    assert "a draft" not in chat.page.evaluate("JSON.stringify([localStorage, sessionStorage])")


def test_a_temporary_conversation_is_gone_when_it_is_closed(chat: ChatPage, webchat: RunningWebchat) -> None:
    chat.ask("To be kept")
    chat.page.get_by_role("link", name="Temporary conversation").click()
    expect(chat.page.locator(".welcome")).to_contain_text("kept only while it is open")
    chat.ask("Just between us")
    address = chat.page.url.removeprefix(chat.url)
    expect(chat.sidebar.titles).to_have_text(["To be kept"])

    chat.sidebar.open("To be kept")

    wait_for_line(webchat, f"POST '{address}/close' 204")  # in half a minute, lest a reload ends it
    chat.open(address)
    expect(chat.messages).to_have_count(2)
    press(chat.page, "Close and delete")
    expect(chat.messages).to_have_count(0)
    chat.open(address)
    expect(chat.page.get_by_text("Error 404")).to_be_visible()


def wait_for_line(webchat: RunningWebchat, part: str) -> None:
    until = time.monotonic() + 10
    while not any(part in line for line in webchat.output):
        assert time.monotonic() < until, webchat.output[-5:]
        time.sleep(0.02)


def test_a_conversation_is_printed_without_what_stands_around_it(chat: ChatPage, provider: ProviderServer) -> None:
    provider.reply_with("The answer.\n\n```python\n" + "a_long_line = 1 + " * 30 + "1\n```")
    chat.ask("A question")
    chat.open("/")
    chat.ask("To be printed")

    printed = PdfReader(io.BytesIO(chat.page.pdf()))

    text = " ".join("".join(page.extract_text() for page in printed.pages).split())
    assert "To be printed" in text and "The answer." in text
    assert text.count("a_long_line") == 30
    assert not [word for word in ("A question", "Search", "Your data", "Copy", "Send", "Retry") if word in text]
