"""What each number of a response's `usage` costs, with the price that was kept when the reply was asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from webchat.models.catalogue import Price
from webchat.usage.cost import Counts, rounded

MILLION = 1_000_000
BILLION = 1_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """`tokens` at `price` (for a million) cost `amount`, exactly, all in `currency`.

    `fresh`: tokens that were read and that the provider did not have already; `sum`: all together, at no one price.
    """

    kind: Literal["plain", "fresh", "sum"] = "plain"
    tokens: int
    price: Decimal = Decimal(0)
    currency: str
    amount: Decimal

    @property
    def nanos(self) -> int:
        """The amount in billionths, rounded up, as all amounts of this page are."""
        return rounded(self.amount * BILLION)

    @property
    def price_places(self) -> int:
        """How many decimal places the price needs."""
        return _places(self.price)

    @property
    def amount_places(self) -> int:
        """How many decimal places the amount needs."""
        return _places(self.amount)


def costs_of(price: Price | None, counts: Counts | None) -> Mapping[str, Cost]:
    """By the name of the number in `usage`; none without a price or counts. Cached tokens have a price of their own."""
    if price is None or counts is None:
        return {}
    costs: dict[str, Cost] = {}
    cached = min(counts.cached_tokens or 0, counts.prompt_tokens or 0)
    if counts.prompt_tokens is not None:
        fresh = counts.prompt_tokens - cached
        costs["prompt_tokens"] = _cost(fresh, price.input, price.currency, kind="fresh" if cached else "plain")
    if cached:
        cached_price = price.input if price.cached_input is None else price.cached_input
        costs["cached_tokens"] = _cost(cached, cached_price, price.currency)
    if counts.completion_tokens is not None:
        costs["completion_tokens"] = _cost(counts.completion_tokens, price.output, price.currency)
    if {"prompt_tokens", "completion_tokens"} <= costs.keys():
        costs["total_tokens"] = Cost(
            kind="sum",
            tokens=sum(cost.tokens for cost in costs.values()),
            currency=price.currency,
            amount=sum((cost.amount for cost in costs.values()), Decimal(0)),
        )
    return costs


def _cost(tokens: int, price: Decimal, currency: str, kind: Literal["plain", "fresh"] = "plain") -> Cost:
    return Cost(kind=kind, tokens=tokens, price=price, currency=currency, amount=price * tokens / MILLION)


def _places(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
