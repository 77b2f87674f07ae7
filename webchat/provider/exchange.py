"""Records one call as it went over the wire, for the page that shows it: request, response, timings, counts.

It can be read at any moment, also while the call runs and after it failed. It never shows a secret: what is recorded
is scrubbed, at the same length.
"""

import copy
import time
from array import array
from collections.abc import Sequence
from datetime import UTC, datetime
from http import HTTPStatus

from webchat.provider.events import Usage
from webchat.provider.scrubbing import Secrets
from webchat.provider.transcript import Transcript

_ARRIVALS_LIMIT = 2000
_TICKS = 100_000
_LAST_TICK = 2**32 - 1
HIDDEN = "…"  # stands for the value of a header that nobody is shown
Headers = Sequence[tuple[str, str]]


class Exchange:
    """The last attempt of one call. Times are in seconds since it began, `attempts` counts it and those before it.

    Headers stand as they went over the wire: each line of them, in its order and spelling. `earlier` are the attempts
    that the provider was sent before, oldest first. `is_sent`: the provider has the whole request, known when the
    attempt to send it is over. `is_starred`: a secret stood in the request's body. `response_limit` bounds the recorded
    body, in bytes: of a longer one its first and its last half are kept.
    """

    def __init__(self, response_limit: int = 256 * 1024) -> None:
        self.method = ""
        self.url = ""
        self.request_headers: Headers = ()
        self.request_body = b""
        self.is_sent = self.is_starred = False
        self.status: int | None = None
        self.response_headers: Headers = ()
        self.started_at: datetime | None = None
        self.seconds_to_headers: float | None = None
        self.seconds_to_first_byte: float | None = None
        self.seconds_to_end: float | None = None
        self.attempts = 0
        self.earlier: list[Exchange] = []
        self.usage: Usage | None = None
        self.finish_reason: str | None = None
        self._limit = response_limit
        self._started = 0.0
        self._secrets = Secrets(())
        self._start_over()

    @property
    def response_kept(self) -> bytes:
        """What was received so far, after content decoding; `response_cut` bytes are missing in its middle."""
        return self._transcript.kept()

    @property
    def response_cut(self) -> int:
        """How many bytes of the body are left out."""
        return self._transcript.cut

    @property
    def may_cost(self) -> bool:
        """Whether the provider has been asked, and has not refused to answer, as far as we know."""
        return self.status == HTTPStatus.OK or (self.status is None and self.is_sent)

    @property
    def arrivals(self) -> list[tuple[int, float]]:
        """Where each read's bytes begin in the full body, and when they came; the first 2,000 reads."""
        return [(offset, tick / _TICKS) for offset, tick in zip(self._offsets, self._ticks, strict=False)]

    def begin(self, method: str, url: str, headers: Headers, body: bytes, secrets: Secrets) -> None:
        """Start an attempt; the one before is kept among the earlier ones, if it was sent. `body` may hold secrets."""
        if self.is_sent or self.status is not None:
            self.earlier.append(self._as_it_is())
        self.started_at = datetime.now(UTC)
        self._started = time.monotonic()
        self.attempts += 1
        self.method, self.url, self.request_headers = method, url, headers
        self.request_body = secrets.without_whole_bytes(body)
        self.is_starred = self.request_body != body
        self.is_sent, self.status, self.response_headers = False, None, ()
        self.seconds_to_headers = self.seconds_to_first_byte = self.seconds_to_end = None
        self._secrets = secrets
        self._start_over()

    def answered(self, status: int, headers: Headers) -> None:
        """Record the head of the response."""
        self.status, self.response_headers = status, headers
        self.seconds_to_headers = self._elapsed()

    def received(self, piece: bytes) -> None:
        """Record one read of the body."""
        elapsed = self._elapsed()
        if self.seconds_to_first_byte is None:
            self.seconds_to_first_byte = elapsed
        if len(self._ticks) < _ARRIVALS_LIMIT:
            self._offsets.append(self._transcript.size)
            self._ticks.append(min(int(elapsed * _TICKS), _LAST_TICK))
        self._transcript.add(piece)

    def failed(self) -> None:
        """Record that the attempt failed. What came last is scrubbed more thoroughly: errors echo parts of a key."""
        self._transcript.scrub_end()
        self.ended()

    def counted(self, usage: Usage | None, finish_reason: str | None) -> None:
        """Record what is known of the answer's length and end."""
        self.usage, self.finish_reason = usage, finish_reason

    def ended(self) -> None:
        """Record that nothing more will come."""
        self.seconds_to_end = self._elapsed()

    def _as_it_is(self) -> "Exchange":
        """A copy, which what comes next leaves alone."""
        copied = copy.copy(self)
        copied.earlier = []
        return copied

    def _start_over(self) -> None:
        self._transcript = Transcript(self._limit, self._secrets)
        self._offsets, self._ticks = array("I"), array("I")

    def _elapsed(self) -> float:
        return time.monotonic() - self._started
