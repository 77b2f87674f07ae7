"""What a reply costs: from the tokens that its provider counted and the prices in the configuration, exactly.

Amounts are billionths of a currency, whole numbers, rounded up so that what costs something is never nothing.
Imported where `requests` and SQLAlchemy must not be.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal, InvalidOperation
from typing import Any, Protocol

from webchat.models.catalogue import Price

NANOS = 1_000  # prices are for a million tokens, amounts in billionths


class Counts(Protocol):
    """Tokens as the provider told them; None where it did not. Cached ones are among those of the prompt."""

    @property
    def prompt_tokens(self) -> int | None: ...

    @property
    def completion_tokens(self) -> int | None: ...

    @property
    def cached_tokens(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Parts:
    """Billionths for what was read, of that what the provider had cached, and what was written; not rounded yet."""

    fresh: Decimal
    cached: Decimal
    output: Decimal

    @property
    def nanos(self) -> int:
        """Together, rounded up."""
        return rounded(self.fresh + self.cached + self.output)


def rounded(amount: Decimal) -> int:
    """A whole number of billionths."""
    return int(amount.to_integral_value(ROUND_CEILING))


def cost_nanos(price: Price | None, counts: Counts | None) -> int | None:
    """Billionths of the price's currency; None without a price, or when the provider did not tell all it takes."""
    parts = parts_of(price, counts)
    return None if parts is None else parts.nanos


def parts_of(price: Price | None, counts: Counts | None) -> Parts | None:
    """The same by part. What has no price of its own when cached costs what other input does."""
    if price is None or counts is None or counts.prompt_tokens is None or counts.completion_tokens is None:
        return None
    cached = min(counts.cached_tokens or 0, counts.prompt_tokens)
    cached_price = price.input if price.cached_input is None else price.cached_input
    return Parts(
        fresh=price.input * (counts.prompt_tokens - cached) * NANOS,
        cached=cached_price * cached * NANOS,
        output=price.output * counts.completion_tokens * NANOS,
    )


def stored(price: Price | None) -> dict[str, str] | None:
    """A price as it is kept with a reply, so that the reply costs what was said when it was asked."""
    if price is None:
        return None
    kept = {"currency": price.currency, "input": str(price.input), "output": str(price.output)}
    return kept if price.cached_input is None else kept | {"cached_input": str(price.cached_input)}


def price_of(kept: Any) -> Price | None:
    """The price that was kept; None when there was none, or when it is none that we wrote."""
    if not isinstance(kept, Mapping):
        return None
    try:
        cached = kept.get("cached_input")
        return Price(
            currency=str(kept["currency"]),
            input=Decimal(kept["input"]),
            output=Decimal(kept["output"]),
            cached_input=None if cached is None else Decimal(cached),
        )
    except (KeyError, TypeError, ValueError, InvalidOperation):
        return None
