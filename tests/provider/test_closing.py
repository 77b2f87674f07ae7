"""`close` from another thread ends a call at once, whatever it waits for, and touches no other call."""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.provider.asking import QUESTION, outcome_of
from tests.provider.peers import CERTIFICATE, NEVER, full_listener, mute_after_greeting, tls_server
from tests.provider_server import DONE, ProviderServer, finish, token, wait_for
from webchat.provider import Endpoint, Exchange, Provider, ReplyStream, Text, Timeouts

PATIENT = Timeouts(30, 30, 30, 30)
AT_ONCE = 1.0  # seconds: much sooner than any time-out, however busy the machine


def seconds_to_end(stream: ReplyStream, is_waiting: Callable[[], bool]) -> float:
    """Iterate in a thread, close from here once it waits, and return how long its end took."""
    ended: list[object] = []
    thread = threading.Thread(target=lambda: ended.append(outcome_of(stream).error))
    thread.start()
    deadline = time.monotonic() + 5
    while not is_waiting() and time.monotonic() < deadline:
        time.sleep(0.005)
    started = time.monotonic()
    stream.close()
    thread.join(5)
    assert ended == [None], "iteration must end, and without an error"
    return time.monotonic() - started


def test_close_ends_a_blocked_read(server: ProviderServer, provider: Provider) -> None:
    server.answer_raw([token("half"), NEVER])
    exchange = Exchange()

    seconds = seconds_to_end(provider.stream(QUESTION, exchange), lambda: bool(exchange.arrivals))

    assert seconds < AT_ONCE
    assert server.closed_by_client.wait(AT_ONCE)
    assert exchange.response_kept == token("half")


