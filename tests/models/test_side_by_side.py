"""Two providers behind one chat: each conversation has its own, and one that dies takes nothing from the other."""

import pytest
from flask import Flask

from tests.conftest import MakeApp
from tests.offered import offered_provider
from tests.person import Answer, Person
from tests.provider_server import ProviderServer


@pytest.fixture
def app(make_app: MakeApp, one: ProviderServer, two: ProviderServer) -> Flask:
    return make_app(providers=[offered_provider(one.base_url, "one"), offered_provider(two.base_url, "two")])


def reply_of(person: Person, model: str) -> Answer:
    """The finished reply to a first message, asked of that model."""
    return person.await_reply(person.send_message("Hello", model=model).reply_id)


def test_each_conversation_is_answered_by_the_provider_that_it_chose(app: Flask) -> None:
    alice = Person(app)

    replies = [reply_of(alice, "two/test-model"), reply_of(alice, "one/test-model")]

    assert [reply.texts for reply in replies] == [["two"], ["one"]]


def test_one_that_dies_is_told_and_known_to_be_away_and_the_other_goes_on(app: Flask, one: ProviderServer) -> None:
    alice = Person(app)
    one.fail_with(500)

    failed, there = reply_of(alice, "one/test-model"), reply_of(alice, "two/test-model")

    assert failed.reply["data-status"] == "failed" and "problem of its own" in failed.words
    assert (there.reply["data-status"], there.texts) == ("complete", ["two"])
    assert [each.state for each in app.extensions["switchboard"].offers(5.0)] == ["away", "there"]
