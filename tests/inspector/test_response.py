"""The response as it came: status, headers that matter first, and the body, field by field."""

import json
from datetime import UTC, datetime

import pytest
from flask import Flask

from tests.inspector.answers import QUESTION, record, recorded
from tests.inspector.drawing import drawn, words_in
from tests.provider_server import ProviderServer
from webchat.inspector.response_view import ResponseView, response_of
from webchat.inspector.response_words import UNKNOWN_FIELD

ANSWER = (
    b'{"id": "chatcmpl-1", "object":"chat.completion","created":1780000000,"model":"gpt-4o-2024-08-06",'
    b'"choices":[{"index":0,"message":{"role":"assistant","content":"Hi <b>you</b>","refusal":null,"mood":1},'
    b'"logprobs":{"content":[{"token":"Hi","logprob":-0.1}]},"finish_reason":"length"}],'
    b'"usage":{"prompt_tokens":10,"completion_tokens":2,"total_tokens":12,'
    b'"prompt_tokens_details":{"cached_tokens":4}},"system_fingerprint":"fp_1","weather":{"sun":1.50}}'
)
ANSWERED = "gpt-4o-2024-08-06"


def seen(body: bytes, **changes: object) -> ResponseView:
    response = response_of(record(body, **changes))
    assert response
    return response


def words_at(response: ResponseView, *path: str | int) -> list[str]:
    (part,) = [part for part in response.parts if part.path == path and not part.is_end]
    return [str(words) for words in part.words]


def test_without_an_answer_there_is_no_response() -> None:
    assert response_of(record(status=None)) is None


def test_the_fields_make_the_body_byte_for_byte() -> None:
    parts = seen(ANSWER).parts

    joined = "".join(lexeme.text for part in parts for line in part.lines for lexeme in line.lexemes)

    assert joined.encode() == ANSWER


def test_a_recorded_document_is_shown_field_by_field(provider: ProviderServer) -> None:
    provider.reply_with("Hello", stream=False)

    response = response_of(recorded(provider))

    assert response and response.stream is None
    assert words_at(response, "choices", 0, "message", "content")[0].startswith("What the model wrote")


@pytest.mark.parametrize(
    ("path", "beginning"),
    [
        (("id",), "The provider’s name for this answer"),
        (("model",), "Which model answered"),
        (("choices",), "A list of answers"),
        (("choices", 0, "index"), "Which answer of the list"),
        (("choices", 0, "message", "role"), "Who speaks"),
        (("choices", 0, "message", "refusal"), "What the model says when it refuses"),
        (("usage", "prompt_tokens"), "Read: everything"),
        (("usage", "prompt_tokens_details", "cached_tokens"), "Read before"),
        (("system_fingerprint",), "The provider’s mark"),
    ],
)
def test_a_field_has_words(path: tuple[str | int, ...], beginning: str) -> None:
    assert words_at(seen(ANSWER), *path)[0].startswith(beginning)


@pytest.mark.parametrize("path", [("weather",), ("choices", 0, "message", "mood")])
def test_an_unknown_field_says_that_it_is_unknown(path: tuple[str | int, ...]) -> None:
    assert words_at(seen(ANSWER), *path) == [UNKNOWN_FIELD]


@pytest.mark.parametrize(
    ("reason", "beginning"),
    [
        ("stop", "The model came to the end"),
        ("length", "The answer was cut"),
        ("content_filter", "The provider’s filter"),
        ("tool_calls", "The model did not write"),
        ("eos_token", "The model came to the end"),
        ("bored", "A word of this provider’s own"),
    ],
)
def test_why_it_stopped_is_told_in_words(reason: str, beginning: str) -> None:
    body = ANSWER.replace(b'"length"', f'"{reason}"'.encode())

    assert words_at(seen(body), "choices", 0, "finish_reason")[1].startswith(beginning)


def test_what_was_counted_in_detail_has_no_words_of_its_own() -> None:
    paths = {part.path for part in seen(ANSWER).parts}

    assert ("choices", 0, "logprobs") in paths
    assert not [path for path in paths if "logprobs" in path[:-1]]


def test_an_error_is_told_field_by_field(provider: ProviderServer) -> None:
    error = {"message": "No such model", "type": "invalid_request_error", "param": "model", "code": "model_not_found"}
    provider.fail_with(404, {"error": error})

    response = response_of(recorded(provider))

    assert response and (response.status, response.status_name) == (404, "Not Found")
    assert words_at(response, "error", "message")[0].startswith("What went wrong, in the provider’s words")
    assert words_at(response, "error", "param")[0].startswith("Which part of the request was wrong")