def test_close_ends_the_wait_for_headers(connect: Callable[..., Provider]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        provider = connect(f"http://127.0.0.1:{silent.getsockname()[1]}/v1", timeouts=PATIENT)
        exchange = Exchange()

        seconds = seconds_to_end(provider.stream(QUESTION, exchange), lambda: exchange.attempts == 1)

    assert seconds < AT_ONCE


def test_close_ends_the_wait_for_the_first_byte(server: ProviderServer, connect: Callable[..., Provider]) -> None:
    server.answer_raw([NEVER])
    exchange = Exchange()
    stream = connect(server.base_url, timeouts=PATIENT).stream(QUESTION, exchange)

    seconds = seconds_to_end(stream, lambda: exchange.status == 200)

    assert seconds < AT_ONCE
    assert server.closed_by_client.wait(AT_ONCE)


def test_close_ends_connecting(connect: Callable[..., Provider]) -> None:
    with full_listener() as port:
        exchange = Exchange()
        stream = connect(f"http://127.0.0.1:{port}/v1", timeouts=PATIENT).stream(QUESTION, exchange)

        seconds = seconds_to_end(stream, lambda: exchange.attempts == 1)

    assert seconds < AT_ONCE


def test_close_ends_a_handshake(connect: Callable[..., Provider]) -> None:
    with mute_after_greeting() as (port, greeted):
        stream = connect(f"https://127.0.0.1:{port}/v1", timeouts=PATIENT).stream(QUESTION, Exchange())

        seconds = seconds_to_end(stream, greeted.is_set)

    assert seconds < AT_ONCE


def test_close_ends_a_read_over_tls(connect: Callable[..., Provider], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    with tls_server() as server:
        server.answer_raw([token("half"), NEVER])
        exchange = Exchange()
        stream = connect(server.base_url, timeouts=PATIENT).stream(QUESTION, exchange)

        seconds = seconds_to_end(stream, lambda: bool(exchange.arrivals))

        assert seconds < AT_ONCE
        assert server.closed_by_client.wait(AT_ONCE)


def test_close_ends_the_wait_before_a_retry(server: ProviderServer, provider: Provider) -> None:
    server.fail_with(429, headers={"Retry-After": "7"})
    exchange = Exchange()

    seconds = seconds_to_end(provider.stream(QUESTION, exchange), lambda: exchange.status == 429)

    assert seconds < AT_ONCE
    assert len(server.requests) == 1


def test_closed_before_its_start_asks_nothing(server: ProviderServer, provider: Provider) -> None:
    stream = provider.stream(QUESTION)
    stream.close()

    events = list(stream)

    assert events == []
    assert server.requests == []


def test_close_between_two_events_drops_the_rest(server: ProviderServer, provider: Provider) -> None:
    server.reply_with("Hello")
    stream = provider.stream(QUESTION)
    first = next(stream)
    stream.close()
    stream.close()

    rest = list(stream)

    assert first == Text("Hello")
    assert rest == []


def test_leaving_early_shuts_the_connection(server: ProviderServer, provider: Provider) -> None:
    server.answer_raw([token("half"), NEVER])

    with provider.stream(QUESTION) as stream:
        next(stream)

    assert server.closed_by_client.wait(AT_ONCE)


def test_close_after_the_end_does_not_hit_the_next_call(server: ProviderServer, provider: Provider) -> None:
    gate = threading.Event()
    first = provider.stream(QUESTION)
    assert outcome_of(first).finished == "stop"
    server.answer_raw([token("second"), wait_for(gate), finish(), DONE])
    second = provider.stream(QUESTION)
    text = next(second)

    first.close()
    gate.set()
    rest = outcome_of(second)

    assert text == Text("second")
    assert rest.finished == "stop"
    assert server.connections_open() == 1


def test_closed_client_keeps_only_the_connections_of_running_replies(
    server: ProviderServer, provider: Provider
) -> None:
    gate = threading.Event()
    server.answer_raw([token("half"), wait_for(gate), finish(), DONE], times=1)
    running = provider.stream(QUESTION)
    next(running)
    assert outcome_of(provider.stream(QUESTION)).finished == "stop"

    provider.close()

    deadline = time.monotonic() + 2
    while server.connections_open() > 1 and time.monotonic() < deadline:
        time.sleep(0.005)
    assert server.connections_open() == 1
    gate.set()
    assert outcome_of(running).finished == "stop"


UNDER_GEVENT = "from gevent import monkey; monkey.patch_all(); from tests.provider.test_closing import main; main()"


def test_close_works_under_gevent() -> None:
    environment = os.environ | {"SSL_CERT_FILE": str(CERTIFICATE)}
    root = Path(__file__).parents[2]

    run = subprocess.run(
        [sys.executable, "-c", UNDER_GEVENT], cwd=root, env=environment, capture_output=True, text=True, timeout=30
    )

    assert run.stdout.split() == ["read", "tls", "first-byte", "connect", "handshake", "back-off"], run.stderr


def main() -> None:
    """Close calls in each of their waits; print what worked."""
    for name, make in (("read", ProviderServer), ("tls", tls_server)):
        with make() as server:
            server.answer_raw([token("half"), NEVER])
            close_in_time(server.base_url, lambda exchange: bool(exchange.arrivals))
            assert server.closed_by_client.wait(AT_ONCE)
        print(name)  # noqa: T201
    with ProviderServer() as server:
        server.answer_raw([NEVER])
        close_in_time(server.base_url, lambda exchange: exchange.status == 200)
        assert server.closed_by_client.wait(AT_ONCE)
    print("first-byte")  # noqa: T201
    with full_listener() as port:
        close_in_time(f"http://127.0.0.1:{port}/v1", lambda exchange: exchange.attempts == 1)
    print("connect")  # noqa: T201
    with mute_after_greeting() as (port, greeted):
        close_in_time(f"https://127.0.0.1:{port}/v1", lambda _: greeted.is_set())
    print("handshake")  # noqa: T201
    with ProviderServer() as server:
        server.fail_with(429, headers={"Retry-After": "7"})
        close_in_time(server.base_url, lambda exchange: exchange.status == 429)
    print("back-off")  # noqa: T201


def close_in_time(base_url: str, is_waiting: Callable[[Exchange], bool]) -> None:
    exchange = Exchange()
    stream = Provider(Endpoint(base_url, "sk-abcdefgh"), PATIENT).stream(QUESTION, exchange)
    assert seconds_to_end(stream, lambda: is_waiting(exchange)) < AT_ONCE
