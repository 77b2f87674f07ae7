"""HTTP answers as the load driver reads them: raw pieces with the time of each while they come, taken apart later."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
COOKIE = re.compile(rb"\r\nset-cookie: *([^;\r\n]+)", re.IGNORECASE)
CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)
LAST_CHUNK = b"\r\n0\r\n\r\n"


class Damaged(Exception):
    """An answer that breaks HTTP's rules or ends too early."""


@dataclass(slots=True)
class Answer:
    """One answer. `pieces` are (monotonic seconds, bytes) of its body as it came over the wire, framing included."""

    head: bytes = b""
    pieces: list[tuple[float, bytes]] = field(default_factory=list)
    is_whole: bool = False
    _unread: bytes = b""
    _missing: int | None = None

    def take(self, now: float, piece: bytes) -> None:
        """Note what one read brought. Cheap: nothing is parsed but the head."""
        if not self.head:
            piece = self._take_head(piece)
            if not self.head:
                return
        if piece:
            self.pieces.append((now, piece))
        if self._missing is None:
            self._unread = (self._unread + piece)[-len(LAST_CHUNK) :]
            self.is_whole = self._unread == LAST_CHUNK
        else:
            self._missing -= len(piece)
            self.is_whole = self._missing <= 0

    def _take_head(self, piece: bytes) -> bytes:
        self._unread += piece
        head, blank, body = self._unread.partition(b"\r\n\r\n")
        if not blank:
            return b""
        self.head, self._unread = head, b"\r\n"
        length = LENGTH.search(head)
        if length is None and not CHUNKED.search(head):
            raise Damaged("an answer with neither a length nor chunks")
        self._missing = int(length[1]) if length else None
        return body

    @property
    def status(self) -> int:
        """The status code."""
        return int(self.head.split(b" ", 2)[1])

    @property
    def cookie(self) -> str:
        """The cookie that it sets, as `name=value`; empty when there is none."""
        found = COOKIE.search(self.head)
        return found[1].decode() if found else ""

    @property
    def size(self) -> int:
        """Bytes of the body on the wire, chunk framing included, the head not."""
        return sum(len(piece) for _, piece in self.pieces)

    def content(self) -> Iterator[tuple[float, bytes]]:
        """The body without framing, in pieces with their times. Raises Damaged."""
        if not CHUNKED.search(self.head):
            yield from self.pieces
            return
        unread = b""
        for when, piece in self.pieces:
            whole, unread = _chunks(unread + piece)
            if whole:
                yield when, whole

    def text(self) -> str:
        """The whole body."""
        return b"".join(piece for _, piece in self.content()).decode()


def _chunks(raw: bytes) -> tuple[bytes, bytes]:
    """The content of all whole chunks at the beginning, and what is left."""
    whole, at = [], 0
    while (line_end := raw.find(b"\r\n", at)) >= 0:
        size = int(raw[at:line_end], 16)
        end = line_end + 2 + size
        if len(raw) < end + 2:
            break
        if raw[end : end + 2] != b"\r\n":
            raise Damaged("a chunk that is longer than it says")
        whole.append(raw[line_end + 2 : end])
        at = end + 2
    return b"".join(whole), raw[at:]


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a stream, and when its last byte came, in seconds of the monotonic clock."""

    when: float
    name: str
    data: str


def events_of(answer: Answer) -> Iterator[Event]:
    """The events of a `text/event-stream` (WHATWG HTML, section 9.2.6; only line feeds end lines here)."""
    unread = b""
    for when, piece in answer.content():
        unread += piece
        *whole, unread = unread.split(b"\n\n")
        for lines in whole:
            yield _event(when, lines.decode())
    if unread.strip():
        raise Damaged("a stream that ends inside an event")


def _event(when: float, lines: str) -> Event:
    name, data = "", []
    for line in lines.split("\n"):
        field_name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if field_name == "event":
            name = value
        elif field_name == "data":
            data.append(value)
    return Event(when, name, "\n".join(data))
