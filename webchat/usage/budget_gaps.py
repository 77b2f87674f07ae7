"""Which models a budget of money does not count: told at the start, where SQLAlchemy is not imported."""

from webchat.models.catalogue import Catalogue
from webchat.setting_values import Budget


def unpriced(budget: Budget | None, catalogue: Catalogue) -> tuple[str, ...]:
    """The keys (`provider/model`) of offered models without a price in the budget's currency.

    A provider whose own list is offered is named as `provider/*`: what it lists has no price.
    """
    if budget is None or budget.currency is None:
        return ()
    keys = [
        provider.key_of(model)
        for provider in catalogue.providers
        for model in provider.models
        if model.price is None or model.price.currency != budget.currency
    ]
    return (*keys, *(f"{provider.slug}/*" for provider in catalogue.providers if provider.listed))
