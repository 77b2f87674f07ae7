"""The settings page: what is chosen there holds on every page of this browser."""

import re

from playwright.sync_api import expect

from tests.browser.chat_page import ChatPage
from tests.browser.conftest import OpenTab
from tests.browser.writing import Writing
from tests.provider_server import ProviderServer


def settings(chat: ChatPage, *chosen: str) -> None:
    """Choose these on the settings page, save, and go back to a new conversation."""
    chat.open("/preferences")
    for label in chosen:
        chat.page.get_by_label(label).click()
    chat.page.get_by_role("button", name="Save").click()
    expect(chat.page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    chat.open()


def test_enter_breaks_the_line_and_the_text_is_larger(chat: ChatPage) -> None:
    size = "it => parseFloat(getComputedStyle(it).fontSize)"
    normal = chat.composer.evaluate(size)

    settings(chat, "breaks the line; Ctrl+Enter", "Very large")

    assert chat.composer.evaluate(size) > 1.2 * normal
    chat.type("One")
    chat.composer.press("Enter")
    chat.type("Two")
    expect(chat.composer).to_have_value("One\nTwo")
    chat.composer.press("Control+Enter")
    expect(chat.messages.first).to_contain_text("Two")
    chat.final_reply()


def test_with_following_off_the_page_stays_where_it_is_while_a_reply_is_written(
    chat: ChatPage, provider: ProviderServer
) -> None:
    settings(chat, "Keep its end in view")
    paragraphs = [f"Paragraph {number}.\n\n" for number in range(80)]
    writing = Writing(provider, "".join(paragraphs[:40]), "".join(paragraphs[40:]), "The end.")
    chat.send_message("Write much")
    expect(chat.body.get_by_text("Paragraph 30.")).to_be_attached()
    chat.page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    place = chat.page.evaluate("scrollY")

    writing.go_on()

    expect(chat.body.get_by_text("Paragraph 70.")).to_be_attached()
    assert chat.page.evaluate("scrollY") == place
    writing.end()
    chat.final_reply()
    assert chat.page.evaluate("scrollY") == place


def test_with_notifications_off_none_is_shown(open_tab: OpenTab, provider: ProviderServer) -> None:
    chat = open_tab(permissions=["notifications"])
    count_notices(chat)
    settings(chat, "Notify me when it is ready")
    writing = Writing(provider, "The beginning", " and the end.")
    chat.send_message("Hello")
    expect(chat.body).to_contain_text("The beginning")

    chat.hide()
    writing.end()

    expect(chat.page).to_have_title(re.compile("^●"))
    assert chat.page.evaluate("window.notices") == 0


def count_notices(chat: ChatPage) -> None:
    """Count the notifications of the system; what is opened next can show some."""
    chat.page.add_init_script(
        """window.notices = 0;
        window.Notification = class { static permission = "granted"; constructor() { window.notices += 1; } };"""
    )


def test_the_page_speaks_german_and_english_again(chat: ChatPage) -> None:
    chat.open("/preferences")
    chat.page.get_by_label("Language").select_option(label="Deutsch")
    chat.page.get_by_role("button", name="Save").click()
    expect(chat.page.locator("html")).to_have_attribute("lang", "de")
    expect(chat.page.get_by_role("heading", name="Einstellungen")).to_be_visible()
    chat.open()
    chat.ask("Hallo")
    expect(chat.send).to_have_text("Senden")

    chat.open("/preferences")
    chat.page.get_by_label("Sprache").select_option(label="English")
    chat.page.get_by_role("button", name="Speichern").click()

    expect(chat.page.get_by_role("heading", name="Settings")).to_be_visible()


def test_the_page_speaks_the_language_of_the_browser(open_tab: OpenTab) -> None:
    chat = open_tab(locale="de-AT")

    expect(chat.send).to_have_text("Senden")
