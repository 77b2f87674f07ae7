"""What the numbers of `usage` cost: exactly, in words, at the price that was kept."""

from decimal import Decimal

import pytest
from flask import Flask

from tests.inspector.answers import record, recorded
from tests.inspector.drawing import drawn, words_in
from tests.provider_server import ProviderServer
from webchat.inspector.costs import costs_of
from webchat.models.catalogue import Price
from webchat.provider import Usage
from webchat.usage.cost import cost_nanos

PRICE = Price(currency="USD", input=Decimal("0.25"), output=Decimal("1.50"), cached_input=Decimal("0.025"))
ANSWER = (
    b'{"choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":612,'
    b'"completion_tokens":100,"total_tokens":712}}'
)


def test_a_number_of_tokens_costs_what_the_sentence_says(app: Flask) -> None:
    words = words_in(drawn(app, "_response", record(ANSWER), PRICE))

    assert "612 tokens × 0.25 USD per million = 0.000153 USD" in words
    assert "100 tokens × 1.5 USD per million = 0.00015 USD" in words
    assert "Together that costs 0.000303 USD." in words


def test_cached_tokens_cost_their_own_price() -> None:
    costs = costs_of(PRICE, Usage(612, 100, None, 512))

    assert costs["prompt_tokens"].tokens == 100
    assert costs["prompt_tokens"].kind == "fresh"
    assert costs["cached_tokens"].amount == Decimal("0.0000128")
    assert costs["total_tokens"].amount == Decimal("0.000025") + Decimal("0.0000128") + Decimal("0.00015")


def test_cached_tokens_without_a_price_of_their_own_cost_what_others_do() -> None:
    price = Price(currency="USD", input=Decimal("0.25"), output=Decimal("1.50"))

    assert costs_of(price, Usage(612, 100, None, 512))["cached_tokens"].price == Decimal("0.25")


@pytest.mark.parametrize("usage", [Usage(612, 100), Usage(612, 100, 50, 512), Usage(0, 0), Usage(1, 1, None, 5)])
def test_all_together_cost_what_the_reply_was_said_to_cost(usage: Usage) -> None:
    amount = costs_of(PRICE, usage)["total_tokens"].amount

    assert abs(amount * 10**9 - (cost_nanos(PRICE, usage) or 0)) < 1


def test_without_a_price_it_is_said_that_costs_are_not_known(app: Flask) -> None:
    words = words_in(drawn(app, "_response", record(ANSWER)))

    assert "per million" not in words
    assert "This page knows no price for this model" in words


def test_the_numbers_of_a_stream_have_their_costs_too(app: Flask, provider: ProviderServer) -> None:
    words = words_in(drawn(app, "_response", recorded(provider), PRICE))

    assert "10 tokens × 0.25 USD per million = 0.0000025 USD" in words
