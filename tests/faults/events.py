"""An event stream as a browser reads it: WHATWG HTML, section 9.2.6 "Interpreting an event stream"."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Event:
    """One event; an unnamed one is called `message`. `position` is the id that was sent last."""

    name: str
    data: str
    position: str


def events_in(pieces: Iterable[bytes]) -> Iterator[Event | str]:
    """The events of a stream, and its comments as plain strings."""
    name, data, position = "", [], ""
    for line in _lines(pieces):
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if not line:
            if data:
                yield Event(name or "message", "\n".join(data), position)
            name, data = "", []
        elif not field:
            yield value
        elif field == "event":
            name = value
        elif field == "data":
            data.append(value)
        elif field == "id":
            position = value


def _lines(pieces: Iterable[bytes]) -> Iterator[str]:
    rest = b""
    for piece in pieces:
        *whole, rest = (rest + piece).split(b"\n")
        yield from (line.decode() for line in whole)
