"""All that is known of what one reply took: tokens, time and money, and what of the money was for which of them."""

from dataclasses import dataclass
from typing import Any

from webchat.provider import Usage
from webchat.store.messages import Message
from webchat.usage.cost import parts_of, price_of, rounded

ROUNDED_BY = 100  # billionths: a continued reply was rounded up each time
SHORTEST = 0.05  # seconds: faster than that says nothing about a model


@dataclass(frozen=True, slots=True)
class CostParts:
    """Billionths for what was read, of that what the provider had cached, and what was written."""

    fresh: int
    cached: int
    output: int

    @property
    def all(self) -> tuple[int, ...]:
        """Those that are shown."""
        return (self.fresh, self.cached, self.output)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyNumbers:
    """Tokens, seconds and billionths of `currency`; None where nobody told. `fresh`: read, and not cached."""

    prompt: int | None
    fresh: int | None
    cached: int | None
    completion: int | None
    reasoning: int | None
    seconds: float | None
    seconds_to_text: float | None
    speed: float | None
    cost_nanos: int | None
    currency: str | None
    parts: CostParts | None


def numbers_of(message: Message) -> ReplyNumbers:
    """The numbers of a reply."""
    cached = None if message.prompt_tokens is None else min(message.cached_tokens or 0, message.prompt_tokens)
    return ReplyNumbers(
        prompt=message.prompt_tokens,
        fresh=None if message.prompt_tokens is None else message.prompt_tokens - (cached or 0),
        cached=cached,
        completion=message.completion_tokens,
        reasoning=message.reasoning_tokens,
        seconds=message.counted_seconds,
        seconds_to_text=message.seconds_to_text,
        speed=speed_of(message),
        cost_nanos=message.cost_nanos,
        currency=message.currency,
        parts=_parts(message),
    )


def speed_of(message: Message) -> float | None:
    """Tokens a second, from asking to the end; None when the tokens are not known or it was too short to say."""
    if message.completion_tokens is None or (message.counted_seconds or 0.0) < SHORTEST:
        return None
    return message.completion_tokens / (message.counted_seconds or 1.0)


def _parts(message: Message) -> CostParts | None:
    """What the cost is made of, as long as it is: a reply that was continued at another price has no such parts."""
    asked: dict[str, Any] = message.asked_with or {}
    price = price_of(asked.get("price"))
    counts = Usage(message.prompt_tokens, message.completion_tokens, None, message.cached_tokens)
    parts = parts_of(price, counts)
    if price is None or parts is None or message.cost_nanos is None or price.currency != message.currency:
        return None
    if abs(parts.nanos - message.cost_nanos) > ROUNDED_BY:
        return None
    return CostParts(rounded(parts.fresh), rounded(parts.cached), rounded(parts.output))
