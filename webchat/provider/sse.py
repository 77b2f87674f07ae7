"""Reads a `text/event-stream` body (WHATWG HTML, section 9.2.6) from pieces that may be cut anywhere.

Only the data of events matters here; names and ids are never used by these APIs. Three things that providers send
against the standard are understood too: events without the blank line between, an `error:` field, and a bare JSON line.
"""

from webchat.provider.errors import TooLarge

LINE_LIMIT = 2**20
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class EventStream:
    """One body. Feed it every read, then call `finish`; both give the data of the events that became complete."""

    def __init__(self) -> None:
        self._rest = bytearray()
        self._is_first = True
        self._ended_with_cr = False
        self._data: list[bytes] = []
        self._data_size = 0

    def feed(self, piece: bytes) -> list[bytes]:
        """Return the data of each event that `piece` completes. Raises TooLarge over 1 MiB in a line or an event."""
        complete: list[bytes] = []
        for line in self._lines(piece):
            if line:
                self._take(line, complete)
            elif self._data:
                self._dispatch(complete)
        return complete

    def finish(self) -> list[bytes]:
        """Return what the end of the body leaves: providers often forget the last blank line."""
        complete: list[bytes] = []
        if self._rest:
            self._take(bytes(self._rest), complete)
        self._dispatch(complete)
        return complete

    def _lines(self, piece: bytes) -> list[bytes]:
        if not piece:
            return []
        if self._ended_with_cr and piece.startswith(b"\n"):
            piece = piece[1:]
        self._ended_with_cr = piece.endswith(b"\r")
        if self._rest:
            self._rest += piece
            if b"\n" not in piece and b"\r" not in piece:
                return self._bounded([])
            piece = bytes(self._rest)
            self._rest.clear()
        lines = piece.splitlines()
        if lines and not piece.endswith((b"\n", b"\r")):
            self._rest += lines.pop()
        return self._bounded(self._without_mark(lines))

    def _without_mark(self, lines: list[bytes]) -> list[bytes]:
        if lines and self._is_first:
            self._is_first = False
            lines[0] = lines[0].removeprefix(BYTE_ORDER_MARK)
        return lines

    def _bounded(self, lines: list[bytes]) -> list[bytes]:
        if len(self._rest) > LINE_LIMIT:
            raise TooLarge("a line of more than 1 MiB")
        return lines

    def _take(self, line: bytes, complete: list[bytes]) -> None:
        if line.startswith(b"data:"):
            self._add(line[6:] if line[5:6] == b" " else line[5:], complete)
        elif line.startswith(b"{"):
            self._add(line, complete)
        elif line.startswith(b"error:"):
            self._add(b'{"error":' + (line[6:].strip() or b"null") + b"}", complete)

    def _add(self, data: bytes, complete: list[bytes]) -> None:
        if self._data and data.startswith((b"{", b"[DONE]")) and self._data[-1].endswith(b"}"):
            self._dispatch(complete)
        self._data.append(data)
        self._data_size += len(data)
        if self._data_size > LINE_LIMIT:
            raise TooLarge("an event of more than 1 MiB")

    def _dispatch(self, complete: list[bytes]) -> None:
        if self._data:
            complete.append(self._data[0] if len(self._data) == 1 else b"\n".join(self._data))
            self._data, self._data_size = [], 0
