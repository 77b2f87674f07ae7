"""The recorded exchange shows what went over the wire, at any moment, and never a character of the key."""

import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tests.provider.asking import KEY, QUESTION, ask
from tests.provider_server import DONE, ProviderServer, event, finish, token, wait_for
from webchat.provider import ChatMessage, ChatRequest, Exchange, Provider, Usage


def everything_in(exchange: Exchange) -> str:
    """Return all that can be seen in an exchange as one text."""
    shown = [repr(exchange), repr(vars(exchange)), exchange.response_kept.decode("latin-1"), str(exchange.arrivals)]
    return "\n".join(shown) + exchange.request_body.decode()


def test_exchange_shows_request_and_response(server: ProviderServer, provider: Provider) -> None:
    exchange = Exchange()
    server.reply_with("Hello **you**")

    ask(provider, exchange=exchange)

    assert exchange.method == "POST"
    assert exchange.url == f"{server.base_url}/chat/completions"
    assert dict(exchange.request_headers)["Authorization"] == "Bearer $OPENAI_API_KEY"
    assert exchange.request_body == server.requests[0].body
    assert exchange.status == 200
    assert dict(exchange.response_headers)["x-request-id"] == "req-1"
    assert exchange.response_kept.endswith(b"data: [DONE]\n\n")
    assert exchange.response_cut == 0
    assert (exchange.usage, exchange.finish_reason) == (Usage(10, 2), "stop")
    assert exchange.attempts == 1


def test_exchange_shows_times(server: ProviderServer, provider: Provider) -> None:
    exchange = Exchange()

    ask(provider, exchange=exchange)

    assert exchange.started_at is not None
    assert abs(datetime.now(UTC) - exchange.started_at) < timedelta(seconds=10)
    assert exchange.seconds_to_headers is not None
    assert exchange.seconds_to_first_byte is not None
    assert exchange.seconds_to_end is not None
    assert 0 <= exchange.seconds_to_headers <= exchange.seconds_to_first_byte <= exchange.seconds_to_end < 5


def test_each_read_has_its_place_and_time(server: ProviderServer, provider: Provider) -> None:
    gate = threading.Event()
    exchange = Exchange()
    server.answer_raw([token("a"), wait_for(gate), token("b"), finish(), DONE])

    with provider.stream(QUESTION, exchange) as events:
        next(events)
        early = exchange.arrivals
        body_so_far = exchange.response_kept
        gate.set()
        list(events)

    assert [offset for offset, _ in early] == [0]
    assert body_so_far == token("a")
    assert exchange.arrivals[1][0] == len(token("a"))
    assert exchange.arrivals[1][1] >= exchange.arrivals[0][1]


def test_compressed_answer_is_recorded_as_it_reads(server: ProviderServer, provider: Provider) -> None:
    import gzip

    exchange = Exchange()
    server.answer_raw([gzip.compress(token("a") + finish() + DONE)], headers={"Content-Encoding": "gzip"})

    ask(provider, exchange=exchange)

    assert exchange.response_kept == token("a") + finish() + DONE


def test_recorded_body_is_bounded(server: ProviderServer, provider: Provider) -> None:
    exchange = Exchange(response_limit=100)
    server.reply_with("word " * 100)

    ask(provider, exchange=exchange)

    assert len(exchange.response_kept) == 100
    assert exchange.response_cut > 1000
    assert exchange.finish_reason == "stop"


def test_recorded_arrivals_are_bounded(server: ProviderServer, provider: Provider) -> None:
    exchange = Exchange()
    server.answer_raw([b": x\n"] * 2500 + [token("a"), finish(), DONE], chunked=True)

    outcome = ask(provider, exchange=exchange)

    assert outcome.finished == "stop"
    assert len(exchange.arrivals) <= 2000


def test_failed_exchange_shows_the_refusal(server: ProviderServer, provider: Provider) -> None:
    exchange = Exchange()
    server.fail_with(400, {"error": {"message": "no such thing"}})

    ask(provider, exchange=exchange)

    assert exchange.status == 400
    assert json.loads(exchange.response_kept) == {"error": {"message": "no such thing"}}
    assert exchange.seconds_to_end is not None


def test_exchange_without_an_answer_shows_the_request(connect: Callable[..., Provider]) -> None:
    exchange = Exchange()

    ask(connect("http://127.0.0.1:1/v1"), exchange=exchange)

    assert exchange.url == "http://127.0.0.1:1/v1/chat/completions"
    assert exchange.status is None
    assert exchange.response_kept == b""
    assert exchange.attempts == 3


def test_last_attempt_is_shown_and_all_are_counted(server: ProviderServer, provider: Provider) -> None:
    exchange = Exchange()
    server.fail_with(503, headers={"Retry-After": "0"}, times=2)

    ask(provider, exchange=exchange)

    assert exchange.attempts == 3
    assert exchange.status == 200
    assert exchange.response_kept.startswith(b"data:")


def key_in_headers(server: ProviderServer) -> None:
    server.fail_with(400, {"error": "x"}, headers={"X-Echo": f"Bearer {KEY}", "Set-Cookie": "a=b"})


def key_in_name_of_header(server: ProviderServer) -> None:
    server.answer_raw([token("a"), finish(), DONE], headers={f"X-{KEY}": "1"})


def key_in_refusal(server: ProviderServer) -> None:
    server.fail_with(401, {"error": {"message": f"Incorrect API key provided: {KEY}", "code": KEY, "request_id": KEY}})


def key_masked(server: ProviderServer) -> None:
    server.require_key("sk-another")


