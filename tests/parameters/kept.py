"""What is stored of conversations, to look at: what each reply was asked with, and what a conversation sets."""

import uuid
from typing import Any

from flask import Flask
from sqlalchemy import select

from tests.person import Answer, Person
from webchat.chat.desk import Desk
from webchat.store import Conversation, Message


def desk_of(app: Flask) -> Desk:
    desk: Desk = app.extensions["desk"]
    return desk


def asked_with(app: Flask, reply_id: str) -> dict[str, Any]:
    with desk_of(app).database.reading() as session:
        found = session.scalar(select(Message.asked_with).where(Message.id == uuid.UUID(reply_id)))
    assert found
    return found


def conversation_in(app: Flask, conversation_id: str) -> Conversation:
    with desk_of(app).database.reading() as session:
        found = session.get(Conversation, uuid.UUID(conversation_id))
    assert found
    return found


def count_stored(app: Flask) -> int:
    with desk_of(app).database.reading() as session:
        return len(session.scalars(select(Conversation.id)).all()) + len(session.scalars(select(Message.id)).all())


def send(person: Person, text: str, **fields: str | list[str]) -> Answer:
    """Send a message with what a new conversation sets, or to a conversation that there is."""
    return person.post("/messages", message=text, submission_id=uuid.uuid4().hex, **fields)


def ask(person: Person, text: str, **fields: str) -> Answer:
    """The same, until the reply has ended."""
    sent = send(person, text, **fields)
    assert sent.status == 200, sent.words
    ended = person.await_reply(sent.reply_id)
    ended.sent = sent  # type: ignore[attr-defined]
    return ended
