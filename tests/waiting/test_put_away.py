"""A conversation that is put away or deleted while its reply runs takes what waits there with it."""

import threading
import uuid
from datetime import UTC, datetime, timedelta

from flask import Flask

from tests.person import Person, conversation_of
from tests.provider_server import ProviderServer
from tests.waiting.held import ended, held_reply
from webchat.chat.desk import Desk
from webchat.store import Message, conversations, waiting


def owner_and_conversation(desk: Desk, reply_id: str) -> tuple[str, conversations.Conversation]:
    with desk.database.reading() as session:
        reply = session.get_one(Message, uuid.UUID(reply_id))
        conversation = session.get_one(conversations.Conversation, reply.conversation_id)
        return conversation.owner_id, conversation


def await_end_of(desk: Desk, reply_id: str) -> None:
    for _ in range(60):
        if uuid.UUID(reply_id) not in desk.generations.running:
            return
        threading.Event().wait(0.1)
    raise AssertionError("it is still being written")


def test_what_waits_in_a_conversation_that_was_put_away_is_not_sent_and_still_waits_when_it_comes_back(
    app: Flask, alice: Person, provider: ProviderServer
) -> None:
    desk: Desk = app.extensions["desk"]
    with held_reply(provider) as go_on:
        first = alice.send_message("one")
        alice.await_text(first.reply_id, "First.")
        conversation_id = conversation_of(first)
        alice.send_message("two", conversation_id=conversation_id)
        owner, conversation = owner_and_conversation(desk, first.reply_id)
        with desk.database.writing() as session:
            conversations.put_away(session, session.get_one(conversations.Conversation, conversation.id))
        gone = ended(alice, first.reply_id)
        go_on.set()
        await_end_of(desk, first.reply_id)
    with desk.database.writing() as session:
        conversations.bring_back(session, owner, conversation.id, within=conversations.UNDO)

    shown = alice.open(f"/conversations/{conversation_id}")

    assert gone.status == 404
    assert shown.texts == ["one", "First."]
    assert shown.one(".waiting__send")
    assert len(provider.requests) == 1


def test_a_conversation_deleted_while_its_reply_runs_ends_it_quietly_and_hangs_up(
    app: Flask, alice: Person, provider: ProviderServer, caplog
) -> None:
    desk: Desk = app.extensions["desk"]
    with held_reply(provider):
        first = alice.send_message("one")
        alice.await_text(first.reply_id, "First.")
        alice.send_message("two", conversation_id=conversation_of(first))
        stream = iter(alice.client.get(f"/replies/{first.reply_id}/events").response)
        next(stream)
        _, conversation = owner_and_conversation(desk, first.reply_id)

        with desk.database.writing() as session:
            conversations.delete_all(session, [conversation.id])
        rest = b"".join(stream).decode()
        await_end_of(desk, first.reply_id)
        is_closed = provider.closed_by_client.wait(10)

    assert is_closed
    assert '"status": "gone"' in rest.rsplit("event:done", 1)[1]
    assert len(provider.requests) == 1
    assert not [record for record in caplog.records if record.levelname in ("ERROR", "CRITICAL")]


def test_whoever_watches_a_reply_in_a_conversation_that_is_deleted_learns_that_it_is_gone(
    app: Flask, alice: Person, provider: ProviderServer
) -> None:
    desk: Desk = app.extensions["desk"]
    with held_reply(provider):
        first = alice.send_message("one")
        alice.await_text(first.reply_id, "First.")
        conversation_id = conversation_of(first)
        alice.send_message("two", conversation_id=conversation_id)
        stream = iter(alice.client.get(f"/replies/{first.reply_id}/events").response)
        next(stream)

        alice.post(f"/conversations/{conversation_id}/delete", next="")
        rest = b"".join(stream).decode()
        await_end_of(desk, first.reply_id)
        is_closed = provider.closed_by_client.wait(10)
        restored = alice.post(f"/conversations/{conversation_id}/undelete", next="")
    shown = alice.open(f"/conversations/{conversation_id}")

    assert is_closed
    assert '"status": "gone"' in rest.rsplit("event:done", 1)[1]
    assert restored.status == 200
    assert shown.reply["data-status"] == "stopped"
    assert shown.one(".waiting__send")
    assert len(provider.requests) == 1


def test_a_reply_that_ends_in_an_expired_conversation_is_complete_and_what_waits_there_is_not_sent(
    app: Flask, alice: Person, provider: ProviderServer, caplog
) -> None:
    desk: Desk = app.extensions["desk"]
    with held_reply(provider) as go_on:
        first = alice.post("/messages", message="one", submission_id=uuid.uuid4().hex, temporary="on")
        alice.send_message("two", conversation_id=conversation_of(first))
        _, conversation = owner_and_conversation(desk, first.reply_id)
        with desk.database.writing() as session:
            conversations.keep_until(session, conversation, datetime.now(UTC) - timedelta(seconds=1))
        go_on.set()
        await_end_of(desk, first.reply_id)

    with desk.database.reading() as session:
        reply = session.get_one(Message, uuid.UUID(first.reply_id))
        waits = waiting.of_conversation(session, conversation.id)

    assert (reply.status, reply.text) == ("complete", "First.")
    assert waits and waits.text == "two"
    assert len(provider.requests) == 1
    assert not [record for record in caplog.records if record.levelname in ("ERROR", "CRITICAL")]
