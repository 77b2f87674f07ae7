"""Counts turns with a counter, and goes on with estimates when that cannot count; remembers that it had to."""

from collections.abc import Iterator, Sequence

from webchat.context.counter import Counter
from webchat.context.estimate import Estimate, estimate_tokens
from webchat.context.turns import Turn
from webchat.provider import ChatMessage

AT_ONCE = 64  # turns


class Tally:
    """One counting, from its beginning to its end."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter
        self.is_estimate = counter.is_estimate

    def besides(self, instructions: str | None) -> int:
        """The tokens of a request besides what was said: its frame, and its instructions."""
        frame = self._counter.frame(has_instructions=bool(instructions))
        if frame is None:
            self._estimate()
        given = [ChatMessage("system", instructions)] if instructions else []
        return (frame or 0) + sum(self.counts(given))

    def counts(self, messages: Sequence[ChatMessage]) -> Sequence[int]:
        """The tokens of each message."""
        if not messages:
            return ()
        counts = self._counter.counts(messages)
        if counts is None:
            self._estimate()
            counts = self._counter.counts(messages)
        return counts or ()

    def _estimate(self) -> None:
        """For the rest of this counting: nobody is waited for a second time."""
        self._counter, self.is_estimate = Estimate(), True

    def count(self, turn: Turn) -> int:
        """The tokens of one turn."""
        return self.counts([turn.message])[0]

    def backwards(self, turns: Sequence[Turn], room: int) -> Iterator[tuple[Turn, int]]:
        """Each turn with its tokens, the newest first. Those that probably fit the room are counted at once."""
        end = len(turns)
        while end > 0:
            start = _probable_start(turns, end, room)
            part = turns[start:end][::-1]
            counts = self.counts([turn.message for turn in part])
            yield from zip(part, counts, strict=True)
            end, room = start, room - sum(counts)


def _probable_start(turns: Sequence[Turn], end: int, room: int) -> int:
    start = end
    while start > max(0, end - AT_ONCE):
        start -= 1
        room -= sum(map(estimate_tokens, turns[start].texts))
        if room < 0:
            break
    return start
