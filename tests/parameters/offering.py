"""What is offered where the tests of resolving and accepting stand: two providers, two assistants, no network."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from tests.offered import catalogue_of, offered_model, offered_provider
from webchat.config import Settings
from webchat.models.assistant import Assistant, Parameters, plain_assistant
from webchat.models.catalogue import Catalogue, Price
from webchat.models.switchboard import Switchboard

NOWHERE = "http://127.0.0.1:1/v1"
PRICE = Price(currency="USD", input=Decimal("0.25"), output=Decimal(2))
NEAR = offered_provider(NOWHERE, "near", models=(offered_model("plain"), offered_model("small", max_reply_tokens=256)))
FAR = offered_provider(
    NOWHERE,
    "far",
    models=(offered_model("thinker", takes_temperature=False, efforts=("low", "high"), price=PRICE),),
)
HELP_DESK = Assistant(
    slug="help-desk",
    name="Help desk",
    model="far/thinker",
    instructions="Be patient.",
    parameters=Parameters(temperature=0.3, max_tokens=500, reasoning_effort="low"),
)


def offering(**changes: Any) -> Catalogue:
    """The near provider's plain model by default; a plain assistant and a help desk."""
    assistants = (plain_assistant(instructions="Be kind."), HELP_DESK)
    return replace(catalogue_of(NEAR, FAR), **{"assistants": assistants, **changes})


def switchboard(**changes: Any) -> Switchboard:
    return Switchboard(offering(**changes), Settings())
