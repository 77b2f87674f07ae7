"""A body as it was received: its beginning and its end, packed, since hundreds of them grow at the same time.

Secrets go before anything is packed or read. A batch is packed only up to where a secret could still be growing, so
that none can hide across the border of two batches.
"""

import threading
import zlib

from webchat.provider.scrubbing import Secrets

_BATCH = 4096
_ERROR_SIZE = 64 * 1024
# A window of 8 KiB: with zlib's usual state of 256 KiB, setting it up would take four times as long as packing.
_LEVEL, _WINDOW_BITS, _MEMORY_LEVEL = 1, -13, 6

Batches = list[tuple[int, bytes]]


class Transcript:
    """Keeps the first and the last half of `limit` bytes. One thread adds; any may read, at any moment."""

    def __init__(self, limit: int, secrets: Secrets) -> None:
        self.size = 0
        self._limit, self._half = limit, limit // 2
        self._secrets = secrets
        self._overlap = max(0, secrets.longest - 1)
        self._unpacked = bytearray()
        self._first: Batches = []
        self._last: Batches = []
        self._first_size = self._last_size = self._dropped = 0
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return f"Transcript({self.size} bytes)"

    @property
    def cut(self) -> int:
        """How many bytes are left out in the middle."""
        return self.size - 2 * self._half if self.size > self._limit else 0

    def add(self, piece: bytes) -> None:
        """Take the next bytes of the body."""
        if self._limit:
            self._unpacked += piece
            if len(self._unpacked) >= _BATCH + self._overlap:
                self._pack()
        self.size += len(piece)

    def kept(self) -> bytes:
        """Return the body; of one that is longer than the limit, its first and its last half of the limit, joined."""
        with self._lock:
            batches, rest, dropped = [*self._first, *self._last], bytes(self._unpacked), self._dropped
        body = b"".join(zlib.decompress(batch, _WINDOW_BITS) for _, batch in batches)
        body += self._secrets.without_whole_bytes(rest)
        if len(body) + dropped <= self._limit:
            return body
        return body[: self._half] + body[len(body) - self._half :]

    def scrub_end(self) -> None:
        """Scrub the last 64 KiB more thoroughly: only errors, which come last, echo parts of a key."""
        with self._lock:
            end = bytes(self._unpacked)
            while len(end) < _ERROR_SIZE and (batches := self._last or self._first):
                end = zlib.decompress(batches.pop()[1], _WINDOW_BITS) + end
            self._first_size, self._last_size = _size_of(self._first), _size_of(self._last)
            self._unpacked = bytearray(self._secrets.scrub_bytes(end))

    def _pack(self) -> None:
        clean = self._secrets.without_whole_bytes(bytes(self._unpacked))
        size = len(clean) - self._overlap
        packing = zlib.compressobj(_LEVEL, zlib.DEFLATED, _WINDOW_BITS, _MEMORY_LEVEL)
        batch = packing.compress(clean[:size]) + packing.flush()
        with self._lock:
            self._file(size, batch)
            self._unpacked = bytearray(clean[size:])

    def _file(self, size: int, batch: bytes) -> None:
        """Keep a batch; of those after the first half, no more than the last half needs."""
        if self._first_size < self._half:
            self._first.append((size, batch))
            self._first_size += size
            return
        self._last.append((size, batch))
        self._last_size += size
        while self._last_size - self._last[0][0] >= self._half:
            dropped, _ = self._last.pop(0)
            self._last_size -= dropped
            self._dropped += dropped


def _size_of(batches: Batches) -> int:
    return sum(size for size, _ in batches)
