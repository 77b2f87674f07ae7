"""Wakes all viewers of this process once a second, so that each can tell its page that we are here.

A time-out of their own for each wait would cost a tenth of what sending a token costs.
"""

import threading
from collections.abc import Callable

EVERY = 1.0  # seconds


class Heart:
    """Calls `wake` every second from the first `begin` on, until it is stopped."""

    def __init__(self, wake: Callable[[], None]) -> None:
        self._wake = wake
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def begin(self) -> None:
        """Begin to beat, if it does not yet."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._beat_until_stopped, name="viewer-heart", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Beat no more."""
        self._stopped.set()

    def _beat_until_stopped(self) -> None:
        while not self._stopped.wait(EVERY):
            self._wake()
