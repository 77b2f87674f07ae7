"""Takes the chunked transfer coding off a body (RFC 9112, section 7.1), whatever pieces it comes in. Pure.

`http.client` reads chunk by chunk; here all chunks that one read of the socket brought are taken apart at once.
"""

import re
from http.client import IncompleteRead, LineTooLong

_LINE_LIMIT = 4096
_TRAILER_LIMIT = 64 * 1024
_BLANK_LINE = re.compile(rb"(?:\A|\n)\r?\n")
_LINE_END = 2


class Chunks:
    """One body. `is_last` is set with the chunk of size 0, `is_complete` with the blank line that ends all."""

    def __init__(self) -> None:
        self.is_last = self.is_complete = self.has_surplus = False
        self._missing = 0
        self._gap = 0
        self._rest = b""

    def feed(self, data: bytes) -> bytes:
        """Return the content in the next bytes. Raises IncompleteRead for a size that is none, LineTooLong."""
        if self.is_last:
            self._trail(self._rest + data)
            return b""
        if self._rest:
            data = self._rest + data
        pieces = [data[: self._missing]]
        place, gap = self._missing, self._gap
        while (line_end := data.find(b"\n", place + gap)) >= 0:
            size = _size(data[place + gap : line_end])
            place, gap = line_end + 1, _LINE_END
            if not size:
                self._trail(data[place:])
                break
            pieces.append(data[place : place + size])
            place += size
        else:
            self._keep(data, place, gap)
        return b"".join(pieces)

    def _keep(self, data: bytes, place: int, gap: int) -> None:
        """Remember where the next chunk's head begins: behind what came, or in it but not yet whole."""
        self._missing, self._gap = max(0, place - len(data)), gap
        self._rest = data[place:]
        if len(self._rest) > _LINE_LIMIT:
            raise LineTooLong("chunk size")

    def _trail(self, trailer: bytes) -> None:
        self.is_last = True
        end = _BLANK_LINE.search(trailer)
        if end is None and len(trailer) > _TRAILER_LIMIT:
            raise LineTooLong("trailer")
        self.is_complete = end is not None
        self.has_surplus = end is not None and end.end() < len(trailer)
        self._rest = b"" if end else trailer


def _size(line: bytes) -> int:
    try:
        size = int(line.partition(b";")[0], 16)
    except ValueError:
        raise IncompleteRead(b"") from None
    if size < 0:
        raise IncompleteRead(b"")
    return size
