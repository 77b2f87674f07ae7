"""What can be said of the model that answers here: its address, its sizes, its price. Never a secret."""

from dataclasses import dataclass
from decimal import Decimal

from webchat.config import Settings
from webchat.models.catalogue import Price
from webchat.models.clients import endpoint_of
from webchat.models.offer import Offer
from webchat.provider.endpoint import Endpoint, shown_address
from webchat.provider.scrubbing import Secrets
from webchat.usage.cost import NANOS, rounded
from webchat.wording import N_, Words

A_MILLION = 1_000_000  # tokens: what prices are for
RATES = {
    "second": N_("This page, too, takes at most %(amount)s messages a second from each browser session."),
    "minute": N_("This page, too, takes at most %(amount)s messages a minute from each browser session."),
    "hour": N_("This page, too, takes at most %(amount)s messages an hour from each browser session."),
    "day": N_("This page, too, takes at most %(amount)s messages a day from each browser session."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceFacts:
    """Billionths of `currency` for a million tokens; `cached_input` is None where it costs what other input does."""

    currency: str
    input: int
    output: int
    cached_input: int | None

    @property
    def all(self) -> tuple[int, ...]:
        """The amounts that stand beside each other."""
        return tuple(amount for amount in (self.input, self.cached_input, self.output) if amount is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """`address` is where requests go; `authorization`: what stands for the header with the key, None when it is
    not sent. Sizes are in tokens.
    """

    model: str
    provider: str
    is_demo: bool
    base: str
    address: str
    authorization: str | None
    context_tokens: int
    max_reply_tokens: int
    price: PriceFacts | None
    own_rate: Words | None


def facts_of(offer: Offer, settings: Settings) -> Facts:
    """The facts of the model that is offered."""
    provider, model, endpoint = offer.provider, offer.model, endpoint_of(offer.provider)
    return Facts(
        model=model.id,
        provider=provider.name,
        is_demo=provider.is_demo,
        base=_shown_address(endpoint, ""),
        address=_shown_address(endpoint, "chat/completions"),
        authorization=endpoint.shown_authorization(),
        context_tokens=model.context_tokens,
        max_reply_tokens=model.max_reply_tokens,
        price=_price(model.price),
        own_rate=_own_rate(settings.rate_limit),
    )


def _shown_address(endpoint: Endpoint, path: str) -> str:
    """As the record of a request shows it, without its query."""
    shown = Secrets(endpoint.secrets()).without_whole(shown_address(endpoint.address(path)))
    return shown.partition("?")[0].rstrip("/")


def _own_rate(rate: str | None) -> Words | None:
    """From a setting such as `30/minute`."""
    amount, _, unit = (rate or "").partition("/")
    return Words(RATES[unit], {"amount": int(amount)}) if unit else None


def _price(price: Price | None) -> PriceFacts | None:
    if price is None:
        return None
    return PriceFacts(
        currency=price.currency,
        input=_of_a_million(price.input),
        output=_of_a_million(price.output),
        cached_input=None if price.cached_input is None else _of_a_million(price.cached_input),
    )


def _of_a_million(amount: Decimal) -> int:
    return rounded(amount * A_MILLION * NANOS)
