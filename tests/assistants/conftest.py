"""An application that offers two assistants on the tests' own provider."""

from dataclasses import replace

import pytest
from flask import Flask

from tests.conftest import MakeApp
from tests.offered import catalogue_at
from tests.person import Person
from tests.provider_server import ProviderServer
from webchat.models.assistant import Accent, Assistant
from webchat.models.catalogue import Catalogue

HELP_DESK = Assistant(
    slug="help-desk",
    name="Help <desk>",
    greeting="What is 100 % broken? %(name)s",
    intro="Printers first.",
    starters=("The printer is on fire", 'It says "no paper"'),
    instructions="You help.",
    accent=Accent(light="#0b6e4f", dark="#449877"),
    icon="help",
    disclaimer="Not for emergencies.",
)
TUTOR = Assistant(slug="tutor", name="Study partner", instructions="You teach.")


@pytest.fixture
def offered(provider: ProviderServer) -> Catalogue:
    """A help desk, which is the default, and a tutor."""
    plain = catalogue_at(provider.base_url)
    return replace(plain, assistants=(HELP_DESK, TUTOR), default_assistant="help-desk")


@pytest.fixture
def app(make_app: MakeApp, offered: Catalogue) -> Flask:
    """The application."""
    return make_app(catalogue=offered)


@pytest.fixture
def alice(app: Flask) -> Person:
    """She talks to the assistants."""
    return Person(app)
