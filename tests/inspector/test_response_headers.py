"""Headers: those that matter first, each line as it came, and waits in seconds whatever their form."""

import pytest

from tests.inspector.answers import NOON, record
from webchat.inspector.answer_headers import Header, headers_of
from webchat.inspector.header_words import UNKNOWN_HEADER, header_words
from webchat.store.headers import Headers


def header(name: str, value: str) -> Header:
    headers = headers_of(record(response_headers=Headers([(name, value)]), seconds_to_headers=0.0))
    (only,) = [*headers.first, *headers.others]
    return only


def test_headers_that_matter_come_first_and_the_others_in_their_order() -> None:
    given = {
        "Date": "x",
        "Content-Type": "a/b",
        "X-Unknown": "1",
        "x-ratelimit-reset-tokens": "1s",
        "X-Request-ID": "r",
    }

    headers = headers_of(record(response_headers=Headers(given.items())))

    assert [each.name for each in headers.first] == ["X-Request-ID", "Content-Type", "x-ratelimit-reset-tokens"]
    assert [each.name for each in headers.others] == ["Date", "X-Unknown"]


def test_a_repeated_header_is_shown_as_often_as_it_came() -> None:
    given = Headers([("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")])

    headers = headers_of(record(response_headers=given))

    assert [each.value for each in headers.others] == ["a=1", "b=2"]


@pytest.mark.parametrize("name", ["x-request-id", "X-Request-Id", "apim-request-id", "request-id"])
def test_a_request_id_is_known_in_its_spellings(name: str) -> None:
    assert str(header(name, "r").words[0]).startswith("The request id")


@pytest.mark.parametrize(
    ("name", "value", "seconds"),
    [
        ("x-ratelimit-reset-requests", "6m0s", "360 seconds"),
        ("x-ratelimit-reset-requests", "1h2m3.5s", "3,724 seconds"),
        ("x-ratelimit-reset-tokens", "17ms", "1 second"),
        ("x-ratelimit-reset-tokens", "1d", "86,400 seconds"),
        ("x-ratelimit-reset", str(NOON.timestamp() + 5), "5 seconds"),
        ("X-RateLimit-Reset", str(int(NOON.timestamp() * 1000 + 9000)), "9 seconds"),
        ("x-ratelimit-reset", "30", "30 seconds"),
        ("Retry-After", "20", "20 seconds"),
        ("Retry-After", "Sat, 21 Nov 2026 12:01:00 GMT", "60 seconds"),
        ("retry-after-ms", "1500", "2 seconds"),
    ],
)
def test_when_a_limit_resets_is_told_in_seconds(name: str, value: str, seconds: str) -> None:
    assert str(header(name, value).words[1]) == f"That is {seconds} after this answer came."


@pytest.mark.parametrize("value", ["", "soon", "-5", "1e9", "99:99", "٣"])
def test_a_wait_that_nobody_can_read_is_shown_as_it_is(value: str) -> None:
    assert len(header("x-ratelimit-reset-requests", value).words) == 1


def test_an_unknown_header_says_that_it_is_unknown() -> None:
    assert str(header("X-Something", "1").words[0]) == UNKNOWN_HEADER


def test_rate_limits_are_not_said_to_be_those_of_the_key() -> None:
    for name in ("x-ratelimit-limit-requests", "x-ratelimit-limit-tokens"):
        assert "the whole account" in header_words(name) and "this key may" not in header_words(name)
