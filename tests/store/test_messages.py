"""Messages: appended at their own place, read along their parents, stored whatever they contain."""

from datetime import UTC, datetime, timedelta, timezone
from uuid import uuid4

import pytest
from sqlalchemy import select

from tests.appending import append
from webchat.errors import NotFound
from webchat.store import Database, conversations, lines, messages
from webchat.store.conversations import Conversation

from .actors import ALICE, STRANGER, ask, read
from .chat import begin


def test_message_is_returned_as_it_was_written(database: Database) -> None:
    text = "Grüße, 世界 👩‍🚀\r\n\ttabs 'quotes' \"double\" \\ %s :name ; --"

    asked = ask(database, text=text)

    message = read(database, asked.message_id)
    assert (message.text, message.role, message.status, message.position) == (text, "user", "complete", 0)
    assert message.reasoning == "" and message.left_out == 0 and message.error is None


@pytest.mark.parametrize(
    ("given", "stored"),
    [("a\0b", "a�b"), ("lone \ud83d here", "lone � here"), ("pair \ud83d\ude00", "pair 😀"), ("", "")],
)
def test_text_that_no_database_takes_is_stored_cleaned(database: Database, given: str, stored: str) -> None:
    asked = ask(database, text=given)

    assert read(database, asked.message_id).text == stored


def test_shown_follows_the_leaf_and_leaves_other_branches_aside(database: Database) -> None:
    asked = ask(database)
    with database.writing() as session:
        conversation = session.scalars(select(Conversation)).one()
        sibling = append(session, conversation, role="assistant", text="2nd", parent_id=asked.message_id)
        later = append(session, conversation, role="user", text="Thanks", parent_id=sibling.id)

    with database.reading() as session:
        shown = lines.newest(session, conversation, lines.ALL).messages
        path = lines.spoken_before(session, later.id)
        root_path = lines.spoken_before(session, shown[0].id)

    assert [message.id for message in shown] == [asked.message_id, sibling.id, later.id]
    assert [message.id for message in path] == [asked.message_id, sibling.id]
    assert root_path == []


def test_append_shows_the_new_leaf_on_the_conversation_it_was_given(database: Database) -> None:
    with database.writing() as session:
        conversation = conversations.create(session, ALICE)

        message = append(session, conversation, role="user", text="Hello", parent_id=None)

    assert conversation.leaf_id == message.id
    assert conversation.next_position == 1
    assert conversation.updated_at == message.created_at


def test_conversation_read_earlier_can_be_appended_to_in_another_session(database: Database) -> None:
    asked = ask(database)
    with database.reading() as session:
        conversation = conversations.owned_by(session, ALICE, asked.conversation_id)
    assert conversation is not None

    with database.writing() as session:
        message = append(session, conversation, role="user", text="And?", parent_id=asked.reply_id)

    assert message.position == 2
    assert conversation.leaf_id == message.id


def test_append_to_a_conversation_that_grew_meanwhile_takes_the_next_place(database: Database) -> None:
    asked = ask(database)
    with database.reading() as session:
        stale = conversations.owned_by(session, ALICE, asked.conversation_id)
    assert stale is not None
    with database.writing() as session:
        elsewhere = conversations.owned_by(session, ALICE, asked.conversation_id)
        assert elsewhere is not None
        append(session, elsewhere, role="user", text="In another tab", parent_id=asked.reply_id)

    with database.writing() as session:
        message = append(session, stale, role="user", text="Here", parent_id=asked.reply_id)

    assert (message.position, stale.next_position) == (3, 4)


def test_append_to_a_conversation_read_before_others_branched_it_shows_the_new_line(database: Database) -> None:
    chat = begin(database, "a")
    with database.reading() as session:
        stale = chat.conversation(session)
    chat.say("b", to="a1")
    chat.say("c", to="a1")

    with database.writing() as session:
        append(session, stale, role="user", text="d", parent_id=chat.ids["a1"])

    assert chat.shown() == "a a1 d"


def test_returned_message_is_usable_after_its_session(database: Database) -> None:
    with database.writing() as session:
        conversation = conversations.create(session, ALICE)
        message = append(session, conversation, role="user", text="Hello", parent_id=None)

    values = [getattr(message, column) for column in messages.Message.__table__.columns.keys()]

    assert "Hello" in values


def test_stranger_does_not_find_a_message(database: Database) -> None:
    asked = ask(database)

    with database.reading() as session:
        found = messages.owned_by(session, STRANGER, asked.message_id)
        unknown = messages.owned_by(session, ALICE, uuid4())

    assert (found, unknown) == (None, None)


@pytest.mark.parametrize("whose", ["nobody's", "another conversation's"])
def test_message_after_one_that_is_not_there_is_refused(database: Database, whose: str) -> None:
    parent_id = uuid4() if whose == "nobody's" else ask(database).reply_id

    with pytest.raises(NotFound), database.writing() as session:
        conversation = conversations.create(session, ALICE)
        append(session, conversation, role="user", text="Hello", parent_id=parent_id)


def test_message_knows_how_many_stand_above_it(database: Database) -> None:
    chat = begin(database, "a", "b")
    chat.say("c", to="a1")
    chat.restart("d")

    depths = {message.text: message.depth for message in chat.tree().messages.values()}

    assert depths == {"a": 1, "a1": 2, "b": 3, "b1": 4, "c": 3, "c1": 4, "d": 1}


def test_times_come_back_in_utc_whatever_zone_they_had(database: Database) -> None:
    asked = ask(database)
    moment = datetime(2026, 3, 29, 2, 30, tzinfo=timezone(timedelta(hours=5, minutes=45)))
    with database.writing() as session:
        conversation = session.get_one(Conversation, asked.conversation_id)
        conversation.updated_at = moment

    with database.reading() as session:
        found = session.get_one(Conversation, asked.conversation_id)

    assert found.updated_at == moment
    assert found.updated_at.tzinfo is UTC


def test_time_without_a_zone_is_refused(database: Database) -> None:
    asked = ask(database)

    with pytest.raises(Exception, match="without a zone"), database.writing() as session:
        session.get_one(Conversation, asked.conversation_id).updated_at = datetime(2026, 1, 1)