def key_in_page(server: ProviderServer) -> None:
    server.fail_with(502, f"<html><title>{KEY[:20]} {KEY}</title>".encode(), headers={"Retry-After": "60"})


def key_cut_in_stream(server: ProviderServer) -> None:
    body = token("a") + event({"error": {"message": f"bad {KEY} and {KEY[:9]}…{KEY[-4:]}"}})
    half = body.index(KEY.encode()) + 10
    server.answer_raw([body[:half], body[half:]])


def key_in_text(server: ProviderServer) -> None:
    server.answer_raw([token(KEY), finish(), DONE])


def key_in_garbage(server: ProviderServer) -> None:
    server.answer_raw([f"your key is {KEY}".encode()])


@pytest.mark.parametrize(
    "play",
    [
        *(key_in_headers, key_in_name_of_header, key_in_refusal, key_masked, key_in_page, key_cut_in_stream),
        *(key_in_text, key_in_garbage),
    ],
)
def test_key_is_nowhere_even_when_the_provider_echoes_it(
    server: ProviderServer, provider: Provider, play: Callable[[ProviderServer], None]
) -> None:
    exchange = Exchange()
    play(server)

    outcome = ask(provider, ChatRequest("model-a", (ChatMessage("user", f"My key is {KEY}"),)), exchange)

    seen = everything_in(exchange)
    if outcome.error:
        seen += "".join(map(str, (repr(outcome.error), vars(outcome.error))))
        assert outcome.error.__context__ is None, "it would hold the request with its headers"
    assert server.requests[-1].headers["authorization"] == f"Bearer {KEY}"
    for fragment in (KEY, KEY[:12], KEY[8:20], KEY[-9:], KEY[-4:]):
        assert fragment not in seen


def test_password_in_the_address_is_not_shown(server: ProviderServer, connect: Callable[..., Provider]) -> None:
    exchange = Exchange()
    address = server.base_url.replace("http://", "http://anna:geheim99@") + "?api-key=topsecret&api-version=1"

    outcome = ask(connect(address, key=None), exchange=exchange)

    assert outcome.finished == "stop"
    assert server.requests[0].path == "/v1/chat/completions?api-key=topsecret&api-version=1"
    assert server.requests[0].headers["authorization"].startswith("Basic ")
    assert dict(exchange.request_headers)["Authorization"] == "Basic $OPENAI_BASE_URL"
    assert "geheim99" not in everything_in(exchange)
    assert "topsecret" not in everything_in(exchange)
    assert "api-version=1" in exchange.url


@pytest.mark.parametrize(
    "base_url",
    [
        "http://tok3nForAll@host/v1",
        "http://tok3nForAll:@host/v1",
        "http://anna:tok@host/v1",
        "http://host/v1?sig=tok3n%2FForAll%3d&api-version=1",
        "http://host/v1?api_key=tok3n|For+All",
        "http://host/v1?subscription%2Dkey=tok",
        "http://host/v1?code=tok3nForAll",
    ],
)
def test_secret_in_the_address_is_not_shown_however_it_is_written(
    server: ProviderServer, connect: Callable[..., Provider], base_url: str
) -> None:
    exchange = Exchange()

    ask(connect(base_url.replace("host", f"127.0.0.1:{server.port}"), key=None), exchange=exchange)

    assert server.requests
    assert exchange.url.startswith(f"http://127.0.0.1:{server.port}/v1/chat/completions")
    assert "tok" not in exchange.url.removeprefix("http://")


@pytest.mark.parametrize(
    ("before", "after", "echo"),
    [
        ("anna:geheim99@", "", "YW5uYTpnZWhlaW05OQ=="),
        ("tok3nForAll:@", "", "tok3nForAll"),
        ("", "?sig=tok3n%2fFor%2fAll", "tok3n%2FFor%2FAll"),
        ("", "?sig=tok3n%2fFor%2fAll", "tok3n/For/All"),
        ("", "?api-key=tok3n|ForAll", "tok3n%7CForAll"),
    ],
)
def test_echo_of_a_secret_in_the_address_is_starred_out(
    server: ProviderServer, connect: Callable[..., Provider], before: str, after: str, echo: str
) -> None:
    exchange = Exchange()
    server.answer_raw([token(f"You sent {echo}."), finish(), DONE], headers={"X-Echo": echo})

    ask(connect(server.base_url.replace("://", f"://{before}") + after, key=None), exchange=exchange)

    assert echo.encode() not in exchange.response_kept
    assert echo not in dict(exchange.response_headers)["X-Echo"]


def test_key_goes_before_a_password_in_the_address(server: ProviderServer, connect: Callable[..., Provider]) -> None:
    address = server.base_url.replace("http://", "http://anna:geheim99@")

    ask(connect(address))

    assert server.requests[0].headers["authorization"] == f"Bearer {KEY}"


def test_without_a_key_none_is_sent(server: ProviderServer, connect: Callable[..., Provider]) -> None:
    ask(connect(server.base_url, key=None))

    assert "authorization" not in server.requests[0].headers


def test_missing_key_is_told_from_a_wrong_one(server: ProviderServer, connect: Callable[..., Provider]) -> None:
    server.require_key("sk-right")

    missing, wrong = ask(connect(server.base_url, key=None)), ask(connect(server.base_url))

    assert missing.code == "no_key"
    assert wrong.code == "key_refused"


@pytest.mark.parametrize("key", ["sk-ab\ncd", "sk-ä", "“sk-abcd”"])
def test_key_that_cannot_be_one_is_not_sent(server: ProviderServer, connect: Callable[..., Provider], key: str) -> None:
    outcome = ask(connect(server.base_url, key=key))

    assert outcome.code == "key_refused"
    assert server.requests == []
