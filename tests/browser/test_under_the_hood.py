"""Under the hood of a reply: beside the conversation or below the reply, by pointer and by keyboard alone."""

import pytest
from playwright.sync_api import Locator, Route, expect

from tests.browser.chat_page import ChatPage
from tests.browser.conftest import OpenTab
from tests.browser.under_the_hood import UnderTheHood
from tests.browser.writing import Writing
from tests.provider_server import ProviderServer


@pytest.fixture
def talk(chat: ChatPage) -> ChatPage:
    """A conversation of three turns, streamed."""
    chat.ask_often(3)
    return chat


@pytest.fixture
def hood(talk: ChatPage) -> UnderTheHood:
    return UnderTheHood(talk)


def box_of(element: Locator) -> dict[str, float]:
    """Where it stands; it has to be in view."""
    expect(element).to_be_in_viewport()
    found: dict[str, float] = element.evaluate("it => it.getBoundingClientRect().toJSON()")
    return found


def is_apart(one: dict[str, float], other: dict[str, float]) -> bool:
    """Whether neither covers any part of the other."""
    return (
        one["right"] <= other["left"]
        or other["right"] <= one["left"]
        or one["bottom"] <= other["top"]
        or other["bottom"] <= one["top"]
    )


@pytest.mark.parametrize("width", [1440, 1024])
def test_beside_the_conversation_nothing_covers_anything(hood: UnderTheHood, talk: ChatPage, width: int) -> None:
    talk.page.set_viewport_size({"width": width, "height": 768})

    hood.open(talk.replies.last)

    reply, composer, shown = box_of(talk.body), box_of(talk.composer), box_of(hood.box)
    assert is_apart(reply, shown) and is_apart(composer, shown) and is_apart(reply, composer)
    assert (shown["top"], shown["right"], shown["bottom"]) == (0, width, 768)
    assert reply["right"] - reply["left"] > 300
    expect(talk.page.locator("#conversations")).to_be_visible(visible=width == 1440)
    expect(talk.sidebar.drawer).to_be_visible(visible=width == 1024)


def test_on_a_phone_it_stands_below_its_reply(hood: UnderTheHood, talk: ChatPage) -> None:
    talk.page.set_viewport_size({"width": 360, "height": 740})

    hood.open(talk.replies.nth(1))

    shown, reply = box_of(hood.box), box_of(hood.link(talk.replies.nth(1)))
    assert reply["bottom"] <= shown["top"]
    assert 0 <= shown["left"] and shown["right"] <= 360
    assert hood.box.evaluate("it => it.getBoundingClientRect().bottom") <= talk.messages.nth(4).evaluate(
        "it => it.getBoundingClientRect().top"
    )
    assert not talk.scrolls_sideways


def test_one_is_open_at_a_time_and_the_focus_goes_in_and_comes_back(hood: UnderTheHood, talk: ChatPage) -> None:
    talk.type("Half a quest")

    hood.open(talk.replies.first)
    expect(hood.title).to_be_focused()
    hood.open(talk.replies.last)

    expect(hood.box).to_have_count(1)
    expect(hood.title).to_be_focused()
    hood.close()
    expect(hood.link(talk.replies.last)).to_be_focused()
    expect(talk.composer).to_have_value("Half a quest")


def test_a_hood_that_comes_late_does_not_disturb_who_writes(hood: UnderTheHood, talk: ChatPage) -> None:
    waiting: list[Route] = []
    talk.page.route("**/exchange", lambda route: waiting.append(route))
    hood.link(talk.replies.last).click()
    talk.type("Half a ")

    waiting[0].continue_()
    expect(hood.box).to_be_visible()
    talk.page.keyboard.type("question")

    expect(talk.composer).to_have_value("Half a question")


