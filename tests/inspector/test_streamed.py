"""A stream in its events: their bytes, their times, and the answer that they make."""

import json
from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.inspector.answers import answered, chunk, record, recorded
from tests.provider_server import DONE, ProviderServer, event, finish, token
from webchat.inspector.event_words import event_words
from webchat.inspector.kept_body import kept_response
from webchat.inspector.put_together import put_together
from webchat.inspector.streamed import EventKind, StreamedEvent, events_of
from webchat.inspector.together_fields import fields_of

HELLO, WORLD = chunk({"content": "Hello"}), chunk({"content": " wörld"})
END = chunk({}, finish_reason="stop")


def kinds(events: list[StreamedEvent]) -> list[str]:
    return [event.kind.value for event in events]


def test_the_events_make_the_body(provider: ProviderServer) -> None:
    provider.reply_with("A reply of some words, ä and 👋 too.")

    kept = recorded(provider)

    events = list(events_of(kept))
    assert b"".join(event.raw for event in events) == kept.response_body
    assert kinds(events)[-2:] == ["data", "done"]
    assert [event.number for event in events] == list(range(1, len(events) + 1))


def test_the_answer_that_they_make_is_the_reply(provider: ProviderServer) -> None:
    text = "A reply of some words, ä and 👋 too."
    provider.reply_with(text, reasoning="Let me think.")

    together = put_together(events_of(recorded(provider)))

    assert (together.text, together.reasoning, together.finish_reason) == (text, "Let me think.", "stop")
    assert together.usage == {"prompt_tokens": 10, "completion_tokens": 9, "total_tokens": 19}
    assert together.named["id"] == "chatcmpl-1"
    assert together.role == "assistant"
    assert together.is_whole


def test_how_many_events_made_it_is_counted_without_comments_and_done(provider: ProviderServer) -> None:
    kept = answered(provider, [b": ping\n\n", token("a"), b": ping\n\n", token("b"), finish(), DONE])

    assert put_together(events_of(kept)).count == 3


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n", b"\r"])
def test_lines_may_end_in_any_way(line_end: bytes) -> None:
    body = (HELLO + WORLD + END + DONE).replace(b"\n", line_end)

    events = list(events_of(record(body)))

    assert kinds(events) == ["data", "data", "data", "done"]
    assert b"".join(event.raw for event in events) == body
    assert put_together(events).text == "Hello wörld"


def test_an_event_came_with_the_read_that_ended_it() -> None:
    body = HELLO + WORLD + END
    reads = [(0, 0.5), (len(HELLO) - 1, 0.75), (len(HELLO) + 20, 1.0), (len(HELLO + WORLD), 2.0)]

    events = events_of(record(body, arrivals=reads))

    assert [event.seconds for event in events] == [0.75, 1.0, 2.0]


def test_a_read_that_ends_within_a_character_cuts_no_event(provider: ProviderServer) -> None:
    within = WORLD.index("ö".encode()) + 1

    kept = answered(provider, [HELLO, WORLD[:within], WORLD[within:], END, DONE])

    events = list(events_of(kept))
    assert kinds(events) == ["data", "data", "data", "done"]
    assert put_together(events).text == "Hello wörld"


def test_what_came_after_the_last_time_that_is_kept_has_none() -> None:
    events = events_of(record(HELLO * 3, arrivals=[(number, float(number)) for number in range(2000)]))

    assert events[0].seconds == len(HELLO) - 1
    assert events_of(record(HELLO * 30, arrivals=[(n, n / 10) for n in range(2000)]))[-1].seconds is None


def test_events_without_a_blank_line_between_are_told_apart() -> None:
    body = HELLO.rstrip(b"\n") + b"\n" + WORLD + END

    events = list(events_of(record(body)))

    assert len(events) == 3
    assert put_together(events).text == "Hello wörld"


def test_the_last_event_may_lack_the_end_of_its_line() -> None:
    body = HELLO.rstrip(b"\n") + b"\n" + WORLD.rstrip(b"\n")

    events = list(events_of(record(body)))

    assert kinds(events) == ["data", "data"]
    assert b"".join(event.raw for event in events) == body


def test_blank_lines_that_keep_the_line_open_are_no_events() -> None:
    assert kinds(list(events_of(record(HELLO + b"\n\r\n\n" + WORLD + b"\n\n")))) == ["data", "data"]


def test_a_comment_is_explained() -> None:
    comment, *_ = events_of(record(b": OPENROUTER PROCESSING\n\n" + HELLO))

    assert comment.kind is EventKind.comment
    assert comment.text == ": OPENROUTER PROCESSING"
    assert str(event_words(comment)).startswith("A comment")


def test_the_end_is_explained() -> None:
    *_, done = events_of(record(HELLO + DONE))

    assert done.kind is EventKind.done
    assert str(event_words(done)).startswith("The end")


def test_a_stream_without_done_is_whole_when_it_says_why_it_ended() -> None:
    assert put_together(events_of(record(HELLO + END))).is_whole


def test_a_stream_that_breaks_off_is_not_whole(provider: ProviderServer) -> None:
    together = put_together(events_of(answered(provider, [HELLO, WORLD[:30]])))

    assert together.text == "Hello"
    assert not together.is_whole


def test_an_error_in_the_middle_is_told_and_keeps_what_came_before(provider: ProviderServer) -> None:
    kept = answered(provider, [HELLO, event({"error": {"message": "Overloaded", "code": 529}})])

    events = events_of(kept)

    assert str(event_words(events[1])) == "An error, in the middle of the answer."
    assert put_together(events).text == "Hello"
    assert not put_together(events).is_whole


