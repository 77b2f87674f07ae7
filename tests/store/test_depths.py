"""Migration 0003: conversations that an earlier version stored show what they showed, and can be taken back."""

import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime

from alembic import command
from sqlalchemy import Connection, MetaData, NullPool, Table, create_engine, inspect

from webchat.store import Database
from webchat.store.migrations import configuration

from .tree import tree_of

THEN = datetime(2026, 10, 1, tzinfo=UTC)
PLAN = {  # what follows what, in the order of their positions; the leaf that is shown comes last
    "one line": ([("a", None), ("b", "a"), ("c", "b"), ("d", "c")], "d"),
    "retried, the newest shown": ([("a", None), ("b", "a"), ("b2", "a"), ("c", "b2"), ("d", "c")], "d"),
    "retried, an older shown": ([("a", None), ("b", "a"), ("c", "b"), ("d", "c"), ("b2", "a")], "d"),
    "retried twice": ([("a", None), ("b", "a"), ("b2", "a"), ("c", "b"), ("d", "c"), ("d2", "c"), ("d3", "c")], "d2"),
    "empty": ([], None),
}


@contextmanager
def at(url: str) -> Iterator[Connection]:
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"), poolclass=NullPool)
    with engine.begin() as connection:
        yield connection


def move_to(url: str, version: str, *, back: bool = False) -> None:
    with at(url) as connection:
        (command.downgrade if back else command.upgrade)(configuration(connection), version)


def store_as_before(url: str) -> dict[str, dict[str, uuid.UUID]]:
    """Stores the plan in the tables of version 0002; returns the ids of each conversation and its messages."""
    ids = {
        title: {name: uuid.uuid4() for name in ("", *(each for each, _ in said))} for title, (said, _) in PLAN.items()
    }
    with at(url) as connection:
        metadata = MetaData()
        metadata.reflect(connection)
        for title, (said, leaf) in PLAN.items():
            _store(connection, metadata.tables["conversations"], _conversation(title, ids[title], len(said), leaf))
            for position, (name, parent) in enumerate(said):
                row = _message(ids[title], name, parent, position)
                _store(connection, metadata.tables["messages"], row)
    return ids


def _conversation(title: str, ids: dict[str, uuid.UUID], count: int, leaf: str | None) -> dict[str, object]:
    moments = {"created_at": THEN, "updated_at": THEN}
    shown = ids[leaf] if leaf else None
    return moments | {"id": ids[""], "owner_id": "alice", "title": title, "leaf_id": shown, "next_position": count}


def _message(ids: dict[str, uuid.UUID], name: str, parent: str | None, position: int) -> dict[str, object]:
    place = {"id": ids[name], "conversation_id": ids[""], "parent_id": ids[parent] if parent else None}
    said = {"role": "user", "text": name, "reasoning": "", "status": "complete", "left_out": 0, "created_at": THEN}
    return place | said | {"position": position, "stop_requested": False}


def _store(connection: Connection, table: Table, row: dict[str, object]) -> None:
    is_text = connection.dialect.name == "sqlite"
    stored = {name: value.hex if is_text and isinstance(value, uuid.UUID) else value for name, value in row.items()}
    connection.execute(table.insert(), stored)


def test_conversations_of_an_earlier_version_get_their_depths_and_choices(url: str) -> None:
    with closing(Database(url)) as database:
        database.migrate()
    move_to(url, "0002", back=True)
    ids = store_as_before(url)

    move_to(url, "head")

    with closing(Database(url)) as database:
        trees = {title: tree_of(database, of[""]) for title, of in ids.items()}
    for title, tree in trees.items():
        tree.check()
        _, leaf = PLAN[title]
        assert tree.leaf_id == (ids[title][leaf] if leaf else None)
        for message in tree.messages.values():
            assert (message.chosen_child_id is not None) == (
                len(tree.children(message.id)) > 1 and message.id in tree.upwards()
            )


def test_migration_can_be_taken_back_with_all_its_messages(url: str) -> None:
    with closing(Database(url)) as database:
        database.migrate()
    move_to(url, "0002", back=True)
    store_as_before(url)
    move_to(url, "head")

    move_to(url, "0002", back=True)

    with at(url) as connection:
        inspector = inspect(connection)
        columns = {column["name"] for column in inspector.get_columns("messages")}
        tables = inspector.get_table_names()
        count = len(connection.exec_driver_sql("SELECT id FROM messages").all())
    assert not columns & {"depth", "chosen_child_id", "edited_at", "deleted_at"}
    assert count == sum(len(said) for said, _ in PLAN.values())
    assert "waiting_messages" not in tables
