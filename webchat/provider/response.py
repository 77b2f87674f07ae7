"""Responses whose every wait is bounded by the `Watch` of their call.

Plain time-outs of a socket begin anew with every byte. Here each read from the socket asks the watch how long it may
take, below HTTP parsing and decompression, so that neither headers nor chunk sizes nor gzip can drip past a bound. The
head is read as `http.client` does; the body comes straight from the socket, without a buffer and all that is there.
"""

import io
import socket
import ssl
import time
from http.client import HTTPResponse, IncompleteRead
from typing import Any

from webchat.provider.beat import Seat
from webchat.provider.chunks import Chunks
from webchat.provider.watch import Watch, shut_down

_HEAD_BUFFER = 2048
# Room for some tokens; for more when it was filled. What is not needed of it leaves holes in the memory.
_USUAL_SIZE, _FULL_SIZE = 2048, 64 * 1024
_TURN_SECONDS = 0.002
_NOTHING_YET = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)


class WatchedReader(io.RawIOBase):
    """The socket under a response. It lets the watch go as soon as the response has been read or closed."""

    def __init__(self, connection: socket.socket, raw: io.RawIOBase, watch: Watch) -> None:
        self.is_resting = False
        self._connection, self._raw, self._watch = connection, raw, watch
        self._is_tls = isinstance(connection, ssl.SSLSocket)
        self._turn_ends = 0.0
        self._may_have_more = False
        self._size = _USUAL_SIZE
        self._seat: Seat | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        """Read for a buffer, as long as the head is being read; None while only what the buffer has is wanted."""
        if self.is_resting:
            return None
        self._connection.settimeout(self._watch.allowance())
        return self._raw.readinto(buffer)

    def receive(self) -> bytes:
        """Return what there is, waiting for it if need be; b"" at the end. Raises OSError, TimeoutError at a bound.

        The first read wakes at once, and so do those that only see the answer out; the others wake on a beat that all
        connections share.
        """
        self._give_way(time.monotonic())
        if self._seat is None or self._watch.is_settling:
            data = self._at_once()
        else:
            data = self._on_beat(self._seat)
        self._may_have_more = self._is_tls or len(data) == self._size
        self._size = _FULL_SIZE if len(data) >= _USUAL_SIZE else _USUAL_SIZE
        return data

    def _at_once(self) -> bytes:
        self._stand_up()
        self._connection.settimeout(self._watch.allowance())
        data = self._connection.recv(self._size)
        if not self._watch.is_settling:
            self._sit_down()
        return data

    def _on_beat(self, seat: Seat) -> bytes:
        seat.until = time.monotonic() + self._watch.allowance()
        while True:
            if not (self._may_have_more or seat.has_ended):
                self._wait(seat)
            try:
                return self._connection.recv(self._size)
            except _NOTHING_YET:
                self._may_have_more = seat.has_ended = False

    def _wait(self, seat: Seat) -> None:
        seat.news.wait()
        seat.news.clear()
        now = time.monotonic()
        if now >= seat.until:
            raise TimeoutError(self._watch.bound)
        self._turn_ends = now + _TURN_SECONDS

    def _give_way(self, now: float) -> None:
        """Let other greenlets run: a provider that sends faster than we read must not keep them from it."""
        if now > self._turn_ends:
            time.sleep(0)
            self._turn_ends = now + _TURN_SECONDS

    def _sit_down(self) -> None:
        self._seat = self._watch.beat.take_seat(self._connection.fileno())
        if self._seat is not None:
            self._connection.settimeout(0.0)

    def _stand_up(self) -> None:
        seat, self._seat = self._seat, None
        if seat is not None:
            self._watch.beat.leave(seat)

    def shut(self) -> None:
        """Make the connection useless for another call."""
        shut_down(self._connection)

    def close(self) -> None:
        if not self.closed:
            self._stand_up()
            self._watch.let_go(self._connection)
            self._raw.close()
        super().close()


class WatchedResponse(HTTPResponse):
    """A response that is read through a `WatchedReader`."""

    def __init__(self, watch: Watch, connection: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(connection, *args, **kwargs)
        self._reader = WatchedReader(connection, self.fp.detach(), watch)
        self.fp = io.BufferedReader(self._reader, _HEAD_BUFFER)
        self._early = b""
        self._chunks: Chunks | None = None

    def begin(self) -> None:
        """Read the head; what of the body came with it is kept, and the buffer is given up."""
        super().begin()
        if self.fp is None or self._early:
            return
        self._reader.is_resting = True
        self._early = bytes(self.fp.peek())
        self.fp = self.fp.detach()  # type: ignore[assignment]  # it is only closed from here on
        self._chunks = Chunks() if self.chunked else None
        if self.length == 0:
            self.close()

    def read1(self, n: int = -1) -> bytes:
        """Return what has come of the body, whatever `n`: urllib3 asks here when it is to decompress."""
        return self.receive()

    def receive(self) -> bytes:
        """Return all of the body that has come, without its framing; b"" at its end. Raises IncompleteRead, OSError."""
        while not self.isclosed():
            data, self._early = self._early or self._reader.receive(), b""
            if not data:
                self._end_of_file()
            elif content := self._content(data):
                return content
        return b""

    def _content(self, data: bytes) -> bytes:
        if self._chunks is not None:
            content = self._chunks.feed(data)
            if self._chunks.is_complete:
                self._complete(self._chunks.has_surplus)
            return content
        if self.length is None:
            return data
        content = data[: self.length]
        self.length -= len(content)
        if not self.length:
            self._complete(len(content) < len(data))
        return content

    def _complete(self, has_surplus: bool) -> None:
        """Give the connection back, but not one on which somebody sends what nobody asked for."""
        if has_surplus:
            self._reader.shut()
        self.close()

    def _end_of_file(self) -> None:
        is_whole = self._chunks.is_last if self._chunks else self.length is None
        if not is_whole:
            raise IncompleteRead(b"", self.length)
        self.close()
