"""A provider that is slow to say which models it has holds up nobody: its models are taken at their word meanwhile."""

import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from tests.conftest import MakeApp
from tests.offered import offered_provider
from tests.parameters.kept import ask, asked_with, send
from tests.person import Person
from tests.provider_server import DONE, ProviderServer, finish, token, wait_for
from webchat.models.catalogue import Listed

LISTING = offered_provider("", "far", models=(), listed=Listed(never=("*-audio",)))


@pytest.fixture
def told() -> Iterator[threading.Event]:
    """Set, the far provider says which models it has."""
    event = threading.Event()
    yield event
    event.set()


@pytest.fixture
def app(make_app: MakeApp, provider: ProviderServer, far: ProviderServer, told: threading.Event) -> Flask:
    far.answer_raw([wait_for(told)], times=1)
    app = make_app(providers=[offered_provider(provider.base_url, "near"), replace(LISTING, base_url=far.base_url)])
    app.extensions["switchboard"].find("far/any")  # asks in the background
    until = time.monotonic() + 5
    while not far.requests and time.monotonic() < until:
        time.sleep(0.005)
    assert [request.method for request in far.requests] == ["GET"]
    return app


def test_messages_are_stored_and_answered_meanwhile(app: Flask, alice: Person) -> None:
    begun = time.monotonic()
    there, here = ask(alice, "Hello", model="far/org/big"), ask(alice, "Hello")
    seconds = time.monotonic() - begun

    assert asked_with(app, there.reply_id)["model"] == "org/big"
    assert (there.reply["data-status"], here.reply["data-status"]) == ("complete", "complete")
    assert seconds < 6, "the list itself may take fifteen"


def test_what_waits_for_a_reply_is_sent_meanwhile(app: Flask, alice: Person, far: ProviderServer) -> None:
    go = threading.Event()
    far.answer_raw([token("One"), wait_for(go), finish("stop"), DONE], times=1)
    sent = send(alice, "First", model="far/big")
    alice.send_message("Second", conversation_id=sent.conversation_id)

    go.set()
    alice.await_reply(sent.reply_id)
    following = alice.open(f"/conversations/{sent.conversation_id}")

    assert "From afar" in alice.await_reply(following.reply_id).words


def test_a_model_that_may_not_be_offered_is_refused_meanwhile(app: Flask, alice: Person) -> None:
    assert send(alice, "Hello", model="far/big-audio").status == 422
