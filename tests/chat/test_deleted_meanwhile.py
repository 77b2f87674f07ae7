"""A conversation that is deleted elsewhere while an answer waits for its reply: the answer says so and ends whole."""

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from tests.conftest import MakeApp
from tests.person import HTMX, SAME_ORIGIN, Answer, Person, conversation_of
from tests.provider_server import ProviderServer
from tests.waiting.held import Parsed, held_reply
from webchat.store import Conversation, conversations

DELETED = "This conversation was deleted."
WAITING = SAME_ORIGIN | HTMX | {"Prefer": "wait"}


def delete(app: Flask, conversation_id: str) -> None:
    with app.extensions["desk"].database.writing() as session:
        conversations.put_away(session, session.get_one(Conversation, uuid.UUID(conversation_id)))


def deleted_in_between(person: Person, app: Flask, deleted_id: str, path: str, **form: str) -> Parsed:
    """The whole answer to a form when the conversation is deleted after the answer has begun."""
    form["submission_id"] = uuid.uuid4().hex
    pieces = iter(person.client.post(path, data=form, headers=WAITING).response)
    begun = next(pieces)
    delete(app, deleted_id)
    return Parsed((begun + b"".join(pieces)).decode())


def test_who_waits_for_a_reply_sees_the_message_and_that_its_conversation_was_deleted(
    app: Flask, alice: Person, provider: ProviderServer
) -> None:
    conversation_id = conversation_of(alice.ask("one").sent)  # type: ignore[attr-defined]

    with held_reply(provider):
        answer = deleted_in_between(
            alice, app, conversation_id, "/messages", message="two", conversation_id=conversation_id
        )

    assert answer.texts == ["two"]
    assert answer.one(".message .problem").get_text() == DELETED


@pytest.mark.parametrize("action", ["retry", "continue"])
def test_who_asked_for_a_reply_again_sees_that_its_conversation_was_deleted(
    app: Flask, alice: Person, provider: ProviderServer, action: str
) -> None:
    with held_reply(provider):
        sent = alice.send_message("one")
        alice.await_text(sent.reply_id, "First.")
        alice.post(f"/replies/{sent.reply_id}/stop")
        stopped = alice.await_reply(sent.reply_id)

    with held_reply(provider):
        path = f"/replies/{stopped.reply_id}/{action}"
        answer = deleted_in_between(alice, app, conversation_of(sent), path)

    assert answer.one(".message .problem").get_text() == DELETED
    assert len(answer.all(".message")) == 1


def test_a_page_that_brings_a_reply_as_it_is_written_is_whole_when_its_conversation_is_deleted(
    app: Flask, without_scripts: Person, provider: ProviderServer
) -> None:
    with held_reply(provider):
        address = without_scripts.send_message("one").headers["Location"]
        conversation_id = address.split("/conversations/")[1].split("?")[0]
        pieces = iter(without_scripts.client.get(f"/conversations/{conversation_id}?wait=1").response)
        begun = next(pieces)
        delete(app, conversation_id)
        page = Parsed((begun + b"".join(pieces)).decode())

    assert page.one("#messages .problem").get_text() == DELETED
    assert page.one("#composer")


def test_who_waits_for_the_reply_to_an_edited_message_sees_that_its_conversation_was_deleted(
    make_app: MakeApp, provider: ProviderServer
) -> None:
    app = make_app(streaming=False)
    alice = Person(app)
    first: Answer = alice.ask("one").sent  # type: ignore[attr-defined]
    message_id = str(first.one('[data-role="user"]')["id"]).removeprefix("message-")

    with held_reply(provider), ThreadPoolExecutor() as pool:
        editing = pool.submit(
            alice.post, f"/messages/{message_id}/edit", message="Better", submission_id=uuid.uuid4().hex
        )
        await_requests(provider, 2)
        delete(app, conversation_of(first))
        answer = editing.result(20)

    assert answer.status == 200
    assert answer.texts == ["Better"]
    assert answer.one(".message .problem").get_text() == DELETED


def await_requests(provider: ProviderServer, count: int) -> None:
    for _ in range(100):
        if len(provider.requests) >= count:
            return
        threading.Event().wait(0.05)
    raise AssertionError("the provider was not asked")
