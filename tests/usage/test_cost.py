"""What a reply costs: exact, by the prices of the configuration, and never more than can be stored."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webchat.models.catalogue import Price
from webchat.provider import Usage
from webchat.usage.cost import cost_nanos, parts_of, price_of, stored

PRICE = Price(currency="USD", input=Decimal("0.25"), cached_input=Decimal("0.025"), output=Decimal(2))


def test_input_cached_input_and_output_have_their_own_prices() -> None:
    usage = Usage(prompt_tokens=1_000_000, cached_tokens=400_000, completion_tokens=500_000)

    parts = parts_of(PRICE, usage)

    assert parts and [parts.fresh, parts.cached, parts.output] == [
        Decimal(150_000_000),
        Decimal(10_000_000),
        Decimal(1_000_000_000),
    ]
    assert cost_nanos(PRICE, usage) == 1_160_000_000


def test_cached_input_costs_what_other_input_does_when_it_has_no_price_of_its_own() -> None:
    price = Price(currency="USD", input=Decimal(1), output=Decimal(0))

    assert cost_nanos(price, Usage(prompt_tokens=10, cached_tokens=4, completion_tokens=0)) == 10_000


@pytest.mark.parametrize(
    ("price", "usage"),
    [
        (None, Usage(prompt_tokens=1, completion_tokens=1)),
        (PRICE, None),
        (PRICE, Usage()),
        (PRICE, Usage(prompt_tokens=5)),
        (PRICE, Usage(completion_tokens=5)),
    ],
)
def test_without_a_price_or_without_counts_nothing_is_known(price: Price | None, usage: Usage | None) -> None:
    assert cost_nanos(price, usage) is None


def test_a_price_of_zero_is_a_price() -> None:
    free = Price(currency="EUR", input=Decimal(0), output=Decimal(0))

    assert cost_nanos(free, Usage(prompt_tokens=100, completion_tokens=100)) == 0


def test_what_costs_something_is_never_nothing() -> None:
    cheap = Price(currency="EUR", input=Decimal("0.0000001"), output=Decimal(0))

    assert cost_nanos(cheap, Usage(prompt_tokens=1, completion_tokens=0)) == 1


def test_more_cached_tokens_than_there_are_count_as_all() -> None:
    assert cost_nanos(PRICE, Usage(prompt_tokens=1000, cached_tokens=2**52, completion_tokens=0)) == 25_000


COUNTS = st.integers(0, 2**53 - 1)
AMOUNTS = st.decimals(0, 10_000, places=6)


@given(COUNTS, COUNTS, COUNTS, AMOUNTS, AMOUNTS, AMOUNTS)
def test_cost_is_exact_but_for_rounding_up(
    prompt: int, cached: int, completion: int, read: Decimal, kept: Decimal, written: Decimal
) -> None:
    price = Price(currency="USD", input=read, cached_input=kept, output=written)
    cached = min(cached, prompt)

    found = cost_nanos(price, Usage(prompt, completion, None, cached))

    million = 10**6  # the prices as whole numbers of millionths
    exact = (prompt - cached) * int(read * million) + cached * int(kept * million) + completion * int(written * million)
    assert found == -(-exact // 1000)


def test_price_is_kept_and_read_back() -> None:
    plain = Price(currency="EUR", input=Decimal("1.5"), output=Decimal("0.0000001"))

    assert [price_of(stored(price)) for price in (PRICE, plain, None)] == [PRICE, plain, None]


@pytest.mark.parametrize(
    "kept", ["x", 1, [], {}, {"currency": "EUR"}, {"currency": "EUR", "input": "much", "output": "1"}]
)
def test_what_is_no_price_is_read_as_none(kept: object) -> None:
    assert price_of(kept) is None
