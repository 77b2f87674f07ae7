"""Conversations: created, found by their owner only, listed by age, deleted without a trace."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from sqlalchemy import text

from webchat.errors import NotFound
from webchat.store import Database, ExchangeRecord, conversations, exchanges, lines, messages, submissions

from .actors import ALICE, STRANGER, ask


def test_created_conversation_is_empty_and_its_times_are_aware(database: Database) -> None:
    with database.writing() as session:
        created = conversations.create(session, ALICE)

    with database.reading() as session:
        found = conversations.owned_by(session, ALICE, created.id)
        shown = lines.shown(session, created)

    assert found is not None and found.title is None
    assert found.created_at.tzinfo is UTC and found.created_at == created.created_at
    assert shown == []


def test_stranger_does_not_find_a_conversation(database: Database) -> None:
    asked = ask(database)

    with database.reading() as session:
        found = conversations.owned_by(session, STRANGER, asked.conversation_id)
        unknown = conversations.owned_by(session, ALICE, uuid4())
        recent = conversations.recent_for(session, STRANGER, 10)
    with database.writing() as session:
        for_change = conversations.owned_by(session, STRANGER, asked.conversation_id, for_change=True)

    assert (found, for_change, unknown, recent) == (None, None, None, [])


def test_recent_conversations_come_newest_message_first(database: Database) -> None:
    first, second, third = ask(database), ask(database), ask(database)
    with database.writing() as session:
        conversation = conversations.owned_by(session, ALICE, first.conversation_id)
        assert conversation is not None
        messages.append(session, conversation, role="user", text="And the sea?", parent_id=first.reply_id)

    with database.reading() as session:
        recent = conversations.recent_for(session, ALICE, 2)

    assert [each.id for each in recent] == [first.conversation_id, third.conversation_id]
    assert second.conversation_id not in [each.id for each in recent]


def test_deleting_a_conversation_leaves_nothing_of_it(database: Database) -> None:
    asked, other = ask(database), ask(database)
    record = ExchangeRecord(
        method="POST", url="https://example.org", request_headers={}, request_body=b"{}", started_at=datetime.now(UTC)
    )
    with database.writing() as session:
        exchanges.save(session, asked.reply_id, record)
        submissions.add(
            session,
            ALICE,
            "once",
            conversation_id=asked.conversation_id,
            message_id=asked.message_id,
            reply_id=asked.reply_id,
        )

    with database.writing() as session:
        conversation = conversations.owned_by(session, ALICE, asked.conversation_id)
        assert conversation is not None
        conversations.delete(session, conversation)

    with database.reading() as session:
        counts = {
            table: session.scalar(text(f"SELECT count(*) FROM {table}"))
            for table in ("conversations", "messages", "submissions", "exchanges")
        }
        other_stays = conversations.owned_by(session, ALICE, other.conversation_id)
    assert counts == {"conversations": 1, "messages": 2, "submissions": 0, "exchanges": 0}
    assert other_stays is not None


def test_conversation_of_1500_messages_can_be_shown_and_deleted(database: Database) -> None:
    with database.writing() as session:
        conversation = conversations.create(session, ALICE)
        for _ in range(1500):
            messages.append(session, conversation, role="user", text="Again.", parent_id=conversation.leaf_id)

    with database.reading() as session:
        shown = lines.shown(session, conversation)
    with database.writing() as session:
        conversations.delete(session, conversation)

    with database.reading() as session:
        left = session.scalar(text("SELECT count(*) FROM messages"))
    assert [message.position for message in shown] == list(range(1500))
    assert left == 0


def test_append_to_a_deleted_conversation_is_not_found(database: Database) -> None:
    with database.writing() as session:
        conversation = conversations.create(session, ALICE)
    with database.writing() as session:
        conversations.delete(session, conversation)

    with pytest.raises(NotFound), database.writing() as session:
        messages.append(session, conversation, role="user", text="Hello?", parent_id=None)
