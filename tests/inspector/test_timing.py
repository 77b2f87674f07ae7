"""How long it took: waiting, writing, all of it, and the line that shows it."""

import pytest
from flask import Flask

from tests.inspector.answers import chunk, record, recorded
from tests.inspector.drawing import drawn, words_in
from tests.provider_server import ProviderServer
from webchat.inspector.timing import WIDTH, timing_of
from webchat.store.exchanges import ExchangeRecord
from webchat.store.messages import Message
from webchat.usage.reply_numbers import speed_of

ROLE, HELLO, WORLD = (
    chunk({"role": "assistant", "content": ""}),
    chunk({"content": "Hello"}),
    chunk({"content": " you"}),
)
END = chunk({}, finish_reason="stop")


def streamed(**changes: object) -> ExchangeRecord:
    places = [0, len(ROLE), len(ROLE + HELLO), len(ROLE + HELLO + WORLD)]
    usual = {
        "seconds_to_headers": 0.4,
        "seconds_to_first_byte": 0.5,
        "seconds_total": 2.0,
        "arrivals": list(zip(places, [0.5, 1.0, 1.5, 2.0], strict=True)),
        "usage": {"completion_tokens": 20},
    }
    return record(ROLE + HELLO + WORLD + END, **usual | changes)


def test_waiting_ends_with_the_first_text() -> None:
    timing = timing_of(streamed())

    assert timing and (timing.waiting, timing.writing, timing.total) == (1.0, 1.0, 2.0)
    assert (timing.to_headers, timing.to_first_byte, timing.to_first_text) == (0.4, 0.5, 1.0)


def test_thinking_belongs_to_the_waiting(app: Flask) -> None:
    thought = chunk({"reasoning_content": "Hm"})
    kept = record(thought + HELLO, arrivals=[(0, 0.5), (len(thought), 1.5)], seconds_total=2.0)

    timing = timing_of(kept)

    assert timing and (timing.to_first_thought, timing.waiting) == (0.5, 1.5)
    assert "the first of its thoughts came after 0.50 s." in words_in(drawn(app, "_timing", kept))


def test_a_stream_is_one_even_when_nobody_knows_when_its_text_came() -> None:
    timing = timing_of(streamed(arrivals=()))

    assert timing and timing.is_streamed
    assert timing.waiting == 0.5


def test_the_speed_is_told_as_below_the_reply() -> None:
    timing = timing_of(streamed())
    message = Message(role="assistant", text="Hello you", completion_tokens=20, counted_seconds=2.0)

    assert timing and timing.speed == speed_of(message) == 10.0


def test_what_was_thought_makes_nothing_faster() -> None:
    thought, text = chunk({"reasoning_content": "Hm"}), chunk({"content": "Yes"})
    arrivals = [(0, 0.5), (len(thought), 10.0), (len(thought + text), 11.0)]
    usage = {"completion_tokens": 1050, "reasoning_tokens": 1000}

    timing = timing_of(record(thought + text + END, arrivals=arrivals, seconds_total=11.0, usage=usage))

    assert timing and timing.speed and round(timing.speed) == 95
    assert (timing.waiting, timing.writing) == (10.0, 1.0)


def test_waiting_for_what_might_follow_is_no_writing(app: Flask) -> None:
    kept = streamed(seconds_total=3.0)

    timing = timing_of(kept)

    assert timing and (timing.waiting, timing.writing, timing.rest, timing.total) == (1.0, 1.0, 1.0, 3.0)
    assert timing.waiting_units + timing.writing_units == round(WIDTH * 2 / 3)
    assert "In the last 1.00 s nothing came" in words_in(drawn(app, "_timing", kept))


def test_where_the_last_pieces_are_not_recorded_all_the_rest_is_writing() -> None:
    timing = timing_of(streamed(arrivals=[(number, number / 1000) for number in range(2000)], seconds_total=9.0))

    assert timing and timing.waiting + timing.writing == 9.0


def test_an_attempt_is_not_said_to_have_succeeded(app: Flask) -> None:
    words = words_in(drawn(app, "_timing", streamed()))

    assert "There was one attempt." in words and "succeeded" not in words


def test_an_answer_that_came_at_once_waits_for_its_first_byte(provider: ProviderServer) -> None:
    provider.reply_with("Hello", stream=False)
    kept = recorded(provider)

    timing = timing_of(kept)

    assert timing and not timing.is_streamed
    assert timing.waiting == kept.seconds_to_first_byte


@pytest.mark.parametrize("changes", [{"usage": None}, {"usage": {}}, {"seconds_total": 0.01, "arrivals": ()}])
def test_a_speed_that_nobody_can_know_is_not_told(changes: dict[str, object]) -> None:
    timing = timing_of(streamed(**changes))

    assert timing and timing.speed is None


def test_without_any_time_there_is_no_timing() -> None:
    assert timing_of(record(status=None)) is None


def test_one_that_did_not_end_lasts_until_the_last_that_was_seen() -> None:
    timing = timing_of(streamed(seconds_total=None))

    assert timing and timing.total == 2.0


def test_each_arrival_is_a_tick_in_its_place() -> None:
    timing = timing_of(streamed())

    assert timing and list(timing.ticks) == [WIDTH // 4, WIDTH // 2, 3 * WIDTH // 4, WIDTH]


def test_thousands_of_arrivals_are_a_bounded_drawing() -> None:
    timing = timing_of(streamed(arrivals=[(number, number / 1000) for number in range(2000)]))

    assert timing and len(timing.ticks) <= 250
    assert timing.is_pieces_cut


def test_the_drawing_says_its_numbers(app: Flask) -> None:
    page = drawn(app, "_timing", streamed())

    drawing = page.select_one("svg[role=img]")
    assert drawing and drawing["aria-label"] == "1.00 s waiting, then 1.00 s writing, 2.00 s in all"
    assert not page.select("[style]")
    assert "Speed: 10.0 tokens a second" in words_in(page)


def test_a_later_attempt_is_told(app: Flask) -> None:
    assert "This was attempt number 3" in words_in(drawn(app, "_timing", streamed(attempts=3)))


def test_where_nothing_came_nothing_is_said_of_pieces(app: Flask) -> None:
    words = words_in(drawn(app, "_timing", record(status=None, seconds_total=1.0)))

    assert "In vain: nothing came." in words and "piece" not in words
