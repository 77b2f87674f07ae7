"""Why a reply took several requests, told from what came back for each."""

import uuid
from typing import Any

import pytest
from flask import Flask

from tests.inspector.hood import open_hood, text_of
from tests.kept_exchanges import keep_exchange
from tests.person import Person
from tests.provider_server import DONE, ProviderServer, finish, token
from webchat.inspector.requests_made import requests_made
from webchat.store.columns import now
from webchat.store.exchanges import ExchangeRecord
from webchat.store.headers import Headers
from webchat.store.messages import Message

SENT = [(uuid.uuid4(),), (uuid.uuid4(),), (uuid.uuid4(),)]
MORE = [*SENT, (uuid.uuid4(),), ()]  # of a request that asks for the rest of a reply


def record(status: int | None, **changes: Any) -> ExchangeRecord:
    usual: dict[str, Any] = {
        "method": "POST",
        "url": "http://provider/v1/chat/completions",
        "request_headers": Headers(),
        "request_body": b"{}",
        "status": status,
        "started_at": now(),
        "sources": SENT,
    }
    return ExchangeRecord(**usual | changes)


def reply(status: str = "complete") -> Message:
    return Message(role="assistant", text="Yes", status=status)


TOO_LONG = "it was too long for the model (status %s), so it was sent again with fewer messages"
AGAIN: dict[str, Any] = {"attempts": 2}
FEWER: dict[str, Any] = {"sources": SENT[1:]}
GOES_ON: dict[str, Any] = {"sources": MORE}
FEWER_MORE: dict[str, Any] = {"sources": MORE[1:]}


@pytest.mark.parametrize(
    ("status", "first", "second", "words"),
    [
        (None, {}, AGAIN, "nothing came back, so it was sent again"),
        (None, {}, GOES_ON, "the reply ended early, so the model was asked to go on"),
        (None, {"is_sent": False}, GOES_ON, "nobody took it"),
        (200, {}, GOES_ON, "the reply ended early, so the model was asked to go on"),
        (200, GOES_ON, GOES_ON, "the reply ended early, so the model was asked to go on"),
        (200, {}, AGAIN, "what came back was no answer, so it was sent again"),
        (200, GOES_ON, GOES_ON | AGAIN, "what came back was no answer, so it was sent again"),
        (200, {}, FEWER, TOO_LONG % 200),
        (400, {}, FEWER, TOO_LONG % 400),
        (
            400,
            GOES_ON,
            FEWER_MORE,
            TOO_LONG % 400,
        ),
        (400, {}, AGAIN, "the provider refused it (status 400), so it was sent again in another way"),
        (429, {}, AGAIN, "the provider could not answer then (status 429), so it was sent again"),
        (503, GOES_ON, GOES_ON | AGAIN, "the provider could not answer then (status 503), so it was sent again"),
    ],
)
def test_what_became_of_a_request_is_told_from_what_followed(
    status: int | None, first: dict[str, Any], second: dict[str, Any], words: str
) -> None:
    made = requests_made([record(status, **first), record(200, ordinal=2, **second)], reply())

    assert [(each.number, str(each.outcome)) for each in made] == [(1, words), (2, "its answer became the reply")]


@pytest.mark.parametrize(
    ("status", "ended", "words"),
    [
        (503, "failed", "it was the last attempt, and it failed"),
        (200, "failed", "it was the last attempt, and it failed"),
        (200, "stopped", "you stopped it, and what had come became the reply"),
        (200, "interrupted", "this page’s server was stopped, and what had come became the reply"),
        (200, "streaming", "the reply ended early, so the model was asked to go on"),
    ],
)
def test_of_the_last_one_the_reply_knows_how_it_ended(status: int, ended: str, words: str) -> None:
    made = requests_made([record(503), record(status, ordinal=2)], reply(ended))

    assert str(made[-1].outcome) == words


def test_of_a_continued_reply_both_requests_are_there(alice: Person, provider: ProviderServer) -> None:
    provider.answer_raw([token("Hello, "), finish("length"), DONE], times=1)
    reply_id = alice.ask("Hi").reply_id
    provider.reply_with("world.")
    alice.post(f"/replies/{reply_id}/continue", submission_id=uuid.uuid4().hex)
    alice.await_reply(reply_id)

    hood = open_hood(alice, reply_id)

    assert "asked to go on" in text_of(hood.all(".hood__requests li")[0])
    assert "the beginning of this very reply" in text_of(hood.all(".sent")[-2])
    assert "not written by you" in text_of(hood.all(".sent")[-1])
    assert "what you wrote" in text_of(open_hood(alice, reply_id, "?request=1").all(".sent")[-1])


def test_it_says_when_the_first_requests_are_not_kept_any_more(app: Flask, alice: Person) -> None:
    reply_id = alice.ask("Hi").reply_id
    with app.extensions["desk"].database.writing() as session:
        for _ in range(10):
            keep_exchange(session, uuid.UUID(reply_id), record(503))

    hood = open_hood(alice, reply_id)

    words = text_of(hood.one(".hood__requests"))
    assert "This reply took 11 requests. This is request 11. The first 3 are not kept any more." in words
    assert len(hood.all(".hood__requests li")) == 8


def test_a_request_that_is_not_kept_any_more_is_told_in_the_open_hood(alice: Person, provider: ProviderServer) -> None:
    provider.fail_with(503, times=1)
    hood = open_hood(alice, alice.ask("Hi").reply_id)

    links = hood.all(".hood__requests a")

    assert len(links) == 2
    assert all("#composer-error" in str(link["hx-status:4xx"]) for link in links)
