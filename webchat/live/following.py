"""How a viewer follows a running reply: at once when it was quiet, else at most every 40 ms, with a beat in silence."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from webchat.live.heart import EVERY
from webchat.live.live_reply import LiveReply
from webchat.live.updates import Update

PAUSE = 0.04  # seconds between two updates of one viewer
BEAT_EVERY = 10.0


def follow(live: LiveReply, position: str | None) -> Iterator[list[Update]]:
    """Yield what is new after `position` until nothing more comes; an empty list after 10 s of silence, each time.

    The waits have no time-out: the `Heart` wakes every viewer once a second.
    """
    written, told, number = 0.0, time.monotonic(), live.number_of(position)
    with _watching(live) as woken:
        while True:
            woken.clear()
            is_ended = live.log.is_ended
            if updates := live.since(number):
                number, written = updates[-1].number, time.monotonic()
                told = written
                yield updates
            elif time.monotonic() - told > BEAT_EVERY - EVERY:
                told = time.monotonic()
                yield []
            if is_ended:
                return
            woken.wait()
            _rest(written)


def _rest(written: float) -> None:
    left = written + PAUSE - time.monotonic()
    if left > 0:
        time.sleep(left)


@contextmanager
def _watching(live: LiveReply) -> Iterator[threading.Event]:
    woken = live.join()
    try:
        yield woken
    finally:
        live.leave(woken)
