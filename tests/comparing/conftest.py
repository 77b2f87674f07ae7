"""An application that offers two models at two providers: one takes a temperature, the other a reasoning effort."""

import threading
from collections.abc import Iterator

import pytest
from flask import Flask

from tests.conftest import MakeApp
from tests.conversations.keeper import Keeper
from tests.offered import offered_model, offered_provider
from tests.person import Person
from tests.provider_server import DONE, ProviderServer, finish, token, wait_for
from webchat.models.catalogue import OfferedProvider

PLAIN = offered_model("Plain", id="plain-model")
THINKER = offered_model("Thinker", id="thinker", takes_temperature=False, efforts=("low", "high"))


@pytest.fixture
def far() -> Iterator[ProviderServer]:
    """The other provider."""
    with ProviderServer() as server:
        server.reply_with("From afar")
        yield server


@pytest.fixture
def both(provider: ProviderServer, far: ProviderServer) -> list[OfferedProvider]:
    """What is offered."""
    near = offered_provider(provider.base_url, "near", models=(PLAIN,))
    return [near, offered_provider(far.base_url, "far", models=(THINKER,))]


@pytest.fixture
def app(make_app: MakeApp, both: list[OfferedProvider]) -> Flask:
    return make_app(providers=both, read_timeout=60.0)


@pytest.fixture
def keeper(app: Flask) -> Keeper:
    """Alice, who looks into what is stored of her."""
    return Keeper(app)


@pytest.fixture
def plain(app: Flask) -> Person:
    """Alice, without scripts."""
    return Person(app, with_scripts=False)


@pytest.fixture
def written(provider: ProviderServer) -> Iterator[threading.Event]:
    """The near provider writes "Half" and goes on when this is set."""
    event = threading.Event()
    provider.answer_raw([token("Half "), wait_for(event), token("whole"), finish(), DONE])
    yield event
    event.set()