def test_created_is_a_date_in_the_reader_s_zone(app: Flask) -> None:
    assert seen(ANSWER).created == datetime.fromtimestamp(1780000000, UTC)
    assert "As a date: 28 May 2026, 20:26 (UTC)." in words_in(drawn(app, "_response", record(ANSWER)))


def test_a_model_that_is_not_the_one_that_was_asked_for_is_told(app: Flask) -> None:
    other, same = (record(ANSWER, request_body=json.dumps({"model": name}).encode()) for name in ("gpt-4o", ANSWERED))

    assert "The request asked for “ gpt-4o ”." in words_in(drawn(app, "_response", other))
    assert "The request asked for" not in words_in(drawn(app, "_response", same))


@pytest.mark.parametrize("created", ["1e400", "-1e30", "true", '"soon"', "null", "99999999999999999999"])
def test_a_created_that_is_no_moment_has_no_date(created: str) -> None:
    assert seen(ANSWER.replace(b"1780000000", created.encode())).created is None


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (b"<html><h1>502 Bad Gateway</h1></html>", "<html><h1>502 Bad Gateway</h1></html>"),
        (b"Bad gateway", "Bad gateway"),
        (b'{"choices": [', '{"choices": ['),
        (b"\xff\xfe", "\\xff\\xfe"),
    ],
)
def test_a_body_that_is_no_json_is_shown_as_it_is(app: Flask, body: bytes, shown: str) -> None:
    page = drawn(app, "_response", record(body, status=502))

    assert page.select_one("pre.shown__text").get_text() == shown  # type: ignore[union-attr]


def test_an_empty_body_says_so(app: Flask) -> None:
    assert "Nothing: the body is empty." in words_in(drawn(app, "_response", record(b"")))


def test_model_text_is_escaped(app: Flask) -> None:
    page = drawn(app, "_response", record(ANSWER))

    assert not page.select("b")
    assert "Hi <b>you</b>" in page.get_text()


def test_two_megabytes_of_one_text_are_drawn(app: Flask) -> None:
    body = json.dumps({"id": "x", "choices": [{"message": {"content": "y" * 2 * 2**20}}]}).encode()

    assert "y" * 1000 in drawn(app, "_response", record(body)).get_text()


def test_many_fields_and_lines_stay_a_small_page(app: Flask) -> None:
    fields = json.dumps({f"field_{number}": number for number in range(2000)}).encode()
    numbers = json.dumps(list(range(100_000))).encode()

    assert len(drawn(app, "_response", record(fields)).select(".part")) < 300
    assert not seen(numbers).parts
    assert seen(numbers).text == numbers.decode()


def test_deep_json_is_shown() -> None:
    assert seen(b"[" * 5000 + b"]" * 5000).size == 10000


def test_a_cut_document_says_where_it_is_cut(app: Flask) -> None:
    whole = json.dumps({"content": "x" * 5000}).encode()
    body = whole[:500] + b"\n[... %d bytes left out ...]\n" % (len(whole) - 1000) + whole[-500:]

    page = drawn(app, "_response", record(body, response_cut=len(whole) - 1000))

    first, last = page.select("pre.shown__text")
    assert (first.get_text(), last.get_text()) == (whole[:500].decode(), whole[-500:].decode())
    assert [words_in(note) for note in page.select(".response__cut")] == [
        "The body was longer than what is kept: 4,015 bytes in its middle are left out.",
        "✂ It is cut here: 4,015 bytes are left out.",
    ]


def test_a_long_stream_stays_a_small_page(app: Flask, provider: ProviderServer) -> None:
    provider.reply_with("word " * 1000)

    page = drawn(app, "_response", recorded(provider, QUESTION))

    assert len(page.select(".event")) == 18
    assert len(page.select(".event details[open]")) == 6
    assert "Put together from 1,004 events" in words_in(page)
    assert "Events 13 to 112 are not drawn here." in words_in(page)


def test_a_stream_that_is_cut_says_that_its_answer_is_not_whole(app: Flask, provider: ProviderServer) -> None:
    provider.reply_with("word " * 4000)

    assert "The answer is not complete: some events are left out" in words_in(
        drawn(app, "_response", recorded(provider))
    )


def test_a_stream_that_broke_off_says_that_its_answer_is_not_whole(app: Flask) -> None:
    body = b'data: {"choices":[{"delta":{"content":"Hi"}}]}\n\n'

    assert "The answer is not complete: the stream ended before" in words_in(drawn(app, "_response", record(body)))
