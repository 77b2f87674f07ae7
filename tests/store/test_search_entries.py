"""Entries come, change and go with the titles and texts that they are of; what nobody may see is not found."""

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import delete, update

from tests.appending import append
from webchat.store import Database, conversations, search
from webchat.store.backup import back_up, restore
from webchat.store.conversations import Conversation
from webchat.store.messages import Message

from .actors import ALICE
from .searching import asking, converse, count, find, found, words_left


def test_temporary_conversation_is_never_put_in(database: Database) -> None:
    temporary = converse(database, "leave no trace", title="trace", shelf="temporary")
    with database.writing() as session:
        search.put_conversation(session, temporary)

    assert found(database, asking("trace")) == []
    assert count(database, "searchable") == 0


def test_temporary_conversation_that_is_kept_is_found_from_then_on(database: Database) -> None:
    kept = converse(database, "keep this", "kept", title="keep", shelf="temporary")
    with database.writing() as session:
        conversations.set_shelf(session, kept, "list")
        search.put_conversation(session, kept)

    assert found(database, asking("keep")) == ["keep this", "keep"]


def test_archived_conversation_is_found_and_marked(database: Database) -> None:
    archived = converse(database, "old and gold")
    with database.writing() as session:
        conversations.set_shelf(session, archived, "archive")

    assert [hit.is_archived for hit in find(database, asking("gold")).hits] == [True]


def test_what_was_put_away_is_not_found_until_it_is_back(database: Database) -> None:
    converse(database, "put away whole", title="whole")
    second = converse(database, "put away", "put away too")
    moment = datetime.now(UTC)
    with database.writing() as session:
        session.execute(update(Conversation).where(Conversation.title == "whole").values(deleted_at=moment))
        session.execute(update(Message).where(Message.conversation_id == second.id).values(deleted_at=moment))

    assert found(database, asking("put")) == found(database, asking("whole")) == []

    with database.writing() as session:
        session.execute(update(Conversation).values(deleted_at=None))
        session.execute(update(Message).values(deleted_at=None))

    assert len(found(database, asking("put"))) == 3


def test_new_text_takes_the_place_of_the_old_one(database: Database) -> None:
    converse(database, "first words")
    (hit,) = find(database, asking("first")).hits
    with database.writing() as session:
        message = session.get_one(Message, hit.message_id)
        message.text = "other words"
        session.flush()
        search.put_message(session, message, ALICE)

    assert found(database, asking("first")) == []
    assert found(database, asking("words")) == ["other words"]
    assert words_left(database, "first") == 0


def test_new_title_takes_the_place_of_the_old_one(database: Database) -> None:
    conversation = converse(database, "words", title="first title")
    with database.writing() as session:
        conversations.rename(session, conversation, "other title", by="person")
        search.put_title(session, conversation)

    assert found(database, asking("title")) == ["other title"]
    assert found(database, asking("first")) == []


def test_running_reply_is_found_when_it_has_ended(database: Database) -> None:
    conversation = converse(database, "Hello")
    with database.writing() as session:
        reply = append(session, conversation, role="assistant", text="partial", parent_id=None, status="streaming")
        search.put_message(session, reply, ALICE)
        search.put_ended(session, [reply.id])
    assert found(database, asking("partial")) == []

    with database.writing() as session:
        session.execute(update(Message).where(Message.id == reply.id).values(status="interrupted", text="partial end"))
        search.put_ended(session, [reply.id])
        search.put_ended(session, [])

    assert found(database, asking("partial")) == ["partial end"]


@pytest.mark.parametrize("what", ["conversations", "messages"])
def test_deleted_rows_take_their_words_out_of_the_index(database: Database, what: str) -> None:
    converse(database, "vanishing", title="vanishing")
    with database.writing() as session:
        session.execute(delete(Message))
        if what == "conversations":
            session.execute(delete(Conversation))

    assert words_left(database, "vanishing") == (0 if what == "conversations" else 1)


def test_removed_message_is_not_found(database: Database) -> None:
    converse(database, "here today")
    (hit,) = find(database, asking("today")).hits
    assert hit.message_id
    with database.writing() as session:
        search.remove_message(session, hit.message_id)

    assert found(database, asking("today")) == []


def test_what_follows_the_searched_length_is_left_out(database: Database) -> None:
    converse(database, "a " * (search.LONGEST_TEXT // 2) + "beyond")

    assert found(database, asking("beyond")) == []


def test_stored_conversations_are_put_in_by_the_migration(url: str) -> None:
    from alembic import command

    from webchat.store.migrations import configuration

    with closing(Database(url)) as database:
        database.migrate()
        first = _stored_unsearched(database, "an old text", title="an old title")
        _stored_unsearched(database, "a newer text", title="a newer title", later=timedelta(days=1))
        _stored_unsearched(database, "a temporary text", title="temporary", shelf="temporary")
        with database.writing() as session:
            command.downgrade(configuration(session.connection()), "0003")
        assert first

        database.migrate()

        assert found(database, asking("text")) == ["a newer text", "an old text"]
        assert found(database, asking("title")) == ["a newer title", "an old title"]


def _stored_unsearched(
    database: Database,
    words: str,
    *,
    title: str,
    later: timedelta = timedelta(),
    shelf: conversations.Shelf = "list",
) -> UUID:
    with database.writing() as session:
        conversation = conversations.create(session, ALICE, title=title, shelf=shelf)
        append(session, conversation, role="user", text=words, parent_id=None)
        moment = datetime.now(UTC) + later
        session.execute(update(Conversation).where(Conversation.id == conversation.id).values(updated_at=moment))
    return conversation.id


def test_restored_backup_is_searched_as_before(sqlite_database: Database, sqlite_url: str, tmp_path: Path) -> None:
    converse(sqlite_database, "kept in the backup", title="kept")
    back_up(sqlite_url, tmp_path / "backup.db")
    converse(sqlite_database, "kept after the backup")
    with sqlite_database.writing() as session:
        session.execute(delete(Message))

    restore(sqlite_url, tmp_path / "backup.db")

    assert found(sqlite_database, asking("kept")) == ["kept in the backup", "kept"]
    converse(sqlite_database, "put in after the restore")
    assert len(found(sqlite_database, asking("the"))) == 2
