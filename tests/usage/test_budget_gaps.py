"""Which models a budget of money would not count."""

from decimal import Decimal

from tests.offered import catalogue_of, offered_model, offered_provider
from webchat.models.catalogue import Listed, Price
from webchat.setting_values import Budget
from webchat.usage.budget_gaps import unpriced

EURO = Price(currency="EUR", input=Decimal(0), output=Decimal(0))
DOLLAR = Price(currency="USD", input=Decimal(1), output=Decimal(1))
CATALOGUE = catalogue_of(
    offered_provider(
        "http://127.0.0.1:1/v1",
        "own",
        models=(offered_model("free", price=EURO), offered_model("dear", price=DOLLAR), offered_model("unknown")),
    ),
    offered_provider("http://127.0.0.1:1/v1", "lists", models=(), listed=Listed()),
)


def test_models_without_a_price_in_the_currency_of_the_budget_are_named() -> None:
    money = Budget(nanos=10**9, currency="EUR")

    assert unpriced(money, CATALOGUE) == ("own/dear", "own/unknown", "lists/*")


def test_tokens_are_counted_of_every_model() -> None:
    assert unpriced(Budget(tokens=1), CATALOGUE) == ()
    assert unpriced(None, CATALOGUE) == ()
