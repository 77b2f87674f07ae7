"""The programs of "Run it yourself" of replies that were asked for: of the tests' provider, and of a real model."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask

from tests.conftest import MakeApp
from tests.inspector.programs import program, record_to, run
from tests.kept_exchanges import exchanges_of
from tests.offered import KEY
from tests.person import Person
from tests.provider_server import ProviderServer
from webchat.inspector.snippets import snippets_of
from webchat.localmodel import NAME, LocalModel
from webchat.store.exchanges import ExchangeRecord


def test_the_programs_of_a_reply_ask_for_it_again(make_app: MakeApp, provider: ProviderServer, tmp_path: Path) -> None:
    provider.reply_with("A narrow\ninlet.")
    app = make_app()
    person = Person(app)
    first = person.ask("What is a\nfjord?")
    reply_id = person.ask('Why\'s it "called" so?', conversation_id=first.sent.conversation_id).reply_id
    sent = provider.requests[-1]
    record = exchange_of(app, reply_id)

    outcomes = [run(each, tmp_path, {"OPENAI_API_KEY": KEY}) for each in snippets_of(record)[:2]]

    assert [code for code, _, _ in outcomes] == [0, 0]
    assert outcomes[0][1] == "A narrow\ninlet.\n"
    assert len(provider.requests) == 4
    for again in provider.requests[-2:]:
        assert (again.method, again.path, again.json) == (sent.method, sent.path, sent.json)
        assert again.headers["authorization"] == sent.headers["authorization"] == f"Bearer {KEY}"
        assert again.headers["accept"] == sent.headers["accept"]


def test_python_prints_what_a_real_model_streams(model: LocalModel, tmp_path: Path) -> None:
    streamed, whole = (asked_of(model, stream=stream) for stream in (True, False))

    code, printed, complaints = run(program(streamed, "python"), tmp_path, {})

    assert (code, complaints) == (0, "")
    assert printed == run(program(whole, "python"), tmp_path, {})[1]
    assert printed.strip()


def test_curl_shows_what_a_real_model_streams(model: LocalModel, tmp_path: Path) -> None:
    code, printed, complaints = run(program(asked_of(model, stream=True), "bash"), tmp_path, {})

    events = [json.loads(line[6:]) for line in printed.split("\n") if line.startswith("data: {")]
    assert (code, complaints) == (0, "")
    assert len(events) > 1 and "data: [DONE]" in printed
    assert any(event["choices"][0]["delta"].get("content") for event in events if event["choices"])


@pytest.fixture(scope="module")
def model(local_model_file: Path) -> Iterator[LocalModel]:
    with closing(LocalModel.start(local_model_file)) as running:
        yield running


def asked_of(model: LocalModel, *, stream: bool) -> ExchangeRecord:
    """A request for a few words of the built-in model."""
    body = {"model": NAME, "max_tokens": 8, "temperature": 0, "stream": stream}
    return record_to(model.base_url, body, request_headers={"Content-Type": "application/json"})


def exchange_of(app: Flask, reply_id: str) -> ExchangeRecord:
    """What was kept of the last request for a reply."""
    with app.extensions["desk"].database.reading() as session:
        return exchanges_of(session, UUID(reply_id))[-1]
