"""Why a reply took several requests, told from what came back for each."""

import uuid

import pytest
from flask import Flask

from tests.inspector.hood import open_hood, text_of
from tests.person import Person
from tests.provider_server import DONE, ProviderServer, finish, token
from webchat.inspector.requests_made import requests_made
from webchat.store import exchanges
from webchat.store.columns import now
from webchat.store.exchanges import ExchangeRecord


def record(status: int | None, *, messages: int = 1, ordinal: int = 1) -> ExchangeRecord:
    return ExchangeRecord(
        method="POST",
        url="http://provider/v1/chat/completions",
        request_headers={},
        request_body=b"{}",
        status=status,
        started_at=now(),
        sources=[[uuid.uuid4()]] * messages,
        ordinal=ordinal,
    )


@pytest.mark.parametrize(
    ("status", "messages", "words"),
    [
        (None, 3, "nothing came back, so it was sent again"),
        (200, 3, "the reply ended early, so the model was asked to go on"),
        (400, 1, "it was too long for the model (status 400), so it was sent again with fewer messages"),
        (400, 3, "the provider refused it (status 400), so it was sent again in another way"),
        (429, 3, "the provider could not answer then (status 429), so it was sent again"),
        (503, 3, "the provider could not answer then (status 503), so it was sent again"),
    ],
)
def test_what_became_of_a_request_is_told_from_what_followed(status: int | None, messages: int, words: str) -> None:
    made = requests_made([record(status, messages=3), record(200, messages=messages, ordinal=2)])

    assert [(each.number, str(each.outcome)) for each in made] == [(1, words), (2, "its answer became the reply")]


def test_the_last_one_may_have_failed_too() -> None:
    made = requests_made([record(503), record(503, ordinal=2)])

    assert str(made[-1].outcome) == "it was the last attempt"


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
            exchanges.save(session, uuid.UUID(reply_id), record(503))

    hood = open_hood(alice, reply_id)

    words = text_of(hood.one(".hood__requests"))
    assert "This reply took 11 requests. This is request 11. The first 3 are not kept any more." in words
    assert len(hood.all(".hood__requests li")) == 8
