"""The hood of a reply that is still being written, opened by its address."""

import pytest
from playwright.sync_api import expect

from tests.browser.chat_page import ChatPage
from tests.browser.under_the_hood import UnderTheHood
from tests.browser.writing import Writing
from tests.provider_server import ProviderServer


@pytest.fixture
def writing(chat: ChatPage, provider: ProviderServer) -> Writing:
    """A reply of which the first half is there, with its hood open."""
    begun = Writing(provider, "The first half", " and the second")
    chat.send_message("Hi")
    expect(chat.body).to_have_text("The first half")
    reply_id = (chat.replies.last.get_attribute("id") or "").removeprefix("message-")
    chat.open(f"/replies/{reply_id}/exchange")
    expect(chat.page.locator("#hood")).to_contain_text("still being written")
    return begun


def test_it_shows_what_was_sent_when_the_reply_has_ended(chat: ChatPage, writing: Writing) -> None:
    hood = UnderTheHood(chat)

    writing.end()

    expect(hood.section("request")).to_be_visible()
    expect(hood.box).to_have_count(1)
    expect(chat.body).to_have_text("The first half and the second")
    hood.close()
    expect(hood.link(chat.replies.last)).to_be_focused()


def test_it_can_be_closed_before(chat: ChatPage, writing: Writing) -> None:
    hood = UnderTheHood(chat)

    hood.close()
    writing.end()

    expect(hood.link(chat.replies.last)).to_be_visible()
    expect(hood.box).to_have_count(0)
