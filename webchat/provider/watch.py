"""The hold that one call has on its connection: how long each read may take, and the means to end it from outside.

Reads block in the thread that iterates; `close` comes from any other. Shutting the socket down wakes the reader at
once, under gevent too. A socket is let go before it goes back to the pool, so that nobody else's call is hit.
"""

import math
import socket
import threading
import time
from typing import Literal

from webchat.provider.beat import Beat
from webchat.provider.endpoint import Timeouts

Bound = Literal["connect", "first_byte", "read", "reply"]
SETTLE_SECONDS = 1.0
DRAIN_SECONDS = 0.05


class Watch:
    """One call's clock and switch. All times are monotonic, so a changed clock moves no bound.

    `is_closed`: somebody asked for the end. `is_sent`: the attempt's request is with the provider, as far as the system
    says. `is_settling`: all text came.
    """

    def __init__(self, timeouts: Timeouts, beat: Beat) -> None:
        self.bound: Bound = "connect"
        self.is_closed = self.is_sent = self.is_settling = False
        self.beat = beat
        self._timeouts = timeouts
        self._deadline = self._first_byte_deadline = math.inf
        self._silence: float | None = None
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._socket: socket.socket | None = None

    def begin(self) -> None:
        """Start the clock of the whole call."""
        self._deadline = time.monotonic() + self._timeouts.reply

    def begin_attempt(self) -> tuple[float, float]:
        """Start an attempt's clock; return its connect and first-byte time-outs. Raises TimeoutError at the end."""
        self._silence, self.is_sent = None, False
        self._first_byte_deadline = time.monotonic() + self._timeouts.first_byte
        first_byte = self.allowance()
        self.bound = "connect"
        return min(self._timeouts.connect, first_byte), first_byte

    def connecting(self, seconds: float | None) -> float:
        """Return for how many seconds one address may be tried. Raises TimeoutError when a bound has passed."""
        left = min(seconds or self._timeouts.connect, self.allowance())
        self.bound = "connect"
        return left

    def heard(self) -> None:
        """The first byte of the answer came: from here on only silence and the whole count."""
        if self._silence is None:
            self._silence = self._timeouts.read

    def settle(self, seconds: float) -> None:
        """All text came: wait no longer than `seconds`, in all, for what may still follow."""
        self.is_settling = True
        self._deadline = min(self._deadline, time.monotonic() + seconds)

    def allowance(self) -> float:
        """Return for how many seconds the next read may block. Raises TimeoutError when a bound has passed."""
        now = time.monotonic()
        if self._silence is None:
            self.bound, left = "first_byte", self._first_byte_deadline - now
        else:
            self.bound, left = "read", self._silence
        if self._deadline - now < left:
            self.bound, left = "reply", self._deadline - now
        if left <= 0:
            raise TimeoutError(self.bound)
        return left

    def rest(self, seconds: float) -> None:
        """Wait between two attempts; ends early when the call is closed."""
        self._wake.wait(seconds)

    def hold(self, connection: socket.socket) -> None:
        """Take charge of the socket that the call uses now. Raises ConnectionAbortedError after `close`."""
        with self._lock:
            if self.is_closed:
                raise ConnectionAbortedError("the call was closed")
            self._socket = connection

    def let_go(self, connection: socket.socket) -> None:
        """The answer is over: the socket may serve another call."""
        with self._lock:
            if self._socket is connection:
                self._socket = None

    def close(self) -> None:
        """End the call: every wait and read ends, and the provider sees it. Safe from any thread, repeatedly."""
        with self._lock:
            self.is_closed = True
            self._wake.set()
            if self._socket is not None:
                shut_down(self._socket)
            self._socket = None


def shut_down(held: socket.socket) -> None:
    """End it on the level of TCP: `SSLSocket.shutdown` drops its TLS state under the feet of a blocked reader."""
    try:
        socket.socket.shutdown(held, socket.SHUT_RDWR)
    except OSError:
        return