def test_one_that_was_opened_by_its_address_and_closed_stays_closed(hood: UnderTheHood, talk: ChatPage) -> None:
    hood.open(talk.replies.last)
    talk.page.goto(talk.page.url.split("/conversations")[0] + hood.address)

    hood.close()
    talk.page.reload()

    expect(talk.replies).to_have_count(3)
    expect(hood.box).to_have_count(0)


def test_pointing_at_a_message_of_the_request_marks_its_bubble_and_the_other_way_round(
    hood: UnderTheHood, talk: ChatPage
) -> None:
    bubble = talk.text_of(talk.messages.nth(2))
    hood.open(talk.replies.last)
    assert not hood.is_marked(bubble) and not hood.is_marked(hood.sent(3))

    hood.sent(3).hover()
    assert hood.is_marked(bubble) and not hood.is_marked(talk.text_of(talk.messages.nth(3)))
    bubble.hover()
    assert hood.is_marked(hood.sent(3)) and not hood.is_marked(hood.sent(4))

    talk.page.mouse.move(0, 0)
    hood.sent(3).locator("a:visible").focus()
    assert hood.is_marked(bubble)
    talk.page.keyboard.press("Enter")
    expect(talk.messages.nth(2)).to_be_focused()
    assert hood.is_marked(hood.sent(3))


def test_a_running_reply_goes_on_below_an_open_hood(
    hood: UnderTheHood, talk: ChatPage, provider: ProviderServer
) -> None:
    writing = Writing(provider, "The first half", " and the second", ".")
    talk.send_message("And now?")
    expect(talk.body).to_have_text("The first half")

    hood.open(talk.replies.nth(1))
    writing.go_on()

    expect(talk.body).to_have_text("The first half and the second")
    expect(hood.title).to_be_focused()
    writing.end()
    expect(talk.final_reply()).to_have_attribute("data-status", "complete")
    expect(hood.box).to_be_visible()


def test_back_leads_from_what_was_opened_there_to_the_conversation(hood: UnderTheHood, talk: ChatPage) -> None:
    conversation = talk.page.url
    talk.type("Half a quest")
    hood.open(talk.replies.last)
    hood.box.get_by_role("link", name="Present").click()
    expect(talk.page.locator(".present__step").first).to_be_visible()

    talk.page.go_back()

    expect(talk.page).to_have_url(conversation)
    expect(talk.replies).to_have_count(3)
    expect(talk.composer).to_have_value("Half a quest")
    hood.open(talk.replies.first)


def test_by_keyboard_alone_it_is_opened_walked_through_and_closed_and_the_program_copied(open_tab: OpenTab) -> None:
    chat = open_tab(permissions=["clipboard-read", "clipboard-write"])
    chat.ask_often(3)
    hood = UnderTheHood(chat)
    keyboard = chat.page.keyboard

    chat.composer.focus()
    walk_to(chat, "data-action", "under", key="Shift+Tab")
    keyboard.press("Enter")
    expect(hood.title).to_be_focused()
    passed = walk_to(chat, "data-action", "copy-code")
    keyboard.press("Enter")

    expect(chat.page.locator("#announcer")).to_have_text("Copied")
    assert "import requests" in chat.page.evaluate("navigator.clipboard.readText()")
    assert {"#request-hood", "#response-hood", "#snippets-hood", "close-hood"} <= passed
    walk_to(chat, "data-action", "close-hood", key="Shift+Tab")
    keyboard.press("Enter")
    expect(hood.box).to_have_count(0)
    expect(hood.link(chat.replies.last)).to_be_focused()


def walk_to(chat: ChatPage, attribute: str, value: str, *, key: str = "Tab") -> set[str]:
    """Press a key until the focus is there; what was passed on the way."""
    passed: set[str] = set()
    for _ in range(80):
        chat.page.keyboard.press(key)
        focused = chat.page.locator(":focus")
        if focused.get_attribute(attribute) == value:
            return passed
        passed |= {focused.get_attribute("href") or "", focused.get_attribute("data-action") or ""}
    raise AssertionError(f"never came to {value}: {passed}")
