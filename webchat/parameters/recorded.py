"""What a reply was asked with, as it is kept with the reply (`asked_with`): read again to write the reply."""

from dataclasses import replace
from typing import Any

from webchat.models.switchboard import Switchboard
from webchat.parameters.answering import MOST_INSTRUCTIONS, Answering, temperature_in, text_in, tokens_in
from webchat.parameters.resolving import NOTHING_OWN, default_assistant, resolve
from webchat.provider import ModelUnknown
from webchat.usage.cost import price_of
from webchat.wording import N_

NOT_OFFERED = N_("The model %(model)s is not offered here any more. Choose another one, then try again.")
WHY_NOT_OFFERED = "The model was taken out of the configuration, or its provider was, after the message had been sent."


def answering_of(switchboard: Switchboard, record: dict[str, Any] | None) -> Answering:
    """Who is asked, and with what; replies of earlier versions, which have no record, are written by the default.

    Raises ModelUnknown when the model is not offered any more.
    """
    if record is None:
        return resolve(switchboard, None, NOTHING_OWN)
    now = switchboard.now()
    offer = now.find(key_in(record))
    if offer is None:
        raise ModelUnknown(message=NOT_OFFERED, for_administrator=WHY_NOT_OFFERED, model=record["model"])
    model, catalogue = replace(offer.model, price=price_of(record.get("price"))), now.catalogue
    return Answering(
        provider=offer.provider,
        model=model,
        assistant=catalogue.assistant(record["assistant"]) or default_assistant(catalogue),
        instructions=record["instructions"],
        temperature=record["temperature"] if model.takes_temperature else None,
        max_tokens=min(record["max_tokens"] or model.max_reply_tokens, model.max_reply_tokens),
        reasoning_effort=record["reasoning_effort"] if record["reasoning_effort"] in model.efforts else None,
    )


def key_in(record: dict[str, Any]) -> str:
    """The key of the model that was asked."""
    return f"{record['provider']}/{record['model']}"


def sensible(record: object) -> dict[str, Any] | None:
    """A record out of a file from elsewhere: with our names and bounds, or None when it does not name a model."""
    if not isinstance(record, dict):
        return None
    provider, model = text_in(record.get("provider")), text_in(record.get("model"))
    if provider is None or model is None:
        return None
    return {
        "provider": provider,
        "model": model,
        "assistant": text_in(record.get("assistant")),
        "instructions": text_in(record.get("instructions"), most=MOST_INSTRUCTIONS),
        "temperature": temperature_in(record.get("temperature")),
        "max_tokens": tokens_in(record.get("max_tokens")),
        "reasoning_effort": text_in(record.get("reasoning_effort")),
    }
