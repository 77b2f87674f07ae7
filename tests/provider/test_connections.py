"""A connection serves one call after another, but only while both sides agree on where an answer ends."""

import gzip
from collections.abc import Callable

import pytest

from tests.provider.asking import ask
from tests.provider.packets import in_chunks
from tests.provider.peers import single_connection
from tests.provider_server import DONE, ProviderServer, finish, token
from webchat.provider import Provider

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
BODY = token("a") + finish() + DONE
REUSABLE = {
    "chunks": HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + in_chunks(BODY),
    "a length": HEAD + b"Content-Length: %d\r\n\r\n" % len(BODY) + BODY,
    "compressed": HEAD
    + b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
    + in_chunks(gzip.compress(BODY)),
}


@pytest.mark.parametrize("answer", REUSABLE.values(), ids=REUSABLE.keys())
def test_connection_is_used_again(connect: Callable[..., Provider], answer: bytes) -> None:
    with single_connection(answer) as port:
        provider = connect(f"http://127.0.0.1:{port}/v1")

        outcomes = [ask(provider) for _ in range(5)]
        provider.close()

    assert [outcome.finished for outcome in outcomes] == ["stop"] * 5


@pytest.mark.parametrize("answer", [REUSABLE["chunks"], REUSABLE["a length"]])
def test_connection_with_bytes_that_nobody_asked_for_is_not_used_again(
    connect: Callable[..., Provider], answer: bytes
) -> None:
    with single_connection(answer + b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") as port:
        provider = connect(f"http://127.0.0.1:{port}/v1")

        first, second = ask(provider), ask(provider)

    assert first.finished == "stop"
    assert second.code == "unreachable"


def test_connection_is_used_again_after_a_refusal(server: ProviderServer, provider: Provider) -> None:
    server.fail_with(400, times=2)

    for _ in range(3):
        ask(provider)

    assert server.connections_open() == 1
