"""The latest updates to one live reply, numbered, as many as are worth keeping for viewers that lag or come back.

There may be hundreds of replies with hundreds of updates: each is kept as one string.
"""

import re
import secrets
from collections import deque
from dataclasses import dataclass

KEPT_BYTES = 4 * 1024  # and twice the text: who lags behind should not be sent more than the whole
OF_EACH = 60  # bytes that any string takes
_NUMBER = re.compile("[0-9]{1,15}")  # Python refuses to read one of thousands of digits


@dataclass(slots=True)
class Update:
    """One event of the stream: its name (one letter) and its data (JSON); the position of a viewer that has taken it,
    and how many updates that are."""

    name: str
    data: str
    position: str
    number: int


class Updates:
    """Numbered from 1. `count` is the number of the latest."""

    def __init__(self) -> None:
        self.count = 0
        self._view = secrets.token_hex(2)
        self._latest: deque[str] = deque()
        self._bytes = 0

    def add(self, name: str, data: str, *, text_length: int) -> None:
        """Add one, and forget the oldest beyond what is worth keeping for a text of this length."""
        self.count += 1
        self._latest.append(name + data)
        self._bytes += len(data) + OF_EACH
        while self._bytes > KEPT_BYTES + 2 * text_length and len(self._latest) > 1:
            self._bytes -= len(self._latest.popleft()) - 1 + OF_EACH

    def after(self, number: int) -> list[Update] | None:
        """Those after the first `number`; None when some of them are forgotten, or `number` is beyond the latest."""
        fresh = self.count - number
        if not 0 <= fresh <= len(self._latest):
            return None
        if fresh == 1:
            return [self._numbered(self._latest[-1], self.count)]
        kept = list(self._latest)[len(self._latest) - fresh :]
        return [self._numbered(update, place) for place, update in enumerate(kept, number + 1)]

    def position(self, number: int) -> str:
        """Where a viewer is that has taken the first `number`."""
        return f"{self._view}-{number}"

    def number_of(self, position: str) -> int | None:
        """How many a viewer at this position has taken; None when the position is not one of these updates'."""
        view, _, number = position.partition("-")
        return int(number) if view == self._view and _NUMBER.fullmatch(number) else None

    def _numbered(self, update: str, number: int) -> Update:
        return Update(update[0], update[1:], self.position(number), number)
