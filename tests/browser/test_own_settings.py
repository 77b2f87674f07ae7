"""A conversation's own settings, and the gauge of what the model reads: seen, changed, by keyboard alone, and reset."""

import pytest
from playwright.sync_api import expect

from tests.browser.answering_page import Answering
from tests.browser.chat_page import ChatPage
from tests.browser.conftest import OpenTab
from tests.browser.offering import Offering

LONG = "Some words that take their room. " * 75  # a good part of what the small model can read


@pytest.fixture
def chat(open_tab: OpenTab, offered: Offering) -> ChatPage:
    return open_tab(url=offered.url)


@pytest.fixture
def answering(chat: ChatPage) -> Answering:
    return Answering(chat)


def test_own_temperature_and_instructions_are_seen_are_sent_and_are_reset(
    chat: ChatPage, answering: Answering, offered: Offering
) -> None:
    chat.ask("Hello")
    answering.open()
    answering.field("Temperature").fill("0.7")
    answering.field("Own instructions").fill("Answer in rhyme.")
    answering.done()
    expect(answering.button).to_contain_text("own instructions")
    expect(answering.button).to_contain_text("temperature 0.7")
    expect(answering.button).to_be_focused()

    chat.ask("And now?")

    asked = offered.alpha.requests[-1].json
    assert (asked["temperature"], asked["messages"][0]["content"]) == (0.7, "Answer in rhyme.")

    answering.open()
    chat.page.get_by_role("button", name="Reset").click()
    expect(answering.button).not_to_contain_text("own instructions")
    expect(answering.field("Temperature")).to_have_value("")
    chat.ask("And at last?")
    asked = offered.alpha.requests[-1].json
    assert "temperature" not in asked
    assert asked["messages"][0]["role"] == "user"


def test_what_a_model_does_not_take_is_not_asked_for(answering: Answering) -> None:
    answering.open()
    expect(answering.field("Temperature")).to_be_visible()

    answering.model("Alpha Large").check()

    expect(answering.panel).to_contain_text("Alpha Large takes no temperature")
    expect(answering.field("Temperature")).to_have_count(0)
    answering.page.get_by_role("combobox", name="Reasoning effort").select_option("low")
    expect(answering.button).to_contain_text("reasoning effort low")


def test_a_wrong_value_is_told_beside_done_and_stays_where_it_was_typed(open_tab: OpenTab, offered: Offering) -> None:
    answering = Answering(open_tab(size="phone", url=offered.url, locale="de"))
    answering.button.click()
    longest = answering.field("Längste Antwort, in Tokens")
    longest.fill("9.999.999")

    answering.page.get_by_role("button", name="Fertig").click()

    expect(answering.panel.get_by_role("alert")).to_contain_text("ganze Zahl")
    expect(answering.panel.get_by_role("alert")).to_be_in_viewport(ratio=1)
    expect(longest).to_have_value("9.999.999")
    expect(longest).to_have_attribute("aria-invalid", "true")
    expect(answering.page.locator("#composer-error")).to_be_empty()

    longest.fill("1.000")
    answering.page.get_by_role("button", name="Fertig").click()
    expect(answering.panel).to_be_hidden()


def test_what_is_being_typed_outlives_the_answer_about_another_field(answering: Answering) -> None:
    answering.open()
    answering.field("Temperature").fill("9")

    answering.page.keyboard.press("Tab")
    answering.page.keyboard.type("7")

    expect(answering.panel.get_by_role("alert")).to_contain_text("temperature")
    expect(answering.field("Longest reply, in tokens")).to_have_value("7")
    expect(answering.field("Longest reply, in tokens")).to_be_focused()

    answering.field("Temperature").fill("0.9")
    answering.page.keyboard.press("Tab")
    expect(answering.button).to_contain_text("temperature 0.9")
    expect(answering.button).to_contain_text("at most 7 tokens")
    expect(answering.panel.get_by_role("alert")).to_be_empty()


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_the_panel_has_a_title_and_scrolls_as_one(open_tab: OpenTab, offered: Offering, size: str) -> None:
    answering = Answering(open_tab(size=size, url=offered.url))
    answering.open()

    scrolling = answering.panel.evaluate(
        "it => [it, ...it.querySelectorAll('form, div, fieldset')].filter("
        "each => each.scrollHeight > each.clientHeight + 1 && getComputedStyle(each).overflowY === 'auto').length"
    )
    assert scrolling == 1
    expect(answering.panel.get_by_role("heading", name="Model and settings")).to_be_in_viewport()


def test_picker_and_panel_are_used_by_keyboard_alone(chat: ChatPage, answering: Answering, offered: Offering) -> None:
    keys = chat.page.keyboard
    answering.button.focus()
    keys.press("Enter")
    expect(answering.model("As usual: Alpha Small")).to_be_focused()

    keys.press("ArrowDown")
    expect(answering.model("Alpha Small")).to_be_focused()
    keys.press("ArrowDown")
    expect(answering.button).to_contain_text("Alpha Large")
    expect(answering.model("Alpha Large")).to_be_focused()
    keys.press("Tab")
    while not answering.field("Longest reply, in tokens").evaluate("it => it === document.activeElement"):
        keys.press("Tab")
    keys.type("77")
    keys.press("Escape")

    expect(answering.panel).to_be_hidden()
    expect(answering.button).to_be_focused()
    expect(answering.button).to_contain_text("at most 77 tokens")
    chat.ask("Hello")
    assert offered.alpha.requests[-1].json["max_tokens"] == 77


def test_the_gauge_moves_while_typing_and_takes_neither_text_nor_focus(chat: ChatPage) -> None:
    gauge = chat.page.locator("#gauge-line")
    chat.composer.fill("Hello")
    expect(gauge).to_contain_text("of 2,000 tokens")
    expect(gauge.locator("meter")).to_be_hidden()
    before = gauge.inner_text()

    chat.composer.fill(LONG)

    expect(gauge).not_to_have_text(before)
    expect(gauge.locator("meter")).to_be_visible()
    expect(chat.composer).to_be_focused()
    chat.composer.press("End")
    chat.composer.press_sequentially("The last words")
    expect(chat.composer).to_have_value(f"{LONG}The last words")


def test_the_gauge_is_opened_by_a_tap_and_stays_under_the_pointer(open_tab: OpenTab, offered: Offering) -> None:
    chat = open_tab(size="phone", url=offered.url, has_touch=True)
    chat.ask("Hello")
    button = chat.page.locator("#gauge-button")
    expect(button).to_contain_text("of 2,000 tokens")
    before = button.bounding_box()

    button.hover()
    assert button.bounding_box() == before
    button.tap()

    expect(chat.page.locator("#gauge-glance")).to_contain_text("Sent with the next message")


def test_the_gauge_tells_what_is_left_out_by_its_words(chat: ChatPage) -> None:
    chat.ask(f"First of all: {LONG}")
    chat.ask(f"In the second place: {LONG}")

    gauge = chat.page.locator("#gauge-line")
    expect(gauge).to_contain_text("left out")
    gauge.get_by_role("button").click()

    glance = chat.page.locator("#gauge-glance")
    expect(glance.get_by_role("region", name="Left out")).to_contain_text("First of all: Some words")
    expect(glance.get_by_role("region", name="Sent with the next message")).to_contain_text("In the second place")
