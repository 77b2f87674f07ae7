"""Decides whether and when a failed attempt is made again: growing delays with full jitter, and an early end."""

import random
import time

from webchat.provider.errors import ProviderError

MOST_RETRIES = 2
MOST_SECONDS = 8.0
FIRST_DELAY = 0.5


class Backoff:
    """The retries of one call. It never makes a person wait more than eight seconds, the failed attempts included."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._retries = 0

    def delay_after(self, error: ProviderError) -> float | None:
        """Return the seconds to wait before the next attempt; None when there must be none."""
        if not error.is_temporary or self._retries >= MOST_RETRIES:
            return None
        delay = error.wait_seconds
        if delay is None:
            delay = random.uniform(0, FIRST_DELAY * 2**self._retries)
        if time.monotonic() - self._started + delay > MOST_SECONDS:
            return None
        self._retries += 1
        return delay
