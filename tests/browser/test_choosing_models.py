"""Several models side by side: chosen, switched in mid-conversation, asked again, and one of them gone."""

import pytest
from playwright.sync_api import expect

from tests.browser.answering_page import Answering
from tests.browser.chat_page import ChatPage
from tests.browser.conftest import OpenTab
from tests.browser.offering import Offering


@pytest.fixture
def chat(open_tab: OpenTab, offered: Offering) -> ChatPage:
    return open_tab(url=offered.url)


@pytest.fixture
def answering(chat: ChatPage) -> Answering:
    return Answering(chat)


def asked_model(offered: Offering) -> str:
    """Which model alpha was asked for last."""
    return str(offered.alpha.requests[-1].json["model"])


def test_a_new_conversation_begins_with_the_chosen_model(
    chat: ChatPage, answering: Answering, offered: Offering
) -> None:
    answering.choose("Alpha Large")

    chat.ask("Hello")

    assert asked_model(offered) == "large"
    expect(answering.button).to_contain_text("Alpha Large")
    chat.page.reload()
    expect(answering.button).to_contain_text("Alpha Large")


def test_the_model_is_switched_in_mid_conversation_and_the_built_in_one_answers_beside_the_others(
    chat: ChatPage, answering: Answering, offered: Offering
) -> None:
    chat.ask("Hello")
    expect(chat.body).to_contain_text("Alpha says")

    answering.choose("beta-chat")
    chat.ask("And now?")
    expect(chat.body).to_contain_text("Beta says")
    assert [message["content"] for message in offered.beta.requests[-1].json["messages"]][-3:] == [
        "Hello",
        "Alpha says **hello**.",
        "And now?",
    ]

    answering.choose("SmolLM2")
    reply = chat.ask("Write one short sentence about the sea.")
    expect(reply).to_have_attribute("data-status", "complete")
    expect(chat.page.locator(".chat__note")).to_contain_text("Demo model")


def test_a_reply_is_asked_for_again_from_another_model_and_the_conversation_keeps_its_own(
    chat: ChatPage, answering: Answering
) -> None:
    reply = chat.ask("Hello")

    answering.retry_with(reply, "beta-chat")

    expect(chat.body).to_contain_text("Beta says")
    expect(chat.final_reply()).to_contain_text("beta-chat")
    expect(answering.button).to_contain_text("Alpha Small")
    chat.ask("And now?")
    expect(chat.body).to_contain_text("Alpha says")


def test_a_provider_that_dies_is_told_in_words_and_the_others_go_on(
    chat: ChatPage, answering: Answering, offered: Offering
) -> None:
    with offered.mortal() as mortal:
        mortal.reply_with("I am mortal.")
        answering.choose("Mortal Model")
        chat.ask("Hello")
        expect(chat.body).to_contain_text("I am mortal")

    reply = chat.ask("Are you there?")
    expect(reply).to_have_attribute("data-status", "failed")
    expect(reply).to_contain_text("cannot be reached")

    answering.retry_with(reply, "Alpha Small")
    expect(chat.body).to_contain_text("Alpha says")
    answering.choose("beta-chat")
    chat.ask("And you?")
    expect(chat.body).to_contain_text("Beta says")


def test_a_provider_that_is_away_says_so_in_the_list(answering: Answering) -> None:
    answering.open()

    away = answering.panel.get_by_role("group", name="Away")

    expect(away).to_contain_text("Not available at the moment.")
    expect(away.get_by_role("button", name="Try again")).to_be_visible()


def test_a_model_is_found_among_many_by_typing(answering: Answering) -> None:
    answering.open()
    assert answering.panel.get_by_role("radio").count() <= 51  # and the usual one

    answering.search.press_sequentially("0042")

    expect(answering.panel.get_by_role("radio")).to_have_count(2)  # and the chosen one
    answering.model("beta-0042").check()
    expect(answering.button).to_contain_text("beta-0042")
