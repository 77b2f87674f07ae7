"""A part of the events of a stream: thousands of them have to stay a small page."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from webchat.inspector.event_words import event_words
from webchat.inspector.streamed import StreamedEvent, events_of
from webchat.store.exchanges import ExchangeRecord
from webchat.wording import Words

FIRST, LAST, OPEN = 12, 6, 3
A_PAGE = 100
_RANGE = re.compile(r"([1-9]\d{0,8})-([1-9]\d{0,8})", re.ASCII)


@dataclass(frozen=True, slots=True)
class EventView:
    """One event with what it brings; `is_open`: its lines are shown at once."""

    event: StreamedEvent
    words: Words
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class EventPage:
    """Events that follow each other, and those that come after them, from `begin` to `end`, by number."""

    events: Sequence[EventView]
    begin: int
    end: int

    @property
    def asked(self) -> str:
        """How an address asks for it."""
        return f"{self.begin}-{self.end}"


@dataclass(frozen=True, slots=True)
class EventList:
    """The first and the last events of a stream, and the pages between them, which are still empty."""

    first: Sequence[EventView]
    middle: Sequence[EventPage]
    last: Sequence[EventView]
    count: int


def event_list(events: Sequence[StreamedEvent]) -> EventList:
    """All of them when they are few; the first three and the last three are open."""
    count = len(events)
    views = {0: OPEN, count - OPEN: count}
    is_open = {place for begin, end in views.items() for place in range(max(0, begin), end)}
    if count <= FIRST + LAST + 1:
        return EventList(_views(events, is_open), (), (), count)
    starts = range(FIRST, count - LAST, A_PAGE)
    middle = [EventPage((), start + 1, min(start + A_PAGE, count - LAST)) for start in starts]
    return EventList(_views(events[:FIRST], is_open), middle, _views(events[-LAST:], is_open), count)


def event_page(record: ExchangeRecord, asked: str) -> EventPage | None:
    """The events that an address asks for as `31-130`, a hundred at most; None when there are none such."""
    found = _RANGE.fullmatch(asked)
    begin, end = map(int, found.groups()) if found else (0, 0)
    events = events_of(record)[begin - 1 : min(end, begin + A_PAGE - 1)] if begin else ()
    if not events:
        return None
    return EventPage(_views(events, ()), begin, begin + len(events) - 1)


def _views(events: Sequence[StreamedEvent], is_open: Sequence[int] | set[int]) -> Sequence[EventView]:
    return [EventView(event, event_words(event), event.number - 1 in is_open) for event in events]
