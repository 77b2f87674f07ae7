"""Wakes the readers of all running replies together, forty times a second.

Waking the process for each token costs more than all that is done with it: with fifty replies of twenty tokens a
second, most of the time. So who has read something waits for the next beat, which finds all connections with news by
one system call; readers then run one after another, and so do those who show what they read.
"""

import math
import select
import threading
import time
from contextlib import suppress
from typing import Any

SECONDS = 0.025
# What `select` calls EPOLLIN, EPOLLRDHUP and EPOLLET, where it has them: each arrival is told once.
_NEWS = 0x001 | 0x2000 | 1 << 31
_END = 0x008 | 0x010 | 0x2000  # EPOLLERR, EPOLLHUP, EPOLLRDHUP: told once too, perhaps together with the last bytes


class Seat:
    """One reader's place. It waits for `news`: that there is something to read, or that `until` has passed.

    `has_ended`: behind what can be read stands the end, of which there will be no more news.
    """

    def __init__(self, number: int) -> None:
        self.number = number
        self.news = threading.Event()
        self.until = math.inf
        self.has_ended = False


class Beat:
    """The beat of one provider client. Its thread runs while anybody has a seat."""

    def __init__(self) -> None:
        self._poll: Any = None
        self._seats: dict[int, Seat] = {}
        self._lock = threading.RLock()
        self._is_running = False

    def take_seat(self, number: int) -> Seat | None:
        """Watch the socket with this file descriptor from now on; None where the system has no epoll."""
        seat = Seat(number)
        with self._lock:
            self._poll = self._poll or _epoll()
            if self._poll is None:
                return None
            self._poll.register(number, _NEWS)
            self._seats[number] = seat
            if not self._is_running:
                self._is_running = True
                threading.Thread(target=self._run, name="beat", daemon=True).start()
        return seat

    def leave(self, seat: Seat) -> None:
        """Watch the socket no longer. It must still be open: its number may belong to another one afterwards."""
        with self._lock:
            if self._seats.get(seat.number) is seat:
                del self._seats[seat.number]
                with suppress(OSError):
                    self._poll.unregister(seat.number)

    def _run(self) -> None:
        try:
            while self._goes_on():
                time.sleep(SECONDS - time.monotonic() % SECONDS)
                self._strike()
        except BaseException:
            self._leave_nobody_waiting()
            raise

    def _leave_nobody_waiting(self) -> None:
        """Without a beat there is no news: whoever is still seated runs into its bound now, not never."""
        with self._lock:
            self._is_running = False
            left = list(self._seats.values())
        for seat in left:
            seat.until = -math.inf
            seat.news.set()

    def _goes_on(self) -> bool:
        with self._lock:
            self._is_running = bool(self._seats)
            return self._is_running

    def _strike(self) -> None:
        with self._lock:
            ready = dict(self._poll.poll(0, len(self._seats) + 1))
            now = time.monotonic()
            woken = [seat for seat in self._seats.values() if seat.number in ready or now >= seat.until]
        for seat in woken:
            seat.has_ended = seat.has_ended or bool(ready.get(seat.number, 0) & _END)
            seat.news.set()


def _epoll() -> Any:
    """gevent takes epoll away from `select`, lest somebody wait with it. Here it is asked without waiting."""
    if hasattr(select, "epoll"):
        return select.epoll()
    try:
        from gevent.monkey import get_original

        return get_original("select", "epoll")()
    except (ImportError, AttributeError):
        return None
