"""What may pass is tried again, within bounds and before the first byte only; what a model refuses is corrected."""

import socket
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.provider.asking import QUESTION, ask
from tests.provider_server import ProviderServer, cut, reset, token
from webchat.provider import Provider, RateLimited, Unreachable
from webchat.provider.backoff import Backoff

AT_ONCE = {"Retry-After": "0"}
FULL = replace(QUESTION, max_tokens=50, temperature=0.5)


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504, 529])
def test_passing_failure_is_tried_again(server: ProviderServer, provider: Provider, status: int) -> None:
    server.fail_with(status, headers=AT_ONCE, times=2)

    outcome = ask(provider)

    assert outcome.finished == "stop"
    assert len(server.requests) == 3


def test_after_two_retries_it_is_over(server: ProviderServer, provider: Provider) -> None:
    server.fail_with(503, headers=AT_ONCE)

    outcome = ask(provider)

    assert outcome.code == "overloaded"
    assert len(server.requests) == 3


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 413, 501])
def test_lasting_failure_is_not_tried_again(server: ProviderServer, provider: Provider, status: int) -> None:
    server.fail_with(status, headers=AT_ONCE)

    ask(provider)

    assert len(server.requests) == 1


def test_used_up_quota_is_not_tried_again(server: ProviderServer, provider: Provider) -> None:
    server.fail_with(429, {"error": {"code": "insufficient_quota", "message": "x"}}, headers=AT_ONCE)

    outcome = ask(provider)

    assert outcome.code == "quota"
    assert len(server.requests) == 1


def test_wait_that_was_asked_for_is_kept(server: ProviderServer, provider: Provider) -> None:
    server.fail_with(429, headers={"retry-after-ms": "150"}, times=1)
    started = time.monotonic()

    outcome = ask(provider)

    assert outcome.finished == "stop"
    assert time.monotonic() - started >= 0.15


def test_wait_that_is_too_long_is_told_at_once(server: ProviderServer, provider: Provider) -> None:
    server.fail_with(429, headers={"Retry-After": "30"})
    started = time.monotonic()

    outcome = ask(provider)

    assert outcome.code == "rate_limited"
    assert outcome.error and outcome.error.retry_after == 30
    assert time.monotonic() - started < 5
    assert len(server.requests) == 1


@pytest.mark.parametrize("ending", [cut(), reset()])
def test_connection_lost_before_the_first_byte_is_made_again(
    server: ProviderServer, provider: Provider, ending: Any
) -> None:
    server.answer_raw([ending], times=1)

    outcome = ask(provider)

    assert outcome.finished == "stop"
    assert len(server.requests) == 2


def test_connection_lost_after_the_first_byte_is_not_made_again(server: ProviderServer, provider: Provider) -> None:
    server.answer_raw([token("a"), cut()], times=1)

    outcome = ask(provider)

    assert outcome.code == "broken_answer"
    assert len(server.requests) == 1


def test_error_inside_an_answer_is_not_tried_again(server: ProviderServer, provider: Provider) -> None:
    server.answer_raw([b'data: {"error": {"code": 503, "message": "x"}}\n\n'], times=1)

    outcome = ask(provider)

    assert outcome.code == "overloaded"
    assert len(server.requests) == 1


def test_idle_connection_that_the_server_closed_is_replaced(connect: Callable[..., Provider]) -> None:
    answer = b'{"choices": [{"message": {"content": "Hello"}}]}'
    head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(answer)
    accepted: list[int] = []

    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            """Answer one request a connection, then close on the second without a word."""
            for _ in range(2):
                connection, _ = listener.accept()
                accepted.append(1)
                with connection:
                    connection.recv(65536)
                    connection.sendall(head + answer)
                    connection.recv(65536)

        thread = threading.Thread(target=serve)
        thread.start()
        provider = connect(f"http://127.0.0.1:{listener.getsockname()[1]}/v1")
        outcomes = [ask(provider), ask(provider)]
        provider.close()
        thread.join()

    assert [outcome.text for outcome in outcomes] == ["Hello", "Hello"]
    assert len(accepted) == 2


def test_delays_grow_with_jitter_and_end() -> None:
    error = Unreachable(is_temporary=True)
    first, second = [], []
    for _ in range(200):
        backoff = Backoff()
        first.append(backoff.delay_after(error) or 0)
        second.append(backoff.delay_after(error) or 0)
        assert backoff.delay_after(error) is None

    assert 0 <= min(first) < 0.1 and 0.4 < max(first) <= 0.5
    assert 0 <= min(second) < 0.2 and 0.8 < max(second) <= 1


@pytest.mark.parametrize(("wait", "delay"), [(0.0, 0.0), (7.5, 7.5), (8.5, None)])
def test_asked_wait_is_honoured_up_to_the_bound(wait: float, delay: float | None) -> None:
    error = RateLimited(wait_seconds=wait, is_temporary=True)

    assert Backoff().delay_after(error) == delay
