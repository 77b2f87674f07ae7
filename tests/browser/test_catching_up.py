"""A tab that was away shows what happened meanwhile: in other tabs, and to what it sent itself."""

from playwright.sync_api import expect

from tests.browser.chat_page import ChatPage
from tests.browser.writing import Writing
from tests.provider_server import ProviderServer


def test_a_tab_that_comes_to_the_front_shows_what_another_did(chat: ChatPage, provider: ProviderServer) -> None:
    chat.ask("first")
    chat.hide()
    other = chat.second_tab()
    other.ask("second")
    chat.type("a draft")

    chat.show()

    expect(chat.messages).to_have_count(4)
    expect(chat.composer).to_have_value("a draft")
    expect(chat.replies.last).to_have_attribute("data-status", "complete")
    chat.hide()
    tried_again = other.replies.last.get_attribute("id") or ""
    other.replies.last.locator("[data-action=retry]").click()
    expect(other.replies.last).not_to_have_attribute("id", tried_again)
    other.final_reply()
    newest = other.replies.last.get_attribute("id")
    chat.show()
    expect(chat.replies.last).to_have_attribute("id", newest or "")
    expect(chat.messages).to_have_count(4)


def test_a_tab_that_comes_back_on_line_follows_a_reply_that_another_began(
    chat: ChatPage, provider: ProviderServer
) -> None:
    chat.ask("first")
    other = chat.second_tab()
    writing = Writing(provider, "One", " two.")
    other.send_message("Count")
    expect(other.body).to_have_text("One")

    chat.page.evaluate("window.dispatchEvent(new Event('online'))")

    expect(chat.body).to_have_text("One")
    expect(chat.stop).to_be_visible()
    writing.end()
    chat.final_reply()
    expect(chat.body).to_have_text("One two.")
    expect(chat.send).to_be_visible()


def test_what_was_stored_though_its_answer_was_lost_stands_there_once(chat: ChatPage) -> None:
    chat.ask("first")
    chat.page.route("**/messages", lambda route: (route.fetch(), route.abort()), times=1)
    chat.send_message("second")
    expect(chat.error()).to_contain_text("Nothing is lost")
    chat.page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(chat.messages).to_have_count(4)
    chat.final_reply()

    chat.composer.press("Enter")  # a click so soon after Stop stood there would be taken for Stop

    expect(chat.composer).to_have_value("")
    expect(chat.messages).to_have_count(4)
    chat.complaints.clear()  # the browser rightly told that a request had failed
