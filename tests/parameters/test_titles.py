"""A conversation's title is asked of the model that answers it, never of the demo model."""

import threading

import pytest
from flask import Flask

from tests.conftest import MakeApp
from tests.offered import offered_model, offered_provider
from tests.parameters.kept import ask
from tests.person import Person
from tests.provider_server import ProviderServer

MODELS = (offered_model("thinker"),)


@pytest.fixture
def app(make_app: MakeApp, provider: ProviderServer, far: ProviderServer) -> Flask:
    demo = offered_provider(provider.base_url, "demo", is_demo=True)
    return make_app(providers=[demo, offered_provider(far.base_url, "far", models=MODELS)], titles=True)


def wait_for_titles() -> None:
    for thread in [each for each in threading.enumerate() if each.name.startswith("title-")]:
        thread.join(10)


def asked_of(server: ProviderServer) -> int:
    return sum(request.path.endswith("/chat/completions") for request in server.requests)


def test_a_title_is_asked_of_the_conversations_own_model(
    alice: Person, provider: ProviderServer, far: ProviderServer
) -> None:
    ask(alice, "Please help me plan", model="far/thinker")
    wait_for_titles()

    assert (asked_of(provider), asked_of(far)) == (0, 2)
    assert {request.json["model"] for request in far.requests if request.method == "POST"} == {"thinker"}


def test_the_demo_model_is_not_asked_for_titles(alice: Person, provider: ProviderServer, far: ProviderServer) -> None:
    ask(alice, "Please help me plan")
    wait_for_titles()

    assert (asked_of(provider), asked_of(far)) == (1, 0)
