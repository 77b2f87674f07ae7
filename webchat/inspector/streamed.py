"""The events of a streamed response as they came, each with its bytes and its time.

Where one ends is not decided here: the reader of server-sent events that wrote the reply (WHATWG HTML, section 9.2) is
given the body line by line, and what it has taken when it tells an event is that event.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple

from webchat.inspector.event_times import EventTimes
from webchat.inspector.kept_body import KeptBody, kept_response
from webchat.inspector.parsed_json import parsed_object
from webchat.inspector.plain_text import plain_text
from webchat.provider import TooLarge
from webchat.provider.sse import BYTE_ORDER_MARK, EventStream
from webchat.store.exchanges import ExchangeRecord

DONE = b"[DONE]"
LINE_ENDS = (b"\r", b"\n")


class EventKind(StrEnum):
    """What an event is. `part`: its other end is left out; `other`: lines that carry nothing."""

    data = "data"
    done = "done"
    comment = "comment"
    part = "part"
    other = "other"


@dataclass(frozen=True, kw_only=True)
class StreamedEvent:
    """One event or comment. `number` counts from 1, `end` is its place in the body as it came, in bytes.

    `seconds`: from the request until its last byte came; None when that is not recorded. `cut`: so many bytes of the
    body are left out behind it.
    """

    number: int = 0
    kind: EventKind
    raw: bytes
    data: bytes = b""
    end: int
    seconds: float | None = None
    cut: int = 0

    @property
    def text(self) -> str:
        """Its lines as they came, without the blank ones around."""
        return plain_text(self.raw.strip(b"\r\n"))

    @cached_property
    def payload(self) -> dict[str, Any] | None:
        """What its JSON says; None when it has none, or none that is an object. Read once: there may be thousands."""
        return parsed_object(self.data.decode("utf-8", "replace")) if self.kind is EventKind.data else None


class _Found(NamedTuple):
    """An event before it has a number and a time: there may be tens of thousands, and this is made soonest."""

    kind: EventKind
    raw: bytes
    data: bytes
    end: int
    cut: int = 0


def events_of(record: ExchangeRecord) -> Sequence[StreamedEvent]:
    """All events and comments of the response in their order; () when its body holds no data of an event."""
    kept = kept_response(record)
    if not is_stream(kept.first):
        return ()
    found, times = _with_gap(kept), EventTimes(record.arrivals)
    if not any(event.kind in (EventKind.data, EventKind.done) for event in found):
        return ()
    return [
        StreamedEvent(
            number=place,
            kind=event.kind,
            raw=event.raw,
            data=event.data,
            end=event.end,
            seconds=times.at(event.end),
            cut=event.cut,
        )
        for place, event in enumerate(found, 1)
    ]


def is_stream(body: bytes) -> bool:
    """Whether a body can be one of events, told as the reader tells it: by its first character."""
    beginning = body[:1024].removeprefix(BYTE_ORDER_MARK).lstrip()
    return bool(beginning) and not beginning.startswith((b"{", b"[", b"<"))


def _with_gap(kept: KeptBody) -> list[_Found]:
    """The events of both ends; the two beside a gap have lost a part of themselves."""
    found = list(_events(kept.first, 0))
    if not kept.cut:
        return found
    if found:
        found[-1] = found[-1]._replace(cut=kept.cut)
        if not kept.first.endswith((b"\n\n", b"\r\r", b"\r\n\r\n")):
            found[-1] = found[-1]._replace(kind=EventKind.part, data=b"")
    last = list(_events(kept.last, kept.last_begins))
    if last:
        last[0] = last[0]._replace(kind=EventKind.part, data=b"")
    return found + last


def _events(body: bytes, offset: int) -> Iterator[_Found]:
    """What the reader takes as one, one after the other; `offset` is where this stands in the body as it came."""
    reader, taken = EventStream(), bytearray()
    end = offset
    for line in body.splitlines(keepends=True):
        try:
            told = reader.feed(line if line.endswith(LINE_ENDS) else line + b"\n")
        except TooLarge:  # nobody has read on from here
            yield _event(bytes(taken) + body[end - offset :], (), offset + len(body))
            return
        is_blank = not line.strip(b"\r\n")
        if told and not is_blank:
            yield _event(bytes(taken), told, end)
            taken.clear()
        taken += line
        end += len(line)
        if is_blank and taken.strip():
            yield _event(bytes(taken), told, end)
            taken.clear()
    if taken.strip():
        yield _event(bytes(taken), reader.finish(), end)


def _event(raw: bytes, told: Sequence[bytes], end: int) -> _Found:
    if told:
        kind = EventKind.done if told[0].strip() == DONE else EventKind.data
        return _Found(kind, raw, told[0], end)
    has_comment = any(line.startswith(b":") for line in raw.splitlines())
    return _Found(EventKind.comment if has_comment else EventKind.other, raw, b"", end)
