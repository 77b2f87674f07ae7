"""What is read of a long conversation before a reply: no more than the model's context takes."""

import uuid

import pytest

from tests.conftest import MakeApp
from tests.context.asking import answering_with
from tests.person import Person, conversation_of
from tests.provider_server import ProviderServer
from webchat.context.estimate import Estimate
from webchat.context.history import History, before_next, before_reply
from webchat.store import Conversation, Database, Session, conversations, messages


def long_conversation(session: Session, count: int, *, text: str = "word " * 20) -> uuid.UUID:
    """A conversation of `count` messages; returns the reply at its end."""
    conversation = conversations.create(session, "alice")
    line: list[messages.Message] = []
    for number in range(count):
        role, parent = ("assistant", "user")[number % 2 == 0], line[-1].id if line else None
        line.append(messages.new(conversation, role=role, text=f"{number} {text}", parent_id=parent))  # type: ignore[arg-type]
    messages.append_all(session, conversation, line)
    return line[-1].id


def read(database: Database, reply_id: uuid.UUID, *, room: int, at_first: int) -> History:
    return before_reply(database, reply_id, answering_with(room), Estimate(), at_first=at_first)


def test_only_the_newest_messages_are_read_and_the_others_counted(database: Database) -> None:
    with database.writing() as session:
        reply_id = long_conversation(session, 1000)

    history = read(database, reply_id, room=500, at_first=10)

    assert [message.content.split()[0] for message in history.messages] == [str(n) for n in range(978, 999)]
    assert history.unread == 978


def test_everything_is_read_where_it_fits(database: Database) -> None:
    with database.writing() as session:
        reply_id = long_conversation(session, 200)

    history = read(database, reply_id, room=1_000_000, at_first=7)

    assert [message.content.split()[0] for message in history.messages] == [str(n) for n in range(199)]
    assert history.unread == 0


@pytest.mark.parametrize("count", [1, 2, 10, 11, 12])
def test_a_conversation_as_long_as_what_is_read_at_once_is_whole(database: Database, count: int) -> None:
    with database.writing() as session:
        reply_id = long_conversation(session, count)

    history = read(database, reply_id, room=1_000_000, at_first=5)

    assert (len(history.messages), history.unread) == (count - 1, 0)


def test_the_next_message_finds_what_a_reply_would_find(database: Database) -> None:
    with database.writing() as session:
        reply = session.get_one(messages.Message, long_conversation(session, 102))
        question = session.get_one(messages.Message, reply.parent_id)

    before = read(database, reply.id, room=700, at_first=4)
    coming = before_next(database, question.parent_id, answering_with(700), Estimate(), question.text, at_first=4)

    assert coming.messages == before.messages
    assert coming.said == before.said[:-1]
    assert coming.unread == before.unread > 0


def test_the_page_says_how_many_were_left_out_unread_ones_too(make_app: MakeApp, provider: ProviderServer) -> None:
    app = make_app(model={"context_tokens": 300, "max_reply_tokens": 100})
    alice = Person(app)
    conversation = conversation_of(alice.ask("start").sent)
    desk = app.extensions["desk"]
    with desk.database.writing() as session:
        held = session.get_one(Conversation, uuid.UUID(conversation))
        line = []
        for number in range(200):
            parent = line[-1].id if line else held.leaf_id
            role = ("assistant", "user")[number % 2 == 0]
            line.append(messages.new(held, role=role, text="x" * 90, parent_id=parent))
        messages.append_all(session, held, line)

    reply = alice.ask("and now?", conversation_id=conversation)

    sent = len(provider.requests[-1].json["messages"])
    assert f"{203 - sent} earlier messages were left out" in reply.one(".context-note").get_text()
