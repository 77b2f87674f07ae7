"""What long conversations take, remembered while somebody types below them: the counts of their turns, not the texts.

A gauge asks three times a second; reading a long conversation each time would keep all others waiting.
"""

import threading
import time
from array import array
from collections import OrderedDict
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from typing import Self

from webchat.context.counter import Counter
from webchat.context.fitting import Context, Taken, take
from webchat.context.history import History
from webchat.context.tally import Tally
from webchat.context.turns import Turn, turns_of
from webchat.parameters.answering import Answering

WORTH_IT = 100  # messages: fewer are read again as quickly
MOST = 200  # lines of conversations
SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Line:
    """The turns above a draft, the newest first, which is a reply: `tokens` and `sizes` (in messages) of each.

    Those that were read last may be missing: they did not fit. `read` and `unread`: messages in all.
    """

    tokens: "array[int]"
    sizes: "array[int]"
    read: int
    unread: int
    counter: Counter

    @classmethod
    def of(cls, history: History, context: Context, answering: Answering) -> Self | None:
        """What was read for a draft; None when it is short, or cannot be counted without the draft."""
        *turns, last = turns_of(history.messages)
        if len(history.said) < WORTH_IT or len(last.texts) > 1 or context.is_estimate != history.counter.is_estimate:
            return None
        counted, room = [], answering.context_budget
        for turn, count in Tally(history.counter).backwards(turns, room):
            counted.append((count, len(turn.texts)))
            room -= count
            if room < 0:
                break
        tokens, sizes = (array("q", numbers) for numbers in zip(*counted, strict=True))
        return cls(tokens, sizes, len(history.said), history.unread, history.counter)

    def fit(self, text: str, answering: Answering) -> "Fitted | None":
        """What goes with this draft; None when more would fit than was read, or it cannot be counted now."""
        tally = Tally(self.counter)
        besides = tally.besides(answering.instructions)
        draft = tally.count(Turn("user", (text,)))
        taken = take(draft, self._turns(), room=answering.context_budget - besides)
        is_known = taken.is_full or (not self.unread and sum(self.sizes) == self.read)
        if not is_known or tally.is_estimate != self.counter.is_estimate:
            return None
        return Fitted(besides + taken.tokens, self._left_out(taken), tally.is_estimate)

    def _turns(self) -> Iterator[tuple[str, int]]:
        for place, tokens in enumerate(self.tokens):
            yield ("user" if place % 2 else "assistant"), tokens

    def _left_out(self, taken: Taken) -> int:
        return self.unread + self.read - sum(self.sizes[: taken.turns - 1])


@dataclass(frozen=True, slots=True)
class Fitted:
    """What a draft takes with all that goes along, and how many messages do not."""

    tokens: int
    left_out: int
    is_estimate: bool


class Remembered:
    """The lines that were asked for last, each as long as its stamp stays the same, and a minute at most: what changes
    in the middle of a line, a reply that is continued there, has no stamp."""

    def __init__(self, most: int = MOST, seconds: float = SECONDS) -> None:
        self._most, self._seconds = most, seconds
        self._lines: OrderedDict[Hashable, tuple[Hashable, float, Line]] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._lines)

    def find(self, key: Hashable, stamp: Hashable) -> Line | None:
        """The line that was kept under this key, with this stamp."""
        with self._lock:
            kept_stamp, until, line = self._lines.get(key, (None, 0.0, None))
        return line if kept_stamp == stamp and time.monotonic() < until else None

    def keep(self, key: Hashable, stamp: Hashable, line: Line) -> None:
        """Remember a line."""
        with self._lock:
            self._lines[key] = (stamp, time.monotonic() + self._seconds, line)
            self._lines.move_to_end(key)
            while len(self._lines) > self._most:
                self._lines.popitem(last=False)
