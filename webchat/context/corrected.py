"""Estimates, corrected by what the provider counted when it was last asked in the same conversation."""

from collections.abc import Sequence
from dataclasses import dataclass

from webchat.context.counter import Counter
from webchat.provider import ChatMessage

LEAST_SCALE = 0.25  # twelve bytes a token: who counts less leaves something out
MOST_SCALE, MOST_EXTRA = 1.5, 1_000  # a reply that was continued was asked for twice, and counted so


@dataclass(frozen=True, slots=True)
class Corrected:
    """A counter whose counts are too high by `scale`, or that misses `extra` tokens of each request."""

    counter: Counter
    scale: float = 1.0
    extra: int = 0
    is_estimate: bool = True

    def frame(self, *, has_instructions: bool) -> int | None:
        """The tokens besides the messages, those that were missing included."""
        frame = self.counter.frame(has_instructions=has_instructions)
        return None if frame is None else round(frame * self.scale) + self.extra

    def counts(self, messages: Sequence[ChatMessage]) -> Sequence[int] | None:
        """The tokens of each message, as far as they can be told."""
        counts = self.counter.counts(messages)
        return counts and [max(1, round(count * self.scale)) for count in counts]


def corrected(counter: Counter, *, estimated: int, told: int) -> Counter:
    """The counter that would have counted `told` where this one counted `estimated`.

    A number that cannot be right, such as one without what the provider had cached, corrects nothing.
    """
    if not LEAST_SCALE * estimated <= told <= MOST_SCALE * estimated + MOST_EXTRA:
        return counter
    return Corrected(counter, scale=min(1.0, told / estimated), extra=max(0, told - estimated))
