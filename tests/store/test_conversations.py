"""Conversations: created, found by their owner only, listed by age, deleted without a trace."""

from datetime import UTC, timedelta
from uuid import uuid4

import pytest

from tests.appending import append
from webchat.errors import NotFound
from webchat.store import (
    Database,
    conversations,
    lines,
    messages,
    running,
    shelves,
    submissions,
)
from webchat.store.columns import now
from webchat.store.conversations import UNDO, TitleBy

from .actors import ALICE, STRANGER, ask, put_away, read
from .crowd import all_at_once


def test_created_conversation_is_empty_and_its_times_are_aware(database: Database) -> None:
    with database.writing() as session:
        created = conversations.create(session, ALICE)

    with database.reading() as session:
        found = conversations.owned_by(session, ALICE, created.id)
        shown = lines.newest(session, created, lines.ALL).messages

    assert found is not None and found.title is None
    assert found.created_at.tzinfo is UTC and found.created_at == created.created_at
    assert shown == []


def test_stranger_does_not_find_a_conversation(database: Database) -> None:
    asked = ask(database)

    with database.reading() as session:
        found = conversations.owned_by(session, STRANGER, asked.conversation_id)
        unknown = conversations.owned_by(session, ALICE, uuid4())
        recent = shelves.page(session, STRANGER, "list").conversations
    with database.writing() as session:
        for_change = conversations.owned_by(session, STRANGER, asked.conversation_id, for_change=True)

    assert (found, for_change, unknown, recent) == (None, None, None, [])


def test_recent_conversations_come_newest_message_first(database: Database) -> None:
    first, second, third = ask(database), ask(database), ask(database)
    with database.writing() as session:
        conversation = conversations.owned_by(session, ALICE, first.conversation_id)
        assert conversation is not None
        append(session, conversation, role="user", text="And the sea?", parent_id=first.reply_id)

    with database.reading() as session:
        recent = shelves.page(session, ALICE, "list", limit=2).conversations

    assert [each.id for each in recent] == [first.conversation_id, third.conversation_id]
    assert second.conversation_id not in [each.id for each in recent]


def test_append_to_a_deleted_conversation_is_not_found(database: Database) -> None:
    with database.writing() as session:
        conversation = conversations.create(session, ALICE)
    with database.writing() as session:
        conversations.delete_all(session, [conversation.id])

    with pytest.raises(NotFound), database.writing() as session:
        append(session, conversation, role="user", text="Hello?", parent_id=None)


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [
        ("words", "words", "second"),
        ("words", "model", "second"),
        ("model", "words", "first"),
        ("model", "model", "second"),
        ("person", "words", "first"),
        ("person", "model", "first"),
        ("person", "person", "second"),
        ("model", "person", "second"),
    ],
)
def test_better_title_is_kept(database: Database, first: TitleBy, second: TitleBy, kept: str) -> None:
    with database.writing() as session:
        conversation = conversations.create(session, ALICE, title="words")
        conversations.rename(session, conversation, "first", by=first)
        is_renamed = conversations.rename(session, conversation, "second", by=second)

    with database.reading() as session:
        found = conversations.owned_by(session, ALICE, conversation.id)
    assert found is not None and found.title == conversation.title == kept
    assert is_renamed == (kept == "second")


def test_titles_of_two_tabs_at_once_leave_one_of_them(database: Database) -> None:
    with database.writing() as session:
        conversation_id = conversations.create(session, ALICE, title="words").id

    def rename(number: int) -> None:
        with database.writing() as session:
            conversation = conversations.owned_by(session, ALICE, conversation_id)
            assert conversation is not None
            assert conversations.rename(session, conversation, f"title {number}", by="person")

    all_at_once(2, rename)

    with database.reading() as session:
        found = conversations.owned_by(session, ALICE, conversation_id)
    assert found is not None and found.title in ("title 0", "title 1") and found.title_by == "person"


def test_conversation_put_away_is_found_by_nobody_until_it_is_brought_back(database: Database) -> None:
    asked = ask(database)
    conversation = put_away(database, asked.conversation_id)

    with database.reading() as session:
        hidden = [
            conversations.owned_by(session, ALICE, asked.conversation_id),
            messages.owned_by(session, ALICE, asked.message_id),
            messages.conversation_of(session, ALICE, asked.reply_id),
            messages.status_of(session, ALICE, asked.reply_id),
        ]
        listed = shelves.page(session, ALICE, "list").conversations
        counts = running.now(session, ALICE, uuid4())
    with pytest.raises(NotFound), database.writing() as session:
        append(session, conversation, role="user", text="And?", parent_id=asked.reply_id)
    with database.writing() as session:
        renamed = conversations.rename(session, conversation, "Late", by="person")
        known = conversations.put_away_of(session, ALICE, asked.conversation_id, within=UNDO)
        back = conversations.bring_back(session, ALICE, asked.conversation_id, within=UNDO)
        again = conversations.bring_back(session, ALICE, asked.conversation_id, within=UNDO)

    assert hidden == [None] * 4 and listed == [] and counts.of_owner == 0 and not renamed
    assert known is not None and back is not None and back.deleted_at is None and again is None
    assert read(database, asked.reply_id).stop_requested


def test_only_its_owner_brings_a_conversation_back_and_only_for_a_while(database: Database) -> None:
    asked = ask(database)
    put_away(database, asked.conversation_id)

    with database.writing() as session:
        stranger = conversations.bring_back(session, STRANGER, asked.conversation_id, within=UNDO)
        known = conversations.put_away_of(session, STRANGER, asked.conversation_id, within=UNDO)
        late = conversations.bring_back(session, ALICE, asked.conversation_id, within=timedelta(0))

    assert (stranger, known, late) == (None, None, None)


def test_form_that_opened_a_conversation_put_away_opens_another(database: Database) -> None:
    asked = ask(database)
    pair = {"message_id": asked.message_id, "reply_id": asked.reply_id, "conversation_id": asked.conversation_id}
    with database.writing() as session:
        submissions.add(session, ALICE, "once", **pair)

    put_away(database, asked.conversation_id)

    with database.reading() as session:
        assert submissions.find(session, ALICE, "once") is None


def test_expired_conversation_is_not_found_and_can_be_kept_longer_before(database: Database) -> None:
    with database.writing() as session:
        expired = conversations.create(session, ALICE, shelf="temporary", expires_at=now() - timedelta(seconds=1))
        living = conversations.create(session, ALICE, shelf="temporary", expires_at=now() + timedelta(seconds=9))
        listed = conversations.create(session, ALICE)
        conversations.keep_until(session, living, now() + timedelta(days=1))
        conversations.keep_until(session, listed, now())

    with database.reading() as session:
        gone = conversations.owned_by(session, ALICE, expired.id)
        found = conversations.owned_by(session, ALICE, living.id)
        still = conversations.owned_by(session, ALICE, listed.id)
    assert gone is None and still is not None
    assert found is not None and found.expires_at is not None and found.expires_at > now() + timedelta(hours=23)
