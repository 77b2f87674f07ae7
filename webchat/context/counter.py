"""What counts tokens, and what it gives: exact numbers where the tokenizer is known, else estimates marked as such."""

from collections.abc import Sequence
from typing import Protocol

from webchat.provider import ChatMessage


class Counter(Protocol):
    """Counts what messages take of a model's context, each with the frame that the chat template gives it."""

    @property
    def is_estimate(self) -> bool:
        """Whether its counts are estimates."""

    def frame(self, *, has_instructions: bool) -> int | None:
        """The tokens of a request besides its messages; None when it cannot count now."""

    def counts(self, messages: Sequence[ChatMessage]) -> Sequence[int] | None:
        """The tokens of each message; None when it cannot count now."""
