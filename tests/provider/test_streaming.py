"""A question goes out and its answer comes back over a real connection."""

import gzip
import threading
import time
import zlib
from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.provider.asking import KEY, QUESTION, ask, outcome_of
from tests.provider.packets import in_chunks
from tests.provider_server import DONE, ProviderServer, cut, finish, pause, reset, token, wait_for
from webchat.provider import ChatMessage, ChatRequest, Provider, Text, Timeouts, Usage


def test_reply_arrives_with_usage_and_end(server: ProviderServer, provider: Provider) -> None:
    server.reply_with("Hello **you**", reasoning="Let me think")

    outcome = ask(provider)

    assert outcome.text == "Hello **you**"
    assert outcome.reasoning == "Let me think"
    assert outcome.usage == Usage(10, 2)
    assert outcome.finished == "stop"


def test_request_says_what_was_asked(server: ProviderServer, provider: Provider) -> None:
    ask(provider, replace(QUESTION, max_tokens=50, temperature=0.0))

    sent = server.requests[0]
    assert sent.path == "/v1/chat/completions"
    assert sent.headers["authorization"] == f"Bearer {KEY}"
    assert sent.headers["user-agent"].startswith("webchat/")
    assert sent.json == {
        "model": "model-a",
        "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Grüße 👋"}],
        "stream": True,
        "stream_options": {"include_usage": True},
        "max_tokens": 50,
        "temperature": 0.0,
    }


def test_nothing_is_sent_before_the_first_event_is_asked_for(server: ProviderServer, provider: Provider) -> None:
    with provider.stream(QUESTION):
        pass

    assert server.requests == []


def test_lone_surrogate_in_the_history_is_sent_as_something(server: ProviderServer, provider: Provider) -> None:
    outcome = ask(provider, ChatRequest("model-a", (ChatMessage("user", "a\ud800b"),)))

    assert outcome.finished == "stop"
    assert server.requests[0].json["messages"][0]["content"] == "a?b"


@pytest.mark.parametrize("wants_stream", [True, False])
def test_plain_answer_gives_the_same_events(server: ProviderServer, provider: Provider, wants_stream: bool) -> None:
    server.reply_with("Hello **you**", stream=False, reasoning="Hm")

    outcome = ask(provider, replace(QUESTION, stream=wants_stream))

    assert (outcome.text, outcome.reasoning, outcome.finished) == ("Hello **you**", "Hm", "stop")
    assert outcome.usage == Usage(10, 2)
    assert "stream_options" in server.requests[0].json if wants_stream else True


def test_first_word_is_there_before_the_second_was_sent(server: ProviderServer, provider: Provider) -> None:
    gate = threading.Event()
    server.answer_raw([token("one"), wait_for(gate), token(" two"), finish(), DONE])

    with provider.stream(QUESTION) as events:
        first = next(events)
        gate.set()
        rest = outcome_of(events)

    assert first == Text("one")
    assert rest.text == " two"


def test_chunks_that_came_together_are_one_event(server: ProviderServer, provider: Provider) -> None:
    body = in_chunks(token("a"), token("b"), token("c"), finish(), DONE)
    server.answer_raw([body], headers={"Transfer-Encoding": "chunked"}, chunked=False)

    outcome = ask(provider)

    assert outcome.pieces == ["abc"]


@pytest.mark.parametrize("size", [1, 2, 3, 7])
@pytest.mark.parametrize("chunked", [True, False])
def test_any_cut_into_packets_gives_the_same_text(
    server: ProviderServer, provider: Provider, size: int, chunked: bool
) -> None:
    body = token("Grüße ") + token("👋") + finish() + DONE
    server.answer_raw([body[i : i + size] for i in range(0, len(body), size)], chunked=chunked)

    outcome = ask(provider)

    assert (outcome.text, outcome.finished) == ("Grüße 👋", "stop")


def test_chunk_heads_cut_into_packets_are_read(server: ProviderServer, provider: Provider) -> None:
    body = in_chunks(token("a"), token("b"), finish(), DONE)
    parts = [part for byte in body for part in (bytes([byte]), pause(0))]
    server.answer_raw(parts, headers={"Transfer-Encoding": "chunked"}, chunked=False)

    outcome = ask(provider)

    assert (outcome.text, outcome.finished) == ("ab", "stop")


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_compressed_stream_is_read_as_it_comes(server: ProviderServer, provider: Provider, encoding: str) -> None:
    gate = threading.Event()
    squeeze = zlib.compressobj(wbits=31 if encoding == "gzip" else 15)
    first = squeeze.compress(token("one")) + squeeze.flush(zlib.Z_SYNC_FLUSH)
    rest = squeeze.compress(token(" two") + finish() + DONE) + squeeze.flush()
    server.answer_raw([first, wait_for(gate), rest], headers={"Content-Encoding": encoding})

    with provider.stream(QUESTION) as events:
        event = next(events)
        gate.set()
        outcome = outcome_of(events)

    assert event == Text("one")
    assert (outcome.text, outcome.finished) == (" two", "stop")


