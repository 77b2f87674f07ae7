"""What goes by itself, and when: on both databases, by one worker."""

from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text, update

from tests.appending import append
from tests.kept_exchanges import keep_exchange
from tests.store.actors import ALICE, ask
from tests.store.test_exchanges import RECORD
from webchat.housekeeping.chore import Chore, all_chores
from webchat.housekeeping.housekeeping import Housekeeping
from webchat.store import Conversation, Database, Message, conversations, moves, shares, submissions
from webchat.store.columns import now
from webchat.store.moves import Move
from webchat.store.submissions import Submission

NO_IMPORTS = Path("/nonexistent")


def chores_with(retention_days: int | None = None, *, keeps_exchanges: bool = True) -> tuple[Chore, ...]:
    return all_chores(data_dir=NO_IMPORTS, retention_days=retention_days, keeps_exchanges=keeps_exchanges)


def round_of(database: Database, retention_days: int | None = None) -> dict[str, int]:
    return Housekeeping(database, chores_with(retention_days)).do_round()


def change(database: Database, conversation_id: UUID, **values: object) -> None:
    with database.writing() as session:
        session.execute(update(Conversation).where(Conversation.id == conversation_id).values(**values))


def exists(database: Database, conversation_id: UUID) -> bool:
    with database.reading() as session:
        return session.get(Conversation, conversation_id) is not None


def ago(**passed: float) -> datetime:
    return now() - timedelta(**passed)


def test_what_was_put_away_goes_when_it_can_no_longer_be_brought_back(database: Database) -> None:
    gone, stays, undone = (ask(database).conversation_id for _ in range(3))
    change(database, gone, deleted_at=ago(seconds=13))
    change(database, undone, deleted_at=ago(seconds=10.1))

    round_of(database)

    assert [exists(database, each) for each in (gone, undone, stays)] == [False, True, True]


def test_a_pair_that_was_put_away_goes_too(database: Database) -> None:
    asked = ask(database)
    with database.writing() as session:
        pair = update(Message).where(Message.id.in_([asked.message_id, asked.reply_id]))
        session.execute(pair.values(deleted_at=ago(seconds=13)))

    round_of(database)

    with database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM messages")) == 0
    assert exists(database, asked.conversation_id)


def test_a_temporary_conversation_goes_when_its_time_is_over(database: Database) -> None:
    over, open_one = (ask(database).conversation_id for _ in range(2))
    change(database, over, shelf="temporary", expires_at=ago(seconds=1))
    change(database, open_one, shelf="temporary", expires_at=now() + timedelta(hours=1))

    round_of(database)

    assert [exists(database, each) for each in (over, open_one)] == [False, True]


def test_nothing_is_written_when_nothing_is_due(database: Database) -> None:
    ask(database)

    assert "purge" not in round_of(database)

    with database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM chores WHERE name = 'purge'")) == 0


def test_without_retention_old_conversations_stay(database: Database) -> None:
    old = ask(database).conversation_id
    change(database, old, updated_at=ago(days=36_500))

    assert "retention" not in round_of(database)
    assert exists(database, old)


@pytest.mark.parametrize(("age", "stays"), [(29.9, True), (30.1, False)])
def test_retention_deletes_what_is_older(database: Database, age: float, stays: bool) -> None:
    conversation_id = ask(database).conversation_id
    change(database, conversation_id, updated_at=ago(days=age), is_pinned=True, shelf="archive")

    round_of(database, retention_days=30)

    assert exists(database, conversation_id) is stays


def test_retention_works_through_many(database: Database) -> None:
    with database.writing() as session:
        for _ in range(250):
            conversations.create(session, ALICE)
        session.execute(update(Conversation).values(updated_at=ago(days=31)))
    young = ask(database).conversation_id

    assert round_of(database, retention_days=30)["retention"] == 250

    assert exists(database, young)


def test_shares_moves_and_submissions_go_when_they_are_over(database: Database) -> None:
    asked = ask(database)
    with database.writing() as session:
        conversation = session.get_one(Conversation, asked.conversation_id)
        for token, expires_at in (("over", ago(seconds=1)), ("open", now() + timedelta(days=1)), ("ever", None)):
            shares.add(session, conversation, token=token, snapshot={}, expires_at=expires_at)
        for token, made_at in (("old", ago(days=8)), ("new", now())):
            moves.add(session, ALICE, token)
            session.execute(update(Move).where(Move.token_hash == token).values(created_at=made_at))
        for key, made_at in (("old", ago(days=8)), ("new", now())):
            ids = {"message_id": asked.message_id, "reply_id": asked.reply_id}
            submissions.add(session, ALICE, key, conversation_id=asked.conversation_id, **ids)
            session.execute(update(Submission).where(Submission.submission_id == key).values(created_at=made_at))

    done = round_of(database)

    assert (done["shares"], done["moves"], done["submissions"]) == (1, 1, 1)
    with database.reading() as session:
        assert shares.count(session, ALICE) == 2
        assert moves.find(session, "new") and not moves.find(session, "old")
        assert submissions.find(session, ALICE, "new") and not submissions.find(session, ALICE, "old")


def test_an_hourly_chore_is_done_by_one_worker_an_hour(database: Database) -> None:
    first, second = (Housekeeping(database, chores_with(30)) for _ in range(2))

    first.do_round()
    change(database, ask(database).conversation_id, updated_at=ago(days=31))

    assert "retention" not in second.do_round()
    assert "retention" not in first.do_round()
    with database.writing() as session:
        session.execute(text("UPDATE chores SET due_at = :then"), {"then": ago(minutes=1)})
    assert round_of(database, retention_days=30)["retention"] == 1


@pytest.mark.parametrize(("keeps_exchanges", "left"), [(True, 205), (False, 0)])
def test_exchanges_go_batch_by_batch_where_they_are_not_to_be_kept(
    database: Database, keeps_exchanges: bool, left: int
) -> None:
    with database.writing() as session:
        conversation = conversations.create(session, ALICE)
        for _ in range(205):
            reply = append(session, conversation, role="assistant", text="", parent_id=None)
            keep_exchange(session, reply.id, RECORD)

    done = Housekeeping(database, chores_with(keeps_exchanges=keeps_exchanges)).do_round()

    assert done.get("exchanges", 0) == 205 - left
    with database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM exchanges")) == left
        assert session.scalar(text("SELECT count(*) FROM messages")) == 205
