"""Everything that teaches how an API works, by plain links and forms: without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.chat_page import ChatPage
from tests.browser.conftest import OpenTab
from tests.browser.under_the_hood import UnderTheHood
from tests.provider_server import ProviderServer


@pytest.fixture
def chat(open_tab: OpenTab, provider: ProviderServer) -> ChatPage:
    return open_tab(java_script_enabled=False)


def test_the_hood_its_tokens_the_presenters_view_and_back(chat: ChatPage) -> None:
    page = chat.page
    hood = UnderTheHood(chat)
    chat.ask("Hello")
    conversation = page.url

    hood.open(chat.replies.last)
    expect(hood.section("request")).to_contain_text('"Hello"')
    expect(chat.composer).to_be_visible()
    hood.section("tokens").locator("summary").click()
    hood.section("tokens").locator(".tokens a").click()
    expect(page.locator("main .tokens")).to_be_visible()
    page.locator("main p a").last.click()
    expect(hood.box).to_be_visible()

    hood.box.get_by_role("link", name="Present").click()
    page.locator("#step-1 a").first.click()
    expect(page.locator("#step-2")).to_be_in_viewport()
    page.locator("#step-2").get_by_role("link", name="Back to the conversation").click()
    expect(hood.box).to_have_count(0)
    expect(page).to_have_url(re.compile(re.escape(conversation.partition("?")[0])))


def test_each_request_of_a_reply_that_took_two(chat: ChatPage, provider: ProviderServer) -> None:
    provider.fail_with(503, times=1)
    hood = UnderTheHood(chat)
    hood.open(chat.ask("Hello"))
    expect(hood.section("response")).to_contain_text("200")

    hood.requests.first.click()

    expect(hood.section("response")).to_contain_text("503")
    expect(hood.requests.first).to_have_attribute("aria-current", "true")
    hood.close()
    expect(chat.replies).to_have_count(1)


def test_the_first_steps_from_the_first_to_the_last(chat: ChatPage) -> None:
    page = chat.page
    chat.open("/first-steps")

    for step in ("what", "message", "hood", "key", "model"):
        expect(page.locator("details.step[open]")).to_have_id(f"step-{step}")
        page.locator(f"#step-{step} .button--main").click()
        if step == "message":
            chat.final_reply()
        if step == "hood":
            expect(page.locator("#hood")).to_be_visible()
        if step in ("message", "hood"):
            chat.open("/first-steps")

    expect(page.locator("details.step[open]")).to_have_count(0)
    expect(page.locator(".step__done")).to_have_count(5)


def test_an_example_of_the_guide_and_one_of_the_laboratory(chat: ChatPage, provider: ProviderServer) -> None:
    page = chat.page
    chat.open("/guide")
    page.locator("#message-smallest").fill("What is a fjord?")
    page.locator("#form-smallest button").click()
    expect(page.locator("#result-smallest blockquote")).to_have_text("Hello **you**, here is an answer.")
    expect(page.locator("#result-smallest .shown")).to_contain_text("What is a fjord?")

    chat.open("/lab")
    page.locator("a[href='/lab/wrong-key']").click()
    page.locator("#lab-form button").click()

    expect(page.locator("#experiment-title")).to_contain_text("401")
    expect(page.locator("#request-lab")).to_contain_text("Bearer $OPENAI_API_KEY")
