"""Transactions, on every kind of database: all or nothing, and one moment from beginning to end."""

import pytest
from sqlalchemy import text

from tests.appending import append
from webchat.errors import StorageUnavailable
from webchat.store import Database, conversations

from .actors import ALICE, ask


def _count(database: Database) -> list[int | None]:
    with database.reading() as session:
        return [session.scalar(text(f"SELECT count(*) FROM {table}")) for table in ("conversations", "messages")]


def test_error_in_the_middle_leaves_nothing_behind(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.writing() as session:
        conversation = conversations.create(session, ALICE)
        append(session, conversation, role="user", text="Hello", parent_id=None)
        _ = 1 / 0

    assert _count(database) == [0, 0]


def test_read_sees_one_moment_from_beginning_to_end(database: Database) -> None:
    count = text("SELECT count(*) FROM conversations")

    with database.reading() as session:
        before = session.scalar(count)
        ask(database)
        still = session.scalar(count)

    assert (before, still) == (0, 0)
    assert _count(database) == [1, 2]


def test_mistake_of_ours_is_not_called_a_failure_of_the_database(database: Database) -> None:
    with pytest.raises(Exception, match="syntax error") as failure, database.reading() as session:
        session.execute(text("SELEKT 1"))

    assert not isinstance(failure.value, StorageUnavailable)
