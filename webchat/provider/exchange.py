"""Records one call as it went over the wire, for the page that shows it: request, response, timings, counts.

It can be read at any moment, also while the call runs and after it failed. It never holds a secret: what is recorded
has been scrubbed before, at the same length.
"""

import time
from array import array
from collections.abc import Mapping
from datetime import UTC, datetime

from webchat.provider.events import Usage
from webchat.provider.scrubbing import Secrets

_ARRIVALS_LIMIT = 2000
_ERROR_SIZE = 64 * 1024


class Exchange:
    """The last attempt of one call. `response_limit` bounds the recorded body, in bytes; times are in seconds."""

    def __init__(self, response_limit: int = 256 * 1024) -> None:
        self.method = ""
        self.url = ""
        self.request_headers: dict[str, str] = {}
        self.request_body = b""
        self.status: int | None = None
        self.response_headers: dict[str, str] = {}
        self.response_truncated = False
        self.started_at: datetime | None = None
        self.seconds_to_headers: float | None = None
        self.seconds_to_first_byte: float | None = None
        self.seconds_to_end: float | None = None
        self.attempts = 0
        self.usage: Usage | None = None
        self.finish_reason: str | None = None
        self._limit = response_limit
        self._started = 0.0
        self._body = bytearray()
        self._received = 0
        self._offsets = array("Q")
        self._seconds = array("d")

    @property
    def response_body(self) -> bytes:
        """What was received so far, after content decoding, up to the limit."""
        return bytes(self._body)

    @property
    def response_size(self) -> int:
        """How many bytes were received so far, also beyond the limit."""
        return self._received

    @property
    def arrivals(self) -> list[tuple[int, float]]:
        """Where each read's bytes begin in the body and when they came; the first 2,000 reads."""
        return list(zip(self._offsets, self._seconds, strict=False))

    def begin(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> None:
        """Start an attempt; what an earlier one received is forgotten, its time is not."""
        if not self.attempts:
            self.started_at = datetime.now(UTC)
            self._started = time.monotonic()
        self.attempts += 1
        self.method, self.url, self.request_headers, self.request_body = method, url, dict(headers), body
        self.status, self.response_headers, self.response_truncated = None, {}, False
        self.seconds_to_headers = self.seconds_to_first_byte = None
        self._received = 0
        self._body, self._offsets, self._seconds = bytearray(), array("Q"), array("d")

    def answered(self, status: int, headers: Mapping[str, str]) -> None:
        """Record the head of the response."""
        self.status, self.response_headers = status, dict(headers)
        self.seconds_to_headers = self._elapsed()

    def received(self, piece: bytes, secrets: Secrets) -> None:
        """Record one read of the body."""
        if self.seconds_to_first_byte is None:
            self.seconds_to_first_byte = self._elapsed()
        if len(self._seconds) < _ARRIVALS_LIMIT:
            self._offsets.append(self._received)
            self._seconds.append(self._elapsed())
        self._received += len(piece)
        kept, room = len(self._body), self._limit - len(self._body)
        self.response_truncated = self.response_truncated or len(piece) > room
        self._body += piece[: max(0, room)]
        secrets.erase_whole(self._body, kept)

    def failed(self, secrets: Secrets) -> None:
        """Scrub what was recorded last more thoroughly: only errors, which come last, echo parts of a key."""
        self._body[-_ERROR_SIZE:] = secrets.scrub_bytes(bytes(self._body[-_ERROR_SIZE:]))
        self.response_headers = {name: secrets.scrub(value) for name, value in self.response_headers.items()}

    def counted(self, usage: Usage | None, finish_reason: str | None) -> None:
        """Record what is known of the answer's length and end."""
        self.usage, self.finish_reason = usage, finish_reason

    def ended(self) -> None:
        """Record that nothing more will come."""
        self.seconds_to_end = self._elapsed()

    def _elapsed(self) -> float:
        return time.monotonic() - self._started