def test_compression_that_was_not_asked_for_is_a_broken_answer(server: ProviderServer, provider: Provider) -> None:
    server.answer_raw([b"\x1b\x00"], headers={"Content-Encoding": "lzma"})

    outcome = ask(provider)

    assert outcome.code == "broken_answer"
    assert outcome.error and "lzma" in outcome.error.detail


def test_compression_that_is_none_is_a_broken_answer(server: ProviderServer, provider: Provider) -> None:
    server.answer_raw([b"not gzip at all"], headers={"Content-Encoding": "gzip"})

    assert ask(provider).code == "broken_answer"


def test_compressed_bomb_is_stopped(server: ProviderServer, provider: Provider) -> None:
    server.answer_raw([gzip.compress(b"{" + b" " * 40 * 2**20)], headers={"Content-Encoding": "gzip"})

    assert ask(provider).code == "too_large"


def test_body_without_end_is_stopped(server: ProviderServer, provider: Provider) -> None:
    server.answer_raw([b": " + b"x" * 2**20 + b"\n"] * 40)

    assert ask(provider).code == "too_large"


@pytest.mark.parametrize("ending", [cut(), reset()])
@pytest.mark.parametrize("chunked", [True, False])
def test_cut_in_the_middle_keeps_the_text_and_says_so(
    server: ProviderServer, provider: Provider, ending: object, chunked: bool
) -> None:
    seen = threading.Event()
    server.answer_raw([token("half a"), wait_for(seen), ending], chunked=chunked)  # type: ignore[list-item]

    with provider.stream(QUESTION) as events:
        first = next(events)
        seen.set()
        outcome = outcome_of(events)

    assert first == Text("half a")
    assert outcome.code == "broken_answer"
    assert "cut off" in str(outcome.error)
    assert len(server.requests) == 1


def test_end_that_comes_together_with_the_last_words_is_noticed_at_once(
    server: ProviderServer, connect: Callable[..., Provider]
) -> None:
    """Both are one piece of news for the beat; then there is none any more."""
    provider = connect(server.base_url, timeouts=Timeouts(2, 3, 10, 30))
    server.answer_raw([token("half "), pause(0.06), token("a reply"), reset()])
    began = time.monotonic()

    outcomes = [ask(provider) for _ in range(20)]

    assert {(outcome.text, outcome.code) for outcome in outcomes} == {("half a reply", "broken_answer")}
    assert time.monotonic() - began < 10


def test_body_shorter_than_its_length_is_cut_off(server: ProviderServer, provider: Provider) -> None:
    server.answer_raw([b'{"choices": [', cut()], headers={"Content-Length": "500"})

    outcome = ask(provider)

    assert "cut off" in str(outcome.error)


def test_cut_after_the_finish_reason_loses_nothing(server: ProviderServer, provider: Provider) -> None:
    server.answer_raw([token("all"), finish(), reset()])

    outcome = ask(provider)

    assert (outcome.text, outcome.finished) == ("all", "stop")


def test_web_page_instead_of_an_answer_blames_the_address(server: ProviderServer, provider: Provider) -> None:
    server.answer_raw([b"<html><title>Welcome</title>"], headers={"Content-Type": "text/html"})

    outcome = ask(provider)

    assert outcome.code == "broken_answer"
    assert outcome.error and "OPENAI_BASE_URL" in outcome.error.for_administrator
    assert "Welcome" in outcome.error.detail


def test_provider_that_keeps_the_line_open_after_its_end_does_not_hold_us(
    server: ProviderServer, connect: Callable[..., Provider]
) -> None:
    provider = connect(server.base_url, timeouts=Timeouts(10, 30, 30, 30))
    server.answer_raw([token("all"), finish(), DONE, pause(20)])
    started = time.monotonic()

    outcome = ask(provider)

    assert outcome.finished == "stop"
    assert time.monotonic() - started < 10


def test_many_threads_share_one_client(server: ProviderServer, provider: Provider) -> None:
    server.reply_with(lambda request: request.json["messages"][0]["content"] * 3)
    texts: dict[int, str] = {}

    def one(number: int) -> None:
        request = ChatRequest("model-a", (ChatMessage("user", f"<{number}>"),))
        texts[number] = "".join(ask(provider, request).text for _ in range(5))

    threads = [threading.Thread(target=one, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert texts == {number: f"<{number}>" * 15 for number in range(20)}


def test_cookies_of_the_provider_are_not_kept(server: ProviderServer, provider: Provider) -> None:
    server.fail_with(400, headers={"Set-Cookie": "who=anna"}, times=1)
    ask(provider)

    ask(provider)

    assert "cookie" not in server.requests[1].headers


def test_redirect_is_not_followed(server: ProviderServer, provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    with ProviderServer() as elsewhere:
        server.fail_with(302, b"", headers={"Location": elsewhere.base_url})

        outcome = ask(provider)

        assert elsewhere.requests == []
    assert outcome.code == "unreachable"
    assert outcome.error and "redirect" in outcome.error.for_administrator


def test_environment_cannot_carry_the_key_elsewhere(
    server: ProviderServer, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ProviderServer() as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")

        outcome = ask(provider)

        assert proxy.requests == []
    assert outcome.finished == "stop"
