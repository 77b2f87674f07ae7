"""How often each sender sent in the last moments, in this process alone.

By the monotonic clock: the library's counts would lock people out for an hour when the clock is set back by one.
"""

import math
import threading
import time
from collections import deque

TIDY_ABOVE = 10_000  # senders


class OwnCounts:
    """A moving window of `seconds` in which each sender may send `amount` times."""

    def __init__(self, amount: int, seconds: float) -> None:
        self._amount, self._seconds = amount, seconds
        self._lock = threading.Lock()
        self._sent: dict[str, deque[float]] = {}

    def seconds_to_wait(self, sender: str) -> int | None:
        """Count one: None when it may be sent, else the whole seconds until the next may."""
        now = time.monotonic()
        with self._lock:
            times = self._sent.setdefault(sender, deque())
            while times and times[0] <= now - self._seconds:
                times.popleft()
            if len(times) >= self._amount:
                return max(1, math.ceil(times[0] + self._seconds - now))
            times.append(now)
            self._tidy(now)
        return None

    def _tidy(self, now: float) -> None:
        """Forget who has been quiet, when there are many."""
        if len(self._sent) > TIDY_ABOVE:
            self._sent = {name: times for name, times in self._sent.items() if times[-1] > now - self._seconds}
