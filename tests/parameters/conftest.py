"""An application that offers two models at two providers: one takes a temperature, the other a reasoning effort."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from flask import Flask

from tests.conftest import MakeApp
from tests.offered import offered_model, offered_provider
from tests.person import Person
from tests.provider_server import ProviderServer
from webchat.models.catalogue import Price

PLAIN = offered_model("Plain", id="plain-model")
THINKER = offered_model(
    "Thinker",
    id="thinker",
    max_reply_tokens=512,
    takes_temperature=False,
    takes_images=True,
    efforts=("low", "high"),
    price=Price(currency="USD", input=Decimal("0.25"), output=Decimal(2)),
)


@pytest.fixture
def far() -> Iterator[ProviderServer]:
    """The other provider."""
    with ProviderServer() as server:
        server.reply_with("From afar")
        yield server


@pytest.fixture
def app(make_app: MakeApp, provider: ProviderServer, far: ProviderServer) -> Flask:
    near = offered_provider(provider.base_url, "near", models=(PLAIN,))
    return make_app(providers=[near, offered_provider(far.base_url, "far", models=(THINKER,))])


@pytest.fixture
def plain(app: Flask) -> Person:
    """Alice, without scripts."""
    return Person(app, with_scripts=False)
