"""The gauge agrees with what the built-in model then really reads, to the token."""

import json
import uuid
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from tests.context.asking import ask_gauge, goes_along, owner_of, stays_behind, stored, texts_in
from tests.context.conversations import write
from tests.context.relay import LONG, Relay
from tests.localmodel_files import local_model_file
from tests.offered import catalogue_at
from tests.person import Person
from webchat import create_app, data_dir
from webchat.config import Settings
from webchat.context.built_in import ANSWER_BEGINS, OWN_INSTRUCTIONS, BuiltInCounter, framed
from webchat.localmodel import LocalModel
from webchat.provider import ChatMessage

__all__ = ["local_model_file"]
SEEDS = range(50)


def longest_of(seed: int) -> int:
    """Every second conversation is short, so that the model can really read it."""
    return 70 if seed % 2 else 8


@pytest.fixture(scope="module")
def model(local_model_file: Path) -> Iterator[LocalModel]:
    with closing(LocalModel.start(local_model_file)) as running:
        yield running


@pytest.fixture(scope="module")
def relay(model: LocalModel) -> Iterator[Relay]:
    with Relay(model.base_url) as between:
        yield between


@pytest.fixture(scope="module")
def app(relay: Relay, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("gauge")
    settings = data_dir.prepare(Settings(data_dir=folder / "data", rate_limit=None, titles=False))
    made = create_app(settings, catalogue_at(relay.base_url, is_demo=True, context_tokens=2048, max_reply_tokens=1))
    yield made
    made.extensions["housekeeping"].close()
    made.extensions["desk"].close(within=0.0)


@pytest.fixture(scope="module")
def alice(app: Flask) -> Person:
    return Person(app)


@pytest.fixture(scope="module")
def owner(app: Flask, alice: Person) -> str:
    return owner_of(app, alice.ask("Hello").sent.conversation_id)  # type: ignore[attr-defined]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_gauge_says_what_the_model_then_reads(
    app: Flask, relay: Relay, alice: Person, owner: str, seed: int
) -> None:
    written = write(app, owner, seed, longest=longest_of(seed))

    gauge, sent, left_out = ask_gauge(alice, written), goes_along(alice, written), stays_behind(alice, written)
    reply = stored(app, alice.ask(written.draft, conversation_id=written.conversation_id).reply_id)

    assert (gauge.tokens, gauge.most, gauge.is_estimate) == (relay.counted[-1], 2048, False)
    assert (reply.error == "context_too_long") == gauge.is_over == (gauge.tokens >= 2048)
    assert reply.prompt_tokens in (gauge.tokens, None)
    assert reply.left_out == left_out == (left_out if gauge.is_over else gauge.left_out)
    assert texts_in(relay.sent[-1]) == "\n\n".join([*sent, written.draft])


def test_the_random_conversations_are_of_all_kinds(app: Flask, relay: Relay, alice: Person, owner: str) -> None:
    """Short ones that the model really read, those that fit, those of which something is left out."""
    gauges = [ask_gauge(alice, write(app, owner, seed, longest=longest_of(seed))) for seed in SEEDS]

    assert sum(gauge.left_out > 0 for gauge in gauges) > 10
    assert sum(gauge.left_out == 0 for gauge in gauges) > 10
    assert any(gauge.is_over for gauge in gauges)
    assert sum(gauge.tokens <= LONG for gauge in gauges) >= 8


def test_the_frame_is_that_of_the_models_own_template(relay: Relay) -> None:
    asked = [
        {"role": "user", "content": "\n Hi "},
        {"role": "assistant", "content": ""},
        {"role": "user", "content": "x"},
    ]

    _, answer = relay.ask_model("/apply-template", json.dumps({"messages": asked}).encode())

    made = [framed("system", OWN_INSTRUCTIONS), *(framed(each["role"], each["content"]) for each in asked)]
    assert json.loads(answer)["prompt"] == "".join(made) + ANSWER_BEGINS


def test_a_model_that_does_not_answer_is_estimated_and_says_so(
    app: Flask, relay: Relay, alice: Person, owner: str
) -> None:
    written = replace(write(app, owner, seed=1001, longest=5), draft=f"never counted: {uuid.uuid4()}")
    relay.is_silent.set()

    gauge = ask_gauge(alice, written)

    relay.is_silent.clear()
    assert gauge.is_estimate
    assert not ask_gauge(alice, written).is_estimate


def test_a_server_that_is_gone_cannot_count() -> None:
    counter = BuiltInCounter("http://127.0.0.1:9/v1")

    assert counter.counts([ChatMessage("user", "a text that was never counted")]) is None
