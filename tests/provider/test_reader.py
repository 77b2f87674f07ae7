"""The reader takes the streams of the real world: every quirk here was seen at some provider."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.provider.asking import Outcome, outcome_of
from tests.provider_server import DONE, chunk, event, finish, token
from webchat.provider import TooLarge, Usage
from webchat.provider.reader import AnswerReader

HELLO = token("Hello") + finish() + DONE


def read(*pieces: bytes) -> Outcome:
    """Feed a reader and take the answer apart."""

    def events() -> Any:
        reader = AnswerReader()
        for piece in pieces:
            yield from reader.feed(piece)
        yield from reader.finish()

    return outcome_of(events())


def part(delta: dict[str, Any], **choice: Any) -> bytes:
    return event({"choices": [{"delta": delta, **choice}]})


def whole(message: dict[str, Any], finish_reason: str | None = "stop", **more: Any) -> bytes:
    return json.dumps({"choices": [{"message": message, "finish_reason": finish_reason}], **more}).encode()


COMPLETE = {
    "plain stream": HELLO,
    "no [DONE]": token("Hello") + finish(),
    "no finish reason": token("Hello") + DONE,
    "no blank line at the end": (token("Hello") + finish()).rstrip(b"\n"),
    "no blank lines between events": HELLO.replace(b"\n\n", b"\n"),
    "data without a space": HELLO.replace(b"data: ", b"data:"),
    "carriage returns": HELLO.replace(b"\n", b"\r"),
    "carriage returns and line feeds": HELLO.replace(b"\n", b"\r\n"),
    "byte order mark": b"\xef\xbb\xbf" + HELLO,
    "comments": b": OPENROUTER PROCESSING\n\n" + HELLO.replace(b"data", b":\n: x\ndata"),
    "names, ids and retry": HELLO.replace(b"data: ", b"event: message\nid: 1\nretry: 10\nx\ndata: "),
    "one event over several lines": b'data: {"choices":\ndata: [{"delta":\ndata: {"content":"Hello"}}]}\n\n' + finish(),
    "the same with both line ends": b'data: {"choices":\r\ndata: [{"delta":{"content":"Hello"}}]}\r\n\r\n' + finish(),
    "blank lines before the stream": b"\n\n\r\n" + HELLO,
    "data that is not JSON": b"data: ping\n\n" + HELLO,
    "events without choices": event({"id": "x"}) + event({"choices": []}) + event({"choices": None}) + HELLO,
    "filter results before the text": event({"choices": [], "prompt_filter_results": [{"prompt_index": 0}]}) + HELLO,
    "null and missing content": part({"content": None}) + part({"role": "assistant"}) + part({}) + HELLO,
    "null delta": event({"choices": [{"delta": None, "finish_reason": None}]}) + HELLO,
    "null error": event({"choices": [], "error": None}) + HELLO,
    "content as a list of parts": part({"content": [{"type": "text", "text": "Hel"}, "lo"]}) + finish() + DONE,
    "content as one part": part({"content": {"type": "text", "text": "Hello"}}) + finish() + DONE,
    "text of the old completions": event({"choices": [{"text": "Hello", "finish_reason": "stop"}]}),
    "message instead of delta": event({"choices": [{"message": {"content": "Hello"}, "finish_reason": "stop"}]}),
    "finish reason beside the text": part({"content": "Hello"}, finish_reason="stop"),
    "end of turn": token("Hello") + finish("end_turn") + DONE,
    "capital stop": token("Hello") + finish("STOP") + DONE,
    "text after the finish reason": token("Hel") + finish() + token("lo") + DONE,
    "anything after [DONE]": HELLO + token("never") + b"data: {broken\n\n",
    "another choice": event({"choices": [{"index": 1, "delta": {"content": "no"}}]}) + HELLO,
    "whole document": whole({"content": "Hello"}),
    "whole document with parts": whole({"content": [{"type": "text", "text": "Hello"}]}),
    "whole document without a finish reason": whole({"content": "Hello"}, None),
    "whole document after blank lines": b"\n" * 10 + whole({"content": "Hello"}),
    "whole document with a byte order mark": b"\xef\xbb\xbf" + whole({"content": "Hello"}),
    "half a finish event after the finish reason": token("Hello") + finish() + b'data: {"choices": [',
}


@pytest.mark.parametrize("body", COMPLETE.values(), ids=COMPLETE.keys())
def test_complete_answer_is_read_in_any_cut(body: bytes) -> None:
    at_once = read(body)
    byte_by_byte = read(*(body[i : i + 1] for i in range(len(body))))

    assert (at_once.text, at_once.finished, at_once.error) == ("Hello", "stop", None)
    assert (byte_by_byte.text, byte_by_byte.finished, byte_by_byte.error) == ("Hello", "stop", None)


FAILING = {
    "cut after some text": (token("Hello"), "broken_answer", "Hello"),
    "cut inside an event": (token("Hello") + b'data: {"choices": [{"delta"', "broken_answer", "Hello"),
    "nothing at all": (b"", "broken_answer", ""),
    "only blank lines": (b"\n\n\n", "broken_answer", ""),
    "plain words": (b"Service temporarily unavailable", "broken_answer", ""),
    "a web page": (b"<!DOCTYPE html><title>Sign in</title>", "broken_answer", ""),
    "a web page after blank lines": (b"\n\n <html>", "broken_answer", ""),
    "broken JSON in an event": (token("Hel") + b'data: {"choices": [}\n\n' + HELLO, "broken_answer", "Hel"),
    "JSON nested without end": (b"data: " + b"[" * 200_000 + b"\n\n", "broken_answer", ""),
    "half a document": (whole({"content": "Hello"})[:-5], "broken_answer", ""),
    "a document of something else": (b'{"hello": "world"}', "broken_answer", ""),
    "aborted": (token("Hello") + finish("abort") + DONE, "broken_answer", "Hello"),
    "ended by an error": (token("Hello") + finish("error") + DONE, "provider_down", "Hello"),
    "ended by lack of resources": (token("Hello") + finish("insufficient_system_resource"), "overloaded", "Hello"),
    "no text": (finish() + DONE, "empty_answer", ""),
    "only white space": (token(" \n") + finish() + DONE, "empty_answer", " \n"),
    "only [DONE]": (DONE, "empty_answer", ""),
    "no text within the limit": (finish("length") + DONE, "empty_answer", ""),
    "no text in a document": (whole({"content": None}), "empty_answer", ""),
    "filtered before any text": (finish("content_filter") + DONE, "content_filter", ""),
    "error object": (token("Hel") + event({"error": {"message": "boom", "code": 500}}), "provider_down", "Hel"),
    "error as a string": (token("Hel") + event({"error": "boom"}), "provider_down", "Hel"),
    "error of vLLM": (event({"object": "error", "message": "x", "code": 400}), "request_refused", ""),
    "error of Anthropic": (event({"type": "error", "error": {"type": "overloaded_error"}}), "overloaded", ""),
    "error inside a choice": (part({}, finish_reason="error", error={"code": 429, "message": "x"}), "rate_limited", ""),
    "error with a number of its own": (event({"error": {"code": 502, "message": "x"}}), "provider_down", ""),
    "error of llama.cpp": (b'error: {"code":400,"message":"exceeds the context size"}\n\n', "context_too_long", ""),
    "error without data": (token("Hel") + b'{"error":"context length exceeded"}\n', "context_too_long", "Hel"),
    "error document": (b'{"error":{"message":"x","type":"insufficient_quota"}}', "quota", ""),
    "error list": (b'[{"error":{"code":429,"status":"RESOURCE_EXHAUSTED","message":"x"}}]', "rate_limited", ""),
    "a line without end": (b"data: " + b"x" * (2**20 + 10), "too_large", ""),
    "an event without end": (b"data: xxxxxxx\n" * 2**18, "too_large", ""),
    "more text than fits": (token("x" * 2**19) * 5 + DONE, "too_large", "x" * 2**21),
}


@pytest.mark.parametrize(("body", "code", "text"), FAILING.values(), ids=FAILING.keys())
def test_what_is_no_whole_answer_fails_after_its_text(body: bytes, code: str, text: str) -> None:
    outcome = read(body)

    assert outcome.code == code
    assert outcome.text == text
    assert outcome.finished is None


def test_line_without_end_is_refused_before_the_body_ends() -> None:
    reader = AnswerReader()

    with pytest.raises(TooLarge):
        list(reader.feed(b"data: " + b"x" * (2**20 + 10)))


REASONING = {
    "deepseek": part({"reasoning_content": "Hmm"}),
    "openrouter": part({"reasoning": "Hmm", "reasoning_details": [{"type": "reasoning.text", "text": "Hmm"}]}),
    "openrouter, details only": part({"reasoning_details": [{"type": "reasoning.summary", "summary": "Hmm"}]}),
    "ollama": part({"thinking": "Hmm"}),
    "beside an empty text": part({"content": "", "reasoning": "Hmm"}),
    "both names": part({"reasoning_content": "Hmm", "reasoning": "Hmm"}),
    "mistral": part({"content": [{"type": "thinking", "thinking": [{"type": "text", "text": "Hmm"}]}]}),
    "reasoning part": part({"content": [{"type": "reasoning", "text": "Hmm"}]}),
}


@pytest.mark.parametrize("body", REASONING.values(), ids=REASONING.keys())
def test_reasoning_is_told_from_text(body: bytes) -> None:
    outcome = read(body + HELLO)

    assert outcome.reasoning == "Hmm"
    assert outcome.text == "Hello"


def test_reasoning_alone_is_an_answer() -> None:
    outcome = read(part({"reasoning_content": "Hmm"}) + finish("length") + DONE)

    assert outcome.finished == "length"


def test_think_tags_in_the_text_are_left_alone() -> None:
    outcome = read(token("<think>a</think>b") + finish() + DONE)

    assert outcome.text == "<think>a</think>b"


def test_tool_call_without_text_is_an_answer() -> None:
    outcome = read(part({"tool_calls": [{"index": 0}]}) + finish("tool_calls") + DONE)

    assert outcome.finished == "tool_calls"


@pytest.mark.parametrize(
    "body",
    [
        part({"refusal": "I can't help."}) + finish() + DONE,
        part({"content": [{"type": "refusal", "refusal": "I can't help."}]}) + finish() + DONE,
        whole({"content": None, "refusal": "I can't help."}),
    ],
)
def test_refusal_is_shown_as_text_that_was_filtered(body: bytes) -> None:
    outcome = read(body)

    assert outcome.text == "I can't help."
    assert outcome.finished == "content_filter"


def test_filter_in_the_middle_keeps_the_text() -> None:
    outcome = read(token("Hello") + finish("content_filter") + DONE)

    assert (outcome.text, outcome.finished) == ("Hello", "content_filter")


@pytest.mark.parametrize(
    "body",
    [
        token("a") + finish() + event({"choices": [], "usage": {"prompt_tokens": 3, "completion_tokens": 1}}) + DONE,
        token("a") + event({"choices": [], "usage": {"prompt_tokens": 3, "completion_tokens": 1}}) + finish() + DONE,
        token("a") + event({"choices": [], "usage": {"prompt_tokens": 3}}) * 2
        + event({"usage": {"prompt_tokens": 3, "completion_tokens": 1}}) + event({"usage": None}) + finish(),
        token("a") + event({"choices": [], "x_groq": {"usage": {"prompt_tokens": 3, "completion_tokens": 1}}}) + DONE,
        whole({"content": "a"}, usage={"prompt_tokens": 3, "completion_tokens": 1}),
    ],
)  # fmt: skip
def test_usage_is_found_and_told_once(body: bytes) -> None:
    outcome = read(body)

    assert outcome.usage == Usage(3, 1)
    assert outcome.finished == "stop"


def test_counts_that_are_no_counts_are_ignored() -> None:
    outcome = read(token("a") + event({"usage": {"prompt_tokens": "many", "completion_tokens": -1}}) + DONE)

    assert outcome.usage is None


def test_texts_of_one_read_are_one_event() -> None:
    outcome = read(token("a") + token("b"), token("c") + token("d") + finish() + DONE)

    assert outcome.pieces == ["ab", "cd"]


def test_halves_of_a_character_in_two_events_are_joined() -> None:
    outcome = read(token("\ud83d"), token("\ude00!") + finish() + DONE)

    assert outcome.text == "😀!"


def test_what_cannot_be_stored_is_replaced() -> None:
    outcome = read(token("a\ude00b\0c\ud83d") + finish() + DONE)

    assert outcome.text == "a\ufffdb\ufffdc\ufffd"


def test_bytes_that_are_not_utf8_are_replaced() -> None:
    outcome = read(token("x").replace(b"x", b"a\xff\xc3b") + finish() + DONE)

    assert outcome.text == "a\ufffd\ufffdb"


def test_small_pieces_of_a_long_line_are_read_in_linear_time() -> None:
    body = token("x" * 900_000)

    outcome = read(*(body[i : i + 10] for i in range(0, len(body), 10)), finish())

    assert len(outcome.text) == 900_000


texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=8)
deltas = st.one_of(
    st.builds(lambda text: {"content": text}, texts),
    st.builds(lambda text: {"reasoning_content": text}, texts),
    st.builds(lambda text: {"content": [{"type": "text", "text": text}]}, texts),
)
noise = st.sampled_from(
    [b": comment\n\n", b"event: x\n", b"data: ping\n\n", b"\n", b'data: {"choices":\ndata: []}\n\n']
)
events_of_a_stream = st.lists(st.one_of(st.builds(chunk, deltas), noise), max_size=8)


@given(events_of_a_stream, st.sampled_from([b"\n", b"\r\n", b"\r"]), st.booleans(), st.data())
def test_any_split_gives_the_same_events(lines: list[bytes], ending: bytes, escaped: bool, data: st.DataObject) -> None:
    body = b"".join([*lines, token("end"), finish("length"), DONE])
    body = body if escaped else _unescaped(body)
    body = body.replace(b"\n", ending)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(body)), max_size=20)))
    pieces = [body[i:j] for i, j in zip([0, *cuts], [*cuts, len(body)], strict=True)]

    at_once = read(body)
    in_pieces = read(*pieces)
    byte_by_byte = read(*(body[i : i + 1] for i in range(len(body))))

    assert at_once.finished == "length"
    for other in (in_pieces, byte_by_byte):
        assert (other.text, other.reasoning, other.finished) == (at_once.text, at_once.reasoning, at_once.finished)


@given(st.lists(st.binary(max_size=40), max_size=10))
def test_no_bytes_whatever_raise_anything_but_typed_errors(pieces: list[bytes]) -> None:
    outcome = read(*pieces)

    assert outcome.error is not None


def _unescaped(body: bytes) -> bytes:
    """Write the same JSON with its characters as UTF-8 instead of escapes, so that cuts fall inside them."""
    lines = []
    for line in body.split(b"\n"):
        is_json = line.startswith(b"data: {") and line.endswith(b"}")
        lines.append(b"data: " + json.dumps(json.loads(line[6:]), ensure_ascii=False).encode() if is_json else line)
    return b"\n".join(lines)
