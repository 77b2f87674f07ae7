"""How long one exchange took: waiting, writing, all of it; and when each piece came, as a line to look at."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from webchat.inspector.event_times import RECORDED
from webchat.inspector.event_words import brings_text, brings_thought
from webchat.inspector.streamed import StreamedEvent, events_of
from webchat.store.exchanges import ExchangeRecord

SHORTEST = 0.05  # seconds: faster than that says nothing about a model
WIDTH, MOST_TICKS = 1000, 250  # units of the drawing; more ticks could not be told apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """Seconds from the request on; None for what did not come or was not recorded.

    `is_streamed`: one could watch it being written. `to_last_piece`: the whole time where that is not known. `ticks`:
    where pieces came, of `WIDTH` units for the whole time.
    """

    total: float
    to_headers: float | None
    to_first_byte: float | None
    to_first_thought: float | None
    to_first_text: float | None
    to_last_piece: float
    is_streamed: bool
    pieces: int
    is_pieces_cut: bool
    attempts: int
    tokens: int | None
    ticks: Sequence[int]

    @property
    def waiting(self) -> float:
        """Until the first text; of an answer that came at once until its first byte."""
        waits = (self.to_first_text, self.to_first_byte, self.to_headers, self.total)
        return next(wait for wait in waits if wait is not None)

    @property
    def writing(self) -> float:
        """From then to the last piece."""
        return max(0.0, self.to_last_piece - self.waiting)

    @property
    def rest(self) -> float:
        """In which nothing came any more; 0 when that was too short to be told."""
        rest = self.total - max(self.waiting, self.to_last_piece)
        return rest if rest >= SHORTEST else 0.0

    @property
    def speed(self) -> float | None:
        """Tokens a second, thoughts too, from asking to the end, as `usage.reply_numbers` tells it of the reply.

        None when nobody counted them, or it was too quick to say.
        """
        if self.tokens is None or self.total < SHORTEST:
            return None
        return self.tokens / self.total

    @property
    def width(self) -> int:
        """That of the drawing, in its units."""
        return WIDTH

    @property
    def writing_units(self) -> int:
        """The part of the drawing that was writing."""
        return _unit(self.waiting + self.writing, self.total) - self.waiting_units

    @property
    def waiting_units(self) -> int:
        """The part of the drawing that was waiting."""
        return _unit(self.waiting, self.total)


def timing_of(record: ExchangeRecord, events: Sequence[StreamedEvent] | None = None) -> Timing | None:
    """Its times; None when nothing says how long it took. `events` are those of its response, where they are known."""
    total = _total(record)
    if total is None:
        return None
    events = events_of(record) if events is None else events
    return Timing(
        total=total,
        to_headers=record.seconds_to_headers,
        to_first_byte=record.seconds_to_first_byte,
        to_first_thought=_first(filter(brings_thought, events)),
        to_first_text=_first(filter(brings_text, events)),
        to_last_piece=_last(record.arrivals, total),
        is_streamed=bool(events),
        pieces=len(record.arrivals),
        is_pieces_cut=len(record.arrivals) >= RECORDED,
        attempts=record.attempts,
        tokens=_written(record.usage),
        ticks=_ticks(record.arrivals, total),
    )


def _first(events: Iterator[StreamedEvent]) -> float | None:
    first = next(events, None)
    return first.seconds if first else None


def _last(arrivals: Sequence[tuple[int, float]], total: float) -> float:
    """Of very many pieces the last is not recorded."""
    return min(arrivals[-1][1], total) if arrivals and len(arrivals) < RECORDED else total


def _total(record: ExchangeRecord) -> float | None:
    """To the end, or to the last that was seen of one whose end was not."""
    if record.seconds_total is not None:
        return record.seconds_total
    last = record.arrivals[-1][1] if record.arrivals else None
    return last if last is not None else record.seconds_to_headers


def _ticks(arrivals: Sequence[tuple[int, float]], total: float) -> Sequence[int]:
    places = sorted({_unit(seconds, total) for _, seconds in arrivals})
    step = -(-len(places) // MOST_TICKS) or 1
    return places[::step]


def _unit(seconds: float, total: float) -> int:
    return min(WIDTH, round(WIDTH * seconds / total)) if total > 0 else WIDTH


def _written(usage: Mapping[str, Any] | None) -> int | None:
    tokens = (usage or {}).get("completion_tokens")
    return tokens if isinstance(tokens, int) else None