def test_how_fast_llama_cpp_was_is_among_the_fields() -> None:
    body = HELLO + b'data: {"choices":[],"timings":{"predicted_per_second":98.5}}\n\n'

    *_, measured = fields_of(put_together(events_of(record(body))))

    assert ["".join(lexeme.text for lexeme in line.lexemes) for line in measured.lines] == [
        "timings:",
        "predicted_per_second: 98.5",
    ]
    assert str(measured.words[0]).startswith("What llama.cpp, the program that runs the model, measured")


def test_a_call_of_a_function_is_put_together_from_its_pieces() -> None:
    first = {"index": 0, "id": "call_1", "function": {"name": "weather", "arguments": '{"ci'}}
    second = {"index": 0, "function": {"arguments": 'ty":"Oslo"}'}}
    body = chunk({"tool_calls": [first]}) + chunk({"tool_calls": [second]}) + chunk({}, finish_reason="tool_calls")

    assert put_together(events_of(record(body))).tool_calls == [("weather", '{"city":"Oslo"}')]


@pytest.mark.parametrize(
    "body",
    [b"", b"<!doctype html><p>data: x</p>", b'{"choices": []}', b"[1]", b"Bad gateway", b"\n\n", b": only this\n\n"],
)
def test_what_is_no_stream_has_no_events(body: bytes) -> None:
    assert events_of(record(body)) == ()


def test_data_that_is_no_json_is_shown_all_the_same() -> None:
    events = events_of(record(b"data: {broken\n\n" + HELLO))

    assert events[0].text == "data: {broken"
    assert str(event_words(events[0])) == "Data that is not JSON."


def test_half_a_surrogate_pair_can_be_shown() -> None:
    events = events_of(record(b'data: {"choices":[{"delta":{"content":"a\\ud83d"}}]}\n\n'))

    assert str(event_words(events[0])).encode()


def test_half_a_surrogate_pair_as_the_reason_can_be_shown() -> None:
    events = events_of(record(b'data: {"choices":[{"delta":{"content":"a"},"finish_reason":"\\ud800"}]}\n\n'))

    assert put_together(events).finish_reason == "?"


def test_a_line_that_is_too_long_to_read_ends_the_reading() -> None:
    events = list(events_of(record(HELLO + b"data: " + b"x" * 2 * 2**20 + b"\n\n" + WORLD)))

    assert kinds(events) == ["data", "other"]
    assert sum(len(event.raw) for event in events) == len(HELLO + WORLD) + 2 * 2**20 + 8


def test_two_megabytes_are_read() -> None:
    body = chunk({"content": "x" * 200}) * 6000

    assert len(events_of(record(body))) == 6000


def cut_record(whole: bytes, cap: int, *, is_saved: bool) -> tuple[bytes, bytes]:
    half = cap // 2
    middle = b"\n[... %d bytes left out ...]\n" % (len(whole) - cap) if is_saved else b""
    return whole[:half] + middle + whole[-half:], whole


@pytest.mark.parametrize("is_saved", [True, False])
def test_a_cut_body_is_cut_where_bytes_are_left_out(is_saved: bool) -> None:
    whole = b"".join(chunk({"content": f"word {number} "}) for number in range(100)) + END + DONE
    body, _ = cut_record(whole, 2000, is_saved=is_saved)
    arrivals = [(0, 1.0), (len(whole) - len(DONE), 2.0)]

    events = list(events_of(record(body, response_cut=len(whole) - 2000, arrivals=arrivals)))

    cut, rest = next(each for each in events if each.cut), events[-1]
    assert cut.cut == len(whole) - 2000
    assert cut.kind is EventKind.part
    assert events[events.index(cut) + 1].kind is EventKind.part
    assert (rest.kind, rest.end, rest.seconds) == (EventKind.done, len(whole), 2.0)
    assert not put_together(events).is_whole
    assert b"left out" not in b"".join(each.raw for each in events)


def test_what_the_client_cut_is_the_same(provider: ProviderServer) -> None:
    provider.reply_with("word " * 4000)

    kept = recorded(provider)

    assert kept.response_cut > 0
    both = kept_response(kept)
    assert both.first + both.last == kept.response_body
    assert both.size == len(kept.response_body) + kept.response_cut
    assert not put_together(events_of(kept)).is_whole


LINES = (
    b"",
    b"",
    b": ping",
    b"data: [DONE]",
    b"event: x",
    b"data:",
    b"error: no",
    HELLO.strip(),
    WORLD.strip(),
    END.strip(),
)


@given(st.lists(st.tuples(st.sampled_from(LINES), st.sampled_from([b"\n", b"\r\n", b"\r"]))), st.booleans())
@settings(max_examples=100, deadline=None)
def test_whatever_comes_every_byte_is_shown_once_and_in_its_place(lines: list[tuple[bytes, bytes]], ends: bool) -> None:
    body = b"".join(line + end for line, end in [(HELLO.strip(), b"\n"), *lines]) + (b"" if ends else b"data: x")

    events = events_of(record(body))

    shown = b"".join(event.raw for event in events)
    assert body.startswith(shown)
    assert not body[len(shown) :].strip()
    assert [event.end for event in events] == list(accumulate(len(event.raw) for event in events))


def test_the_payloads_are_what_came() -> None:
    (only,) = events_of(record(b'data: {"b": 1,\ndata:  "a": 2}\n\n'))

    assert json.loads(only.data) == {"b": 1, "a": 2}
