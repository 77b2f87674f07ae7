"""Asking a model for a reply, seen from the one who writes it."""

import uuid

from flask import Flask

from tests.person import Person
from tests.provider_server import ProviderServer
from webchat.chat.asking import Asking
from webchat.store import conversations, messages


def test_for_a_conversation_that_was_deleted_before_it_was_read_nobody_is_asked(
    app: Flask, alice: Person, provider: ProviderServer
) -> None:
    desk, reply_id = app.extensions["desk"], uuid.UUID(alice.ask("Hi").reply_id)
    with desk.database.writing() as session:
        reply = session.get_one(messages.Message, reply_id)
        asked_with, conversation_id = reply.asked_with, reply.conversation_id
    asking = Asking(desk.database, desk.switchboard, reply_id=reply_id, asked_with=asked_with, beginning="")

    with desk.database.writing() as session:
        conversations.delete_all(session, [conversation_id])

    assert list(asking.events()) == []
    assert len(provider.requests) == 1
