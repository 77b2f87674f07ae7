"""Every wait has a bound, and each bound its own words."""

import socket
import threading
import time
from collections.abc import Callable

import pytest

from tests.provider.asking import QUESTION, Outcome, ask, outcome_of
from tests.provider.peers import NEVER, drip_over_tcp, full_listener
from tests.provider_server import DONE, Part, ProviderServer, finish, pause, token
from webchat.provider import Provider, Timeouts

SOON = 5.0  # seconds: well under the time-outs of 9 and 10 that would end it too, however busy the machine


def timed(provider: Provider) -> tuple[Outcome, float]:
    started = time.monotonic()
    outcome = ask(provider)
    return outcome, time.monotonic() - started


def test_connection_that_is_never_accepted_is_too_slow(connect: Callable[..., Provider]) -> None:
    with full_listener() as port:
        outcome, seconds = timed(connect(f"http://127.0.0.1:{port}/v1", timeouts=Timeouts(0.2, 9, 9, 9)))

    assert outcome.code == "too_slow"
    assert outcome.error and "WEBCHAT_CONNECT_TIMEOUT" in outcome.error.for_administrator
    assert 0.15 < seconds < SOON


def test_handshake_that_never_ends_is_too_slow(connect: Callable[..., Provider]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"https://127.0.0.1:{silent.getsockname()[1]}/v1"
        outcome, seconds = timed(connect(address, timeouts=Timeouts(0.2, 9, 9, 9)))

    assert outcome.code == "too_slow"
    assert 0.15 < seconds < SOON


@pytest.mark.parametrize("parts", [[NEVER], [b": warming up\n", NEVER]])
def test_silence_is_bounded(server: ProviderServer, connect: Callable[..., Provider], parts: list[Part]) -> None:
    server.answer_raw(parts)

    outcome, seconds = timed(connect(server.base_url, timeouts=Timeouts(1, 0.2, 0.2, 9)))

    assert outcome.code == "too_slow"
    assert 0.15 < seconds < SOON
    assert len(server.requests) == 1


def test_silence_before_the_answer_has_its_own_words(server: ProviderServer, connect: Callable[..., Provider]) -> None:
    server.answer_raw([NEVER])

    outcome, _ = timed(connect(server.base_url, timeouts=Timeouts(1, 0.1, 9, 9)))

    assert outcome.error and "WEBCHAT_FIRST_BYTE_TIMEOUT" in outcome.error.for_administrator


def test_silence_in_the_answer_keeps_the_text(server: ProviderServer, connect: Callable[..., Provider]) -> None:
    server.answer_raw([token("half"), NEVER])

    outcome, _ = timed(connect(server.base_url, timeouts=Timeouts(1, 9, 0.4, 9)))

    assert outcome.text == "half"
    assert outcome.error and "WEBCHAT_READ_TIMEOUT" in outcome.error.for_administrator


def test_comments_are_signs_of_life(server: ProviderServer, connect: Callable[..., Provider]) -> None:
    comments: list[Part] = [b": waiting\n", pause(0.05)]
    server.answer_raw([*comments * 20, token("late"), finish(), DONE])

    outcome, _ = timed(connect(server.base_url, timeouts=Timeouts(1, 0.8, 0.8, 9)))

    assert (outcome.text, outcome.finished) == ("late", "stop")


@pytest.mark.parametrize("drip", [b"x", b": waiting\n", token("a")])
def test_whole_answer_is_bounded_even_when_it_drips(
    server: ProviderServer, connect: Callable[..., Provider], drip: bytes
) -> None:
    server.answer_raw([drip, pause(0.02)] * 500)

    outcome, seconds = timed(connect(server.base_url, timeouts=Timeouts(1, 9, 9, 0.3)))

    assert outcome.error and "WEBCHAT_REPLY_TIMEOUT" in outcome.error.for_administrator
    assert 0.2 < seconds < SOON


@pytest.mark.parametrize(
    "parts",
    [b"X-Slow: 1\r\n", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"0" * 1000],
    ids=["headers", "a chunk's size"],
)
def test_first_byte_is_bounded_even_when_what_precedes_it_drips(connect: Callable[..., Provider], parts: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=drip_over_tcp(b"HTTP/1.1 200 OK\r\n" + parts), args=(listener,))
        thread.start()
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
        outcome, seconds = timed(connect(address, timeouts=Timeouts(1, 0.3, 9, 9)))
        thread.join()

    assert outcome.code == "too_slow"
    assert 0.2 < seconds < SOON


def test_compressed_nothing_that_drips_is_bounded(server: ProviderServer, connect: Callable[..., Provider]) -> None:
    empty_blocks = [b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03"] + [b"\x00\x00\x00\xff\xff"] * 500
    parts = [part for block in empty_blocks for part in (block, pause(0.02))]
    server.answer_raw(parts, headers={"Content-Encoding": "gzip"})

    outcome, seconds = timed(connect(server.base_url, timeouts=Timeouts(1, 0.3, 9, 9)))

    assert outcome.code == "too_slow"
    assert seconds < SOON


def test_clock_starts_when_the_first_event_is_asked_for(
    server: ProviderServer, connect: Callable[..., Provider]
) -> None:
    stream = connect(server.base_url, timeouts=Timeouts(1, 1, 1, 0.8)).stream(QUESTION)
    time.sleep(0.9)

    outcome = outcome_of(stream)

    assert outcome.finished == "stop"


def test_silence_after_the_finish_reason_does_not_hold_a_whole_answer(
    server: ProviderServer, connect: Callable[..., Provider]
) -> None:
    server.answer_raw([token("all"), finish(), NEVER])

    outcome, seconds = timed(connect(server.base_url, timeouts=Timeouts(1, 9, 0.4, 9)))

    assert outcome.finished == "stop"
    assert seconds < SOON


def test_comments_after_the_finish_reason_do_not_hold_a_whole_answer(
    server: ProviderServer, provider: Provider
) -> None:
    comments: list[Part] = [b": waiting\n", pause(0.05)]
    server.answer_raw([token("all"), finish(), *comments * 200])

    outcome, seconds = timed(provider)

    assert outcome.finished == "stop"
    assert seconds < SOON


def test_refusal_that_never_ends_is_still_a_refusal(server: ProviderServer, connect: Callable[..., Provider]) -> None:
    server.answer_raw([b'{"error": ', NEVER], status=401)

    outcome, seconds = timed(connect(server.base_url, timeouts=Timeouts(1, 9, 0.2, 9)))

    assert outcome.code == "key_refused"
    assert seconds < SOON


def test_refusal_that_drips_is_still_a_refusal(server: ProviderServer, provider: Provider) -> None:
    server.answer_raw([b" ", pause(0.05)] * 200, status=401)

    outcome, seconds = timed(provider)

    assert outcome.code == "key_refused"
    assert seconds < SOON


def test_list_of_models_is_bounded_too(server: ProviderServer, connect: Callable[..., Provider]) -> None:
    server.answer_raw([b" ", pause(0.02)] * 100)

    with pytest.raises(Exception, match="took too long"):
        connect(server.base_url, timeouts=Timeouts(1, 9, 9, 0.2)).models()
