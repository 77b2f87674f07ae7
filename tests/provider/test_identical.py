"""What is recorded is what went over the wire: request line, every header in its order and spelling, and body."""

import gzip
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest

from tests.provider.asking import KEY, ask
from tests.provider.wire import Message, WireTap
from tests.provider_server import DONE, ProviderServer, finish, token
from webchat.provider import Endpoint, Exchange, Provider, Timeouts
from webchat.provider.transport import Transport

HEADERS = (("X-Team", "blue"), ("x-lower", "a b"))


@pytest.fixture
def tap(server: ProviderServer) -> Iterator[WireTap]:
    with WireTap(("127.0.0.1", server.port)) as running:
        yield running


def assert_recorded(exchange: Exchange, sent: Message, came: Message, hidden: dict[str, str]) -> None:
    """`hidden` are the headers that are shown otherwise than they were sent."""
    parts = urlsplit(exchange.url)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    assert f"{exchange.method} {target} HTTP/1.1" == sent.start
    assert list(exchange.request_headers) == [(name, hidden.get(name, value)) for name, value in sent.headers]
    assert exchange.request_body == sent.body
    assert came.start.startswith(f"HTTP/1.1 {exchange.status} ")
    assert list(exchange.response_headers) == list(came.headers)
    assert exchange.response_kept == came.body


def test_request_and_response_are_recorded_as_they_went(tap: WireTap, connect: Callable[..., Provider]) -> None:
    exchange = Exchange()

    ask(connect(tap.base_url), exchange=exchange)

    ((sent, came),) = tap.replies()
    assert [name for name, _ in sent.headers][0] == "Host"
    assert sent.value_of("Authorization") == f"Bearer {KEY}"
    assert_recorded(exchange, sent, came, {"Authorization": "Bearer $OPENAI_API_KEY"})


@pytest.mark.parametrize(
    "path", ["/v1/", "/", "", "/v1/ä b", "/a%7Eb/%2f/v1", "/v1?api-version=1&x=ä y", "//v1", "/v1/./a/../b", "/{x}|"]
)
def test_whatever_the_address_looks_like(server: ProviderServer, connect: Callable[..., Provider], path: str) -> None:
    with WireTap(("127.0.0.1", server.port), path) as tap:
        exchange = Exchange()

        ask(connect(tap.base_url), exchange=exchange)

        ((sent, came),) = tap.replies()
    assert_recorded(exchange, sent, came, {"Authorization": "Bearer $OPENAI_API_KEY"})


def test_headers_of_the_configuration_stand_in_their_place(server: ProviderServer, tap: WireTap) -> None:
    provider, exchange = Provider(Endpoint(tap.base_url, headers=HEADERS), Timeouts(2, 3, 3, 10)), Exchange()

    ask(provider, exchange=exchange)

    provider.close()
    ((sent, came),) = tap.replies()
    assert [(name, value) for name, value in sent.headers if name.lower().startswith("x-")] == list(HEADERS)
    assert_recorded(exchange, sent, came, {"X-Team": "…", "x-lower": "…"})


@pytest.mark.parametrize(
    ("base_url", "host"),
    [
        ("http://LocalHost:80/v1", "localhost"),
        ("https://api.example.org:443/v1", "api.example.org"),
        ("https://api.example.org:8443/v1", "api.example.org:8443"),
        ("http://anna:geheim@api.example.org/v1", "api.example.org"),
        ("http://müller.example/v1", "xn--mller-kva.example"),
        ("http://[::1]:8080/v1", "[::1]:8080"),
        ("http://[fe80::1%25eth0]/v1", "[fe80::1]"),
    ],
)
def test_host_is_named_as_a_browser_would(base_url: str, host: str) -> None:
    transport = Transport(Endpoint(base_url), pool_size=1)

    prepared = transport.prepared("GET", "models", {}, None)

    transport.close()
    assert next(iter(prepared.headers.items())) == ("Host", host)


def test_compressed_answer_is_recorded_as_it_reads(
    server: ProviderServer, tap: WireTap, connect: Callable[..., Provider]
) -> None:
    exchange, body = Exchange(), token("Grüße") + finish() + DONE
    packed = gzip.compress(body)
    server.answer_raw([packed[:30], packed[30:]], headers={"Content-Encoding": "gzip"})

    ask(connect(tap.base_url), exchange=exchange)

    ((sent, came),) = tap.replies()
    assert came.body == body
    assert_recorded(exchange, sent, came, {"Authorization": "Bearer $OPENAI_API_KEY"})


def test_repeated_headers_of_an_answer_are_all_there_in_their_order_and_spelling(
    server: ProviderServer, tap: WireTap, connect: Callable[..., Provider]
) -> None:
    exchange = Exchange()
    lines = {"via": "1.1 a", "X-RateLimit-Remaining": "7", "Via": "1.1 b", "SET-COOKIE": "a=b; c", "x-empty": ""}
    server.answer_raw([token("a"), finish(), DONE], headers=lines)

    ask(connect(tap.base_url), exchange=exchange)

    ((_, came),) = tap.replies()
    assert ("SET-COOKIE", "a=b; c") in came.headers
    assert list(exchange.response_headers) == [
        (name, "…" if name == "SET-COOKIE" else value) for name, value in came.headers
    ]


def test_each_attempt_that_was_sent_is_recorded_as_it_went(
    server: ProviderServer, tap: WireTap, connect: Callable[..., Provider]
) -> None:
    exchange = Exchange()
    server.fail_with(503, headers={"Retry-After": "0"}, times=1)
    server.fail_with(400, {"error": {"message": "stream_options: extra fields not permitted"}}, times=1)

    ask(connect(tap.base_url), exchange=exchange)

    heard = tap.replies()
    assert [came.start.split()[1] for _, came in heard] == ["503", "400", "200"]
    assert exchange.earlier[0].earlier == []
    for recorded, (sent, came) in zip([*exchange.earlier, exchange], heard, strict=True):
        assert_recorded(recorded, sent, came, {"Authorization": "Bearer $OPENAI_API_KEY"})


def test_attempt_that_reached_nobody_is_counted_and_not_kept(connect: Callable[..., Provider]) -> None:
    exchange = Exchange()

    ask(connect("http://127.0.0.1:1/v1"), exchange=exchange)

    assert (exchange.attempts, exchange.earlier) == (3, [])
    assert exchange.seconds_to_end is not None
