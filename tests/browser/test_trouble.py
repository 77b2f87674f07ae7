"""When something goes wrong: words, nothing lost, and a way on."""

import socket
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.chat_page import ChatPage
from tests.browser.conftest import OpenTab
from tests.provider_server import ProviderServer
from tests.running import RunningWebchat

WRONG_KEY = {
    "error": {"message": "Incorrect API key provided", "type": "invalid_request_error", "code": "invalid_api_key"}
}
SLOW_DOWN = {"error": {"message": "Rate limit reached", "type": "requests", "code": "rate_limit_exceeded"}}


@pytest.mark.parametrize("with_scripts", [True, False])
@pytest.mark.parametrize(
    ("status", "body", "error", "words"),
    [
        (401, WRONG_KEY, "key_refused", "does not accept this chat's access key"),
        (429, SLOW_DOWN, "rate_limited", "too many requests right now"),
    ],
)
def test_a_refusal_is_told_in_its_own_words_and_whose_turn_it_is(
    open_tab: OpenTab,
    provider: ProviderServer,
    with_scripts: bool,
    status: int,
    body: dict[str, object],
    error: str,
    words: str,
) -> None:
    chat = open_tab(java_script_enabled=with_scripts)
    provider.fail_with(status, body, headers={"Retry-After": "60"})

    reply = chat.ask("Hi")

    expect(reply).to_have_attribute("data-error", error)
    expect(reply.locator("[role=alert]")).to_contain_text(words)
    expect(reply.locator(".failure__turn")).to_contain_text("turn")


@pytest.mark.parametrize("with_scripts", [True, False])
def test_an_unreachable_provider_is_told(open_tab: OpenTab, tmp_path: Path, with_scripts: bool) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    with RunningWebchat(tmp_path, OPENAI_BASE_URL=nobody, WEBCHAT_MODEL="m") as lonely:
        chat = open_tab(url=lonely.url, java_script_enabled=with_scripts)

        reply = chat.ask("Hi")

        expect(reply).to_have_attribute("data-error", "unreachable")
        expect(reply.locator("[role=alert]")).to_be_visible()
        chat.page.context.close()


def test_too_many_requests_counts_down_and_then_retry_works(chat: ChatPage, provider: ProviderServer) -> None:
    provider.fail_with(429, SLOW_DOWN, headers={"Retry-After": "10"})
    reply = chat.ask("Hi")
    expect(reply).to_have_attribute("data-error", "rate_limited")
    retry = reply.locator("[data-action=retry]")
    expect(retry).to_be_disabled()
    provider.reply_with("Now.")

    expect(retry).to_be_enabled(timeout=15_000)
    retry.click()

    expect(chat.final_reply().locator(".message__body")).to_have_text("Now.")
    expect(chat.messages).to_have_count(2)


def test_an_earlier_reply_that_failed_is_asked_for_again_in_its_place(chat: ChatPage, provider: ProviderServer) -> None:
    provider.fail_with(401, WRONG_KEY)
    chat.ask("one")
    provider.reply_with("Now.")
    chat.ask("two")

    chat.replies.first.locator("[data-action=retry]").click()

    expect(chat.messages).to_have_count(2)
    expect(chat.final_reply().locator(".message__body")).to_have_text("Now.")


def test_an_empty_message_is_explained(chat: ChatPage) -> None:
    chat.page.locator("[data-action=send]").click()

    expect(chat.error()).to_contain_text("message")
    expect(chat.messages).to_have_count(0)


def test_a_message_over_the_limit_is_counted_explained_and_kept(chat: ChatPage) -> None:
    long_text = "x" * 2001
    chat.composer.fill(long_text)
    expect(chat.page.locator("#composer-counter")).to_be_visible()

    chat.page.locator("[data-action=send]").click()

    expect(chat.error()).not_to_be_empty()
    expect(chat.composer).to_have_value(long_text)
    expect(chat.messages).to_have_count(0)


def test_when_the_server_is_gone_the_text_is_kept_and_can_be_sent_later(chat: ChatPage) -> None:
    chat.page.context.set_offline(True)
    chat.send_message("do not lose me")
    expect(chat.error()).to_contain_text("Nothing is lost")
    expect(chat.composer).to_have_value("do not lose me")

    chat.page.context.set_offline(False)
    chat.page.locator("[data-action=send]").click()

    chat.final_reply()
    expect(chat.messages).to_have_count(2)
    expect(chat.error()).to_be_empty()
    chat.complaints.clear()  # the browser rightly told that the network was gone


def test_when_the_server_is_gone_the_learning_pages_say_so_and_keep_the_text(
    open_tab: OpenTab, webchat: RunningWebchat
) -> None:
    page = open_tab(complaints_allowed=True).page
    page.goto(f"{webchat.url}/guide")
    words = page.locator("#message-smallest")
    words.fill("What is a fjord?")
    page.context.set_offline(True)

    page.locator("#form-smallest button[type=submit]").click()

    expect(page.locator("#notice")).to_contain_text("did not answer")
    expect(words).to_have_value("What is a fjord?")


def test_an_expired_session_keeps_the_text(chat: ChatPage) -> None:
    chat.ask("Hi")
    chat.page.context.clear_cookies()

    chat.send_message("typed for an hour")

    expect(chat.error()).to_contain_text("another browser session")
    expect(chat.composer).to_have_value("typed for an hour")


ATTACKS = [
    "<script>window.hacked = 1</script>",
    "<img src=x onerror='window.hacked = 1'>",
    '<div hx-get="/hacked" hx-trigger="load"></div>',
    '<hx-partial hx-target="body">hacked</hx-partial>',
    "[click](javascript:window.hacked=1)",
    "![picture](http://127.0.0.1:9/leak.png)",
    '```html\n<hx-get hx-trigger="load" hx-get="/hacked">\n```',
    '[a](http://x "<hx-get")',
    "<style>body { display: none }</style>",
    "</article></section><form action='/messages' method='post'><button>hacked</button></form>",
    "<a href='http://127.0.0.1:9' data-hx-get='/hacked' data-hx-trigger='load'>x</a>",
]


@pytest.mark.parametrize("who", ["model", "person"])
def test_nothing_that_anybody_writes_is_obeyed_by_the_page(chat: ChatPage, provider: ProviderServer, who: str) -> None:
    text = "\n\n".join(ATTACKS)
    provider.reply_with(text if who == "model" else "I see.")
    asked: list[str] = []
    chat.page.on("request", lambda request: asked.append(request.url))

    chat.ask("Show me" if who == "model" else text)
    chat.page.reload()

    expect(chat.messages).to_have_count(2)
    assert chat.page.evaluate("window.hacked") is None
    assert not [url for url in asked if "hacked" in url or "leak" in url or not url.startswith(chat.url)]
    assert chat.page.locator(".message__body :is(script, img, style, form, [hx-get], [data-hx-get])").count() == 0
    expect(chat.page.locator(".message__body").first).to_be_visible()
