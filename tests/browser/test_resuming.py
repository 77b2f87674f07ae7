"""Whatever happens to the page or its connection, a reply goes on where it was: no gap, no repetition, asked once."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Route, expect

from tests.browser.chat_page import ChatPage
from tests.browser.conftest import OpenTab
from tests.browser.writing import Writing
from tests.provider_server import ProviderServer
from tests.running import RunningWebchat
from tests.servers.tcp_proxy import TcpProxy

PIECES = ["One", " two", " three", " four."]
ALL = "One two three four."


@pytest.fixture
def writing(provider: ProviderServer) -> Iterator[Writing]:
    """A reply of four pieces."""
    begun = Writing(provider, *PIECES)
    yield begun
    begun.end()


@pytest.fixture
def network(webchat: RunningWebchat) -> Iterator[TcpProxy]:
    """A network that can be spoiled, with the server behind it."""
    host, _, port = webchat.url.removeprefix("http://").partition(":")
    with TcpProxy((host, int(port))) as proxy:
        yield proxy


@pytest.fixture
def chat_over(network: TcpProxy, open_tab: OpenTab, provider: ProviderServer) -> ChatPage:
    """A tab behind that network; the browser may tell that it was spoiled."""
    return open_tab(url=network.url, complaints_allowed=True)


def begin(chat: ChatPage) -> None:
    chat.send_message("Count")
    expect(chat.body).to_have_text("One")


def test_a_reload_shows_it_from_its_beginning_and_goes_on(
    chat: ChatPage, provider: ProviderServer, writing: Writing
) -> None:
    asked = len(provider.requests)
    begin(chat)

    chat.page.reload()

    expect(chat.body).to_have_text("One")
    writing.go_on()
    expect(chat.body).to_have_text("One two")
    writing.end()
    chat.final_reply()
    expect(chat.body).to_have_text(ALL)
    assert len(provider.requests) == asked + 1


def test_a_second_tab_shows_the_same_reply(chat: ChatPage, provider: ProviderServer, writing: Writing) -> None:
    asked = len(provider.requests)
    begin(chat)

    other = chat.second_tab()

    expect(other.body).to_have_text("One")
    writing.go_on()
    for tab in (chat, other):
        expect(tab.body).to_have_text("One two")
    writing.end()
    for tab in (chat, other):
        tab.final_reply()
        expect(tab.body).to_have_text(ALL)
    assert chat.body.inner_html() == other.body.inner_html()
    assert len(provider.requests) == asked + 1


def test_a_hidden_tab_lets_its_connection_go_and_catches_up_when_it_is_shown(
    chat: ChatPage, provider: ProviderServer, writing: Writing
) -> None:
    begin(chat)
    connected = chat.page.locator("article.message[data-role=assistant]").last

    with chat.page.expect_event("requestfailed", lambda request: request.url.endswith("/events?after=0")):
        chat.hide()
    writing.go_on()
    expect(connected.locator(".message__body")).to_have_text("One")
    with chat.page.expect_request("**/events?after=0") as resumed:
        chat.show()

    assert resumed.value.all_headers()["last-event-id"]
    expect(chat.body).to_have_text("One two")
    writing.end()
    chat.final_reply()
    expect(chat.body).to_have_text(ALL)


def test_what_came_while_the_tab_was_hidden_is_read_from_its_beginning(
    chat: ChatPage, provider: ProviderServer
) -> None:
    paragraphs = "".join(f"\n\nParagraph {number}." for number in range(60))
    writing = Writing(provider, "One", paragraphs)
    begin(chat)
    chat.hide()
    writing.end()

    chat.show()

    expect(chat.body.get_by_text("Paragraph 0.")).to_be_in_viewport()
    expect(chat.body.get_by_text("Paragraph 59.")).not_to_be_in_viewport()
    expect(chat.jump).to_be_visible()


def test_a_connection_that_is_cut_is_taken_up_again_without_a_word(
    chat_over: ChatPage, network: TcpProxy, writing: Writing
) -> None:
    chat = chat_over
    begin(chat)
    chat.page.evaluate("document.querySelector('.message__body p').marked = true")

    for _ in range(2):
        network.cut()
        writing.go_on()
    expect(chat.body).to_have_text("One two three")
    network.cut()
    writing.end()

    chat.final_reply()
    expect(chat.body).to_have_text(ALL)
    assert chat.page.evaluate("document.querySelector('.message__body p').marked")
    expect(chat.replies.last.locator(".message__lost")).to_have_count(0)


def test_a_network_that_is_gone_for_longer_is_told_until_it_is_back(
    chat_over: ChatPage, network: TcpProxy, writing: Writing
) -> None:
    chat = chat_over
    begin(chat)

    network.refuse()
    network.cut()
    writing.go_on()

    expect(chat.replies.last.locator(".message__lost")).to_be_visible()
    expect(chat.page.locator("#announcer")).to_contain_text("The connection is lost")
    network.resume()
    chat.page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(chat.body).to_have_text("One two")
    expect(chat.replies.last.locator(".message__lost")).to_be_hidden()
    writing.end()
    chat.final_reply()
    expect(chat.body).to_have_text(ALL)


def test_a_line_that_died_in_silence_is_left(chat_over: ChatPage, network: TcpProxy, writing: Writing) -> None:
    chat = chat_over
    chat.page.clock.install()
    begin(chat)
    network.hold()
    writing.go_on()

    with chat.page.expect_request("**/events*"):
        chat.page.clock.run_for(26_000)
    network.resume()

    expect(chat.body).to_have_text("One two")
    writing.end()
    expect(chat.body).to_have_text(ALL)


def test_a_first_connection_that_fails_is_tried_again(chat: ChatPage, writing: Writing) -> None:
    attempts = iter([True, True])
    chat.page.route("**/events*", lambda route: route.abort() if next(attempts, False) else route.continue_())

    begin(chat)

    writing.end()
    chat.final_reply()
    expect(chat.body).to_have_text(ALL)
    chat.complaints.clear()  # the browser rightly told that two requests had failed


def test_a_reply_that_ended_before_it_was_followed_is_shown_as_a_reload_shows_it(
    chat: ChatPage, provider: ProviderServer
) -> None:
    provider.reply_with("Look:\n\n```\nif a:\n    b\n```\n")
    held: list[Route] = []
    chat.page.route("**/events*", lambda route: held.append(route))
    chat.send_message("Hi")
    expect(chat.replies).to_have_count(1)
    expect(chat.second_tab().final_reply()).to_have_attribute("data-status", "complete")

    held[0].continue_()
    chat.final_reply()

    shown = chat.body.inner_html()
    chat.page.reload()
    assert chat.body.inner_html() == shown


def test_a_worker_that_knows_nothing_of_this_page_adds_only_what_is_missing(chat: ChatPage, writing: Writing) -> None:
    begin(chat)
    chat.body.evaluate("body => body.querySelector('p').firstChild.marked = true")
    chat.page.route(
        "**/events*",
        lambda route: route.continue_(headers=route.request.headers | {"last-event-id": "another-worker"}),
    )
    chat.hide()
    writing.go_on()
    chat.show()

    expect(chat.body).to_have_text("One two")

    assert chat.body.evaluate("body => body.querySelector('p').firstChild.marked")
    writing.end()
    chat.final_reply()
    expect(chat.body).to_have_text(ALL)


@pytest.mark.parametrize("status", [200, 503])
def test_somebody_elses_answer_is_never_shown_as_the_reply(chat: ChatPage, writing: Writing, status: int) -> None:
    attempts = iter([True, True])
    login = {"status": status, "content_type": "text/html", "body": "<h1>Please log in</h1>"}
    chat.page.route("**/events*", lambda route: route.fulfill(**login) if next(attempts, False) else route.continue_())

    begin(chat)

    writing.end()
    chat.final_reply()
    expect(chat.replies.last).not_to_contain_text("log in")


def test_behind_a_proxy_that_buffers_the_reply_comes_whole(
    chat_over: ChatPage, network: TcpProxy, provider: ProviderServer, writing: Writing
) -> None:
    chat = chat_over
    network.buffer_responses()
    network.cut()
    with chat.page.expect_request("**/replies/*?wait=1", timeout=15_000):
        chat.send_message("Count")

    writing.end()

    chat.final_reply()
    expect(chat.body).to_have_text(ALL)
    streams: list[str] = []
    chat.page.on("request", lambda request: streams.append(request.url) if "/events" in request.url else None)
    chat.ask("Again")
    assert streams == []


def test_a_network_that_stalls_is_not_taken_for_a_proxy_that_buffers(chat: ChatPage, writing: Writing) -> None:
    chat.page.clock.install()
    stalled: list[Route] = []
    chat.page.route("**/events*", lambda route: stalled.append(route), times=1)
    chat.page.route("**/healthz", lambda route: route.abort())
    with chat.page.expect_request("**/events*"):
        chat.send_message("Count")

    with chat.page.expect_request("**/healthz"):
        chat.page.clock.run_for(4_500)

    chat.page.clock.run_for(1_000)
    expect(chat.body).to_have_text("One")
    writing.end()
    chat.final_reply()
    assert len(stalled) == 1
    chat.complaints.clear()  # the browser rightly told that a request had failed


def test_a_page_that_somebody_else_has_changed_gets_the_whole_reply_again(chat: ChatPage, writing: Writing) -> None:
    begin(chat)

    chat.body.evaluate("body => body.replaceChildren()")
    writing.go_on()

    expect(chat.body).to_have_text("One two")
    writing.end()
    chat.final_reply()
    expect(chat.body).to_have_text(ALL)


def test_a_reply_that_is_no_longer_this_sessions_says_so(chat: ChatPage, writing: Writing) -> None:
    begin(chat)
    chat.hide()
    chat.page.context.clear_cookies()

    chat.show()

    expect(chat.replies.last.locator(".message__gone")).to_be_visible()
