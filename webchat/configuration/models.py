"""The models of a provider: `[[providers.models]]` of the configuration file, and which of its own list are offered."""

import re
from decimal import Decimal

from webchat.config import Settings
from webchat.models.catalogue import Listed, OfferedModel, Price
from webchat.models.sizes import Sizes
from webchat.toml_table import Table

ID_CHARS, NAME_CHARS, EFFORT_CHARS = 200, 80, 32
MOST_MODELS, MOST_PATTERNS, MOST_EFFORTS = 1_000, 200, 12
KEYS = ("id", "name", "context", "max_reply", "images", "temperature", "reasoning_effort", "price")


def models_in(provider: Table, settings: Settings) -> tuple[OfferedModel, ...]:
    """The models that are described, in their order. Raises ConfigurationError."""
    found: dict[str, OfferedModel] = {}
    for table in provider.each("models", "model", MOST_MODELS):
        model = _model(table, settings)
        if model.id in found:
            raise table.wrong("id", f'there are two models of the id "{model.id}" here.')
        found[model.id] = model
    return tuple(found.values())


def listed_in(provider: Table) -> Listed | None:
    """Which of the provider's own list are offered; None for none. Raises ConfigurationError."""
    if isinstance(provider.values.get("list", False), bool):
        return Listed() if provider.values.get("list") else None
    if not isinstance(provider.values["list"], dict):
        raise provider.wrong(
            "list", '"list" must be true, false or a table such as { only = ["gpt-*"], never = ["*-audio*"] }.'
        )
    table = provider.inner("list", "list")
    assert table is not None
    table.only(("only", "never"))
    never = table.lines("never", count=MOST_PATTERNS, most=ID_CHARS)
    if "only" not in table.values:
        return Listed(never=never)
    return Listed(only=table.lines("only", count=MOST_PATTERNS, most=ID_CHARS), never=never)


def _model(table: Table, settings: Settings) -> OfferedModel:
    table.only(KEYS)
    model_id = table.required("id", ID_CHARS)
    sizes = _sizes(table, settings)
    return OfferedModel(
        id=model_id,
        name=table.line("name", NAME_CHARS) or model_id,
        context_tokens=sizes.context_tokens,
        max_reply_tokens=sizes.max_reply_tokens,
        takes_temperature=table.flag("temperature", True),
        takes_images=table.flag("images", False),
        efforts=table.lines("reasoning_effort", count=MOST_EFFORTS, most=EFFORT_CHARS),
        price=_price(table.inner("price", "price")),
    )


def _sizes(table: Table, settings: Settings) -> Sizes:
    context, reply = table.whole("context", 256, 10_000_000), table.whole("max_reply", 1, 1_000_000)
    sizes = Sizes.of(settings, context=context, reply=reply)
    if reply is not None and reply > sizes.max_reply_tokens:
        half = sizes.max_reply_tokens
        raise table.wrong("max_reply", f'"max_reply" may be half of the context at most, which is {half:,} tokens.')
    return sizes


def _price(table: Table | None) -> Price | None:
    if table is None:
        return None
    table.only(("currency", "input", "cached_input", "output"))
    currency = table.required("currency", 10)
    if not re.fullmatch(r"[A-Z]{3}", currency):
        raise table.wrong("currency", f'the currency "{currency}" is none: write three capital letters, such as USD.')
    return Price(
        currency=currency,
        input=_amount(table, "input"),
        output=_amount(table, "output"),
        cached_input=_amount(table, "cached_input") if "cached_input" in table.values else None,
    )


def _amount(table: Table, key: str) -> Decimal:
    """What a million tokens cost; nothing is a price too."""
    amount = table.number(key, 0, 1_000_000)
    if amount is None:
        raise table.problem(table.path, f'this price has no "{key}": say what a million tokens cost.')
    return Decimal(repr(amount))
