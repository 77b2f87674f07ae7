"""Models, settings, assistants and preferences by plain forms and links: without JavaScript."""

import pytest
from playwright.sync_api import expect

from tests.browser.chat_page import ChatPage
from tests.browser.conftest import OpenTab
from tests.browser.offering import Offering


@pytest.fixture
def chat(open_tab: OpenTab, offered: Offering) -> ChatPage:
    return open_tab(url=offered.url, java_script_enabled=False)


def test_without_scripts_models_settings_and_assistants_are_chosen(chat: ChatPage, offered: Offering) -> None:
    choose_for_a_new_conversation(chat, offered)
    change_in_the_conversation(chat, offered)
    retry_with_another(chat)
    ask_the_help_desk(chat, offered)
    prefer_german(chat)


def panel(chat: ChatPage) -> None:
    """Open the panel, which is a page here."""
    chat.page.locator("#answering-button").click()
    chat.page.get_by_role("button", name="Choose a model and settings").click()
    expect(chat.page.get_by_role("heading", name="Model and settings")).to_be_visible()


def choose_for_a_new_conversation(chat: ChatPage, offered: Offering) -> None:
    panel(chat)
    chat.page.get_by_role("searchbox", name="Search models").fill("large")
    chat.page.get_by_role("button", name="Search", exact=True).click()
    chat.page.get_by_role("radio", name="Alpha Large").check()
    chat.page.get_by_label("Own instructions").fill("Answer in rhyme.")
    chat.page.get_by_role("button", name="Save").click()
    expect(chat.page.locator("#answering-button")).to_contain_text("own instructions")

    chat.ask("Hello")

    asked = offered.alpha.requests[-1].json
    assert (asked["model"], asked["messages"][0]["content"]) == ("large", "Answer in rhyme.")


def change_in_the_conversation(chat: ChatPage, offered: Offering) -> None:
    panel(chat)
    expect(chat.page.get_by_label("Own instructions")).to_have_value("Answer in rhyme.")
    chat.page.get_by_role("button", name="Reset").click()
    expect(chat.page.locator("#answering-button")).to_contain_text("Alpha Small")

    chat.ask("And now?")

    assert offered.alpha.requests[-1].json["model"] == "small"


def retry_with_another(chat: ChatPage) -> None:
    chat.page.reload()  # what arrived word by word is one page now
    chat.replies.last.get_by_role("button", name="Retry with another model").click()
    chat.replies.last.get_by_role("link", name="Retry with another model").click()
    chat.page.get_by_role("button", name="beta-chat").click()
    chat.final_reply()
    expect(chat.body).to_contain_text("Beta says")
    chat.replies.last.locator(".message__facts").click()
    chat.replies.last.get_by_role("link", name="Tokens and cost").click()
    chat.page.get_by_role("link", name="This month").click()
    expect(chat.page.get_by_role("row", name="Total")).to_be_visible()


def ask_the_help_desk(chat: ChatPage, offered: Offering) -> None:
    chat.open()
    chat.page.get_by_role("link", name="Help desk").click()
    panel(chat)
    chat.page.get_by_label("Temperature").fill("0.9")
    chat.page.get_by_role("button", name="Save").click()
    expect(chat.page.get_by_role("heading", name="What is not working?")).to_be_visible()
    chat.page.get_by_role("button", name="I cannot log in").click()
    chat.final_reply()
    asked = offered.alpha.requests[-1].json
    assert (asked["messages"][0]["content"], asked["temperature"]) == ("You are the help desk.", 0.9)
    chat.page.get_by_role("link", name="What the model will read").click()
    expect(chat.page.get_by_role("region", name="Sent with the next message")).to_contain_text("I cannot log in")


def prefer_german(chat: ChatPage) -> None:
    chat.page.get_by_role("link", name="Settings").click()
    chat.page.get_by_label("Language").select_option(label="Deutsch")
    chat.page.get_by_role("button", name="Save").click()
    expect(chat.page.get_by_role("heading", name="Einstellungen")).to_be_visible()
