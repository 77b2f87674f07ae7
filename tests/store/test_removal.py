"""Deleting for good: what was put away, has expired or is too old goes with all that belongs to it, in short steps."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import select, text

from tests.appending import append
from tests.kept_exchanges import keep_exchange
from webchat.store import (
    Conversation,
    Database,
    ExchangeRecord,
    Message,
    Session,
    conversations,
    lines,
    messages,
    pairs,
    replies,
    submissions,
)
from webchat.store.columns import now
from webchat.store.headers import Headers

from .actors import ALICE, STRANGER, Exchanged, ask, put_away


def test_deleting_a_conversation_leaves_nothing_of_it(database: Database) -> None:
    asked, other = ask(database), ask(database)
    record = ExchangeRecord(
        method="POST",
        url="https://example.org",
        request_headers=Headers(),
        request_body=b"{}",
        started_at=datetime.now(UTC),
    )
    with database.writing() as session:
        keep_exchange(session, asked.reply_id, record)
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
        conversations.delete_all(session, [conversation.id])

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
            append(session, conversation, role="user", text="Again.", parent_id=conversation.leaf_id)

    with database.reading() as session:
        shown = lines.newest(session, conversation, lines.ALL).messages
    with database.writing() as session:
        conversations.delete_all(session, [conversation.id])

    with database.reading() as session:
        left = session.scalar(text("SELECT count(*) FROM messages"))
    assert [message.position for message in shown] == list(range(1500))
    assert left == 0


def test_purge_deletes_what_was_put_away_and_what_has_expired(database: Database) -> None:
    away, later, kept = ask(database), ask(database), ask(database)
    put_away(database, away.conversation_id)
    moment = now()
    put_away(database, later.conversation_id)
    with database.writing() as session:
        conversations.create(session, ALICE, shelf="temporary", expires_at=moment - timedelta(seconds=1))
        living = conversations.create(session, ALICE, shelf="temporary", expires_at=moment + timedelta(hours=1))

    purged = purge_all(database, moment)

    assert purged == 2
    assert everything(database) == {later.conversation_id, kept.conversation_id, living.id}


def test_temporary_conversation_that_is_kept_does_not_expire(database: Database) -> None:
    with database.writing() as session:
        conversation = conversations.create(session, ALICE, shelf="temporary", expires_at=now() + timedelta(hours=1))
        conversations.set_shelf(session, conversation, "list")

    assert purge_all(database, now() + timedelta(days=1)) == 0


def test_conversations_that_nobody_wrote_in_for_long_are_deleted(database: Database) -> None:
    old, fresh = ask(database), ask(database)
    with database.writing() as session:
        session.get_one(Conversation, old.conversation_id).updated_at = now() - timedelta(days=31)

    with database.writing() as session:
        deleted = conversations.delete_older(session, now() - timedelta(days=30))

    assert deleted == 1
    assert everything(database) == {fresh.conversation_id}


def test_very_long_conversation_is_deleted_in_several_transactions(database: Database) -> None:
    with database.writing() as session:
        conversation = conversations.create(session, ALICE)
        for _ in range(5):
            parent_id = conversation.leaf_id
            new = [messages.new(conversation, role="user", text="?", parent_id=parent_id) for _ in range(500)]
            messages.append_all(session, conversation, new)
        conversations.put_away(session, conversation)
    left = []

    while purge(database, now() + timedelta(seconds=1)):
        with database.reading() as session:
            left.append(session.scalar(text("SELECT count(*) FROM messages")))

    assert left == [1500, 500, 0]
    assert everything(database) == set()


def test_old_conversation_is_not_seen_while_it_is_deleted_in_portions(database: Database) -> None:
    with database.writing() as session:
        conversation = conversations.create(session, ALICE)
        new = [messages.new(conversation, role="user", text="?", parent_id=None) for _ in range(1500)]
        messages.append_all(session, conversation, new)
        session.get_one(Conversation, conversation.id).updated_at = now() - timedelta(days=31)

    with database.writing() as session:
        conversations.delete_older(session, now() - timedelta(days=30))

    with database.writing() as session:
        assert conversations.owned_by(session, ALICE, conversation.id) is None
        assert conversations.bring_back(session, ALICE, conversation.id, within=conversations.UNDO) is None
    assert purge(database, now() - conversations.UNDO) == 1
    assert everything(database) == set()


def test_who_has_no_conversation_left_is_named_nowhere(database: Database) -> None:
    mine = [ask(database).conversation_id for _ in range(2)]
    theirs = ask(database, owner_id=STRANGER).conversation_id
    moment = now() + timedelta(seconds=1)

    put_away(database, mine[0])
    purge_all(database, moment)
    with_one_left = volumes(database)
    put_away(database, mine[1])
    purge_all(database, moment)

    assert (with_one_left, volumes(database)) == ({ALICE, STRANGER}, {STRANGER})
    assert everything(database) == {theirs}


def volumes(database: Database) -> set[str]:
    with database.reading() as session:
        return set(session.scalars(text("SELECT owner_id FROM search_volumes")))


def test_short_conversations_are_deleted_together_up_to_a_bound(database: Database) -> None:
    for _ in range(5):
        put_away(database, ask(database).conversation_id)

    moment = now() + timedelta(seconds=1)
    with database.writing() as session:
        first = conversations.purge(session, put_away_before=moment, expired_before=moment, limit=3)
        second = conversations.purge(session, put_away_before=moment, expired_before=moment, limit=3)

    assert (first, second) == (3, 2)


def purge(database: Database, moment: datetime) -> int:
    with database.writing() as session:
        return conversations.purge(session, put_away_before=moment, expired_before=moment)


def purge_all(database: Database, moment: datetime) -> int:
    purged = 0
    while count := purge(database, moment):
        purged += count
    return purged


def everything(database: Database) -> set[UUID]:
    with database.reading() as session:
        return set(session.scalars(select(Conversation.id)))


def test_what_was_deleted_is_in_none_of_the_files(sqlite_database: Database, tmp_path: Path) -> None:
    secret = "Nobody may ever read this again. " * 300
    asked, other = ask(sqlite_database, text=secret), ask(sqlite_database, text=secret)
    with sqlite_database.writing() as session:
        replies.request_stop(session, other.reply_id)
        pairs.put_away(session, *_found(session, other))
    put_away(sqlite_database, asked.conversation_id)
    sqlite_database.forget_deleted()  # so that the texts are in the file itself
    stored = _files(tmp_path)

    moment = now() + timedelta(seconds=1)
    purge_all(sqlite_database, moment)
    with sqlite_database.writing() as session:
        pairs.purge(session, moment)
    is_forgotten = sqlite_database.forget_deleted()

    assert b"Nobody may ever read this" in stored
    assert is_forgotten and b"Nobody may ever read this" not in _files(tmp_path)


def test_deleted_texts_cannot_be_forgotten_while_somebody_reads(database: Database) -> None:
    with database.reading() as session:
        session.scalar(text("SELECT count(*) FROM messages"))
        ask(database)
        while_reading = database.forget_deleted()

    is_postgresql = session.get_bind().dialect.name == "postgresql"
    assert (while_reading, database.forget_deleted()) == (is_postgresql, True)


def _found(session: Session, asked: Exchanged) -> tuple[Conversation, Message]:
    return session.get_one(Conversation, asked.conversation_id), session.get_one(Message, asked.message_id)


def _files(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir())
