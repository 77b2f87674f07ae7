"""How much a model reads and writes, in tokens, from what is said about it, about all, and by its provider."""

from dataclasses import dataclass
from typing import Self

from webchat.config import Settings

LEAST_CONTEXT, MOST_CONTEXT = 256, 10_000_000  # as in the settings: beyond that a provider is not believed
USUAL_CONTEXT = 16_384
USUAL_REPLY = 4_096
BUILT_IN_CONTEXT = 2_048
BUILT_IN_REPLY = 512


@dataclass(frozen=True, slots=True)
class Sizes:
    """`context_tokens` bounds request and reply together, `max_reply_tokens` the reply: at most half of that."""

    context_tokens: int
    max_reply_tokens: int

    @classmethod
    def of(
        cls, settings: Settings, *, context: int | None = None, reply: int | None = None, told: int | None = None
    ) -> Self:
        """The sizes of a model: what is said of it (`context`, `reply`), else of all, else what its provider `told`."""
        believed = min(told, MOST_CONTEXT) if told and told >= LEAST_CONTEXT else None
        context_tokens = context or settings.context_tokens or believed or USUAL_CONTEXT
        return cls(context_tokens, min(reply or settings.max_reply_tokens or USUAL_REPLY, context_tokens // 2))

    @classmethod
    def built_in(cls, settings: Settings) -> Self:
        """The sizes of the demo model: the settings may make them smaller."""
        context_tokens = min(settings.context_tokens or BUILT_IN_CONTEXT, BUILT_IN_CONTEXT)
        return cls(context_tokens, min(settings.max_reply_tokens or BUILT_IN_REPLY, context_tokens // 2))
