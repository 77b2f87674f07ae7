"""Tokens, estimated on the careful side: three bytes of UTF-8 a token and four tokens a message for its frame."""

from collections.abc import Sequence
from dataclasses import dataclass

from webchat.provider import ChatMessage

BYTES_PER_TOKEN = 3
TOKENS_PER_MESSAGE = 4


@dataclass(frozen=True, slots=True)
class Estimate:
    """The counter for models whose tokenizer is not known."""

    is_estimate: bool = True

    def frame(self, *, has_instructions: bool) -> int:
        """Not known, and part of the care that the other numbers take."""
        return 0

    def counts(self, messages: Sequence[ChatMessage]) -> Sequence[int]:
        """About how many tokens each message takes."""
        return [estimate_tokens(message.content) for message in messages]


def estimate_tokens(text: str) -> int:
    """About how many tokens a message with this text takes, rather too many than too few."""
    return -(-len(text.encode("utf-8", "replace")) // BYTES_PER_TOKEN) + TOKENS_PER_MESSAGE
