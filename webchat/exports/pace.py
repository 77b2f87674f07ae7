"""Long answers in small steps, so that others are served between two of them."""

import time
from collections.abc import Iterable, Iterator

STEP = 65_536  # bytes
WORK, PAUSE = 0.005, 0.000_5  # seconds; a pause of nothing would not let gevent look who else is waiting


class Turns:
    """Gives everybody else a turn when we had one long enough."""

    def __init__(self) -> None:
        self._since = time.monotonic()

    def give(self) -> None:
        """Called often; mostly it does nothing."""
        if time.monotonic() - self._since > WORK:
            time.sleep(PAUSE)
            self._since = time.monotonic()


def paced(pieces: Iterable[str | bytes], turns: Turns | None = None) -> Iterator[bytes]:
    """The same content in steps of at most 64 KB, with turns for others while it is made."""
    turns = turns or Turns()
    waiting = bytearray()
    for piece in pieces:
        waiting += piece.encode() if isinstance(piece, str) else piece
        while len(waiting) >= STEP:
            yield bytes(waiting[:STEP])
            del waiting[:STEP]
            turns.give()
        turns.give()
    if waiting:
        yield bytes(waiting)
