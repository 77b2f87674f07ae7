"""Long answers in small steps, so that others are served between two of them."""

import time
from collections.abc import Iterable, Iterator

STEP = 65_536  # bytes
WORK, PAUSE = 0.005, 0.000_5  # seconds; a pause of nothing would not let gevent look who else is waiting


class Breaths:
    """Lets everybody else be served when we have worked long enough."""

    def __init__(self) -> None:
        self._since = time.monotonic()

    def take(self) -> None:
        """Called often; mostly it does nothing."""
        if time.monotonic() - self._since > WORK:
            time.sleep(PAUSE)
            self._since = time.monotonic()


def paced(pieces: Iterable[str | bytes], breaths: Breaths | None = None) -> Iterator[bytes]:
    """The same content in steps of at most 64 KB, with breaths in which others are served while it is made."""
    breaths = breaths or Breaths()
    waiting = bytearray()
    for piece in pieces:
        waiting += piece.encode() if isinstance(piece, str) else piece
        while len(waiting) >= STEP:
            yield bytes(waiting[:STEP])
            del waiting[:STEP]
            breaths.take()
        breaths.take()
    if waiting:
        yield bytes(waiting)
