"""What is PostgreSQL's alone: its tables, its locks, and a server that is busy, stopped or stands still."""

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta

import psycopg
import pytest
from sqlalchemy import text

from tests.servers.postgres import PostgresServer
from webchat.errors import StorageUnavailable
from webchat.store import Database, conversations, replies

from .actors import ALICE, ask, conversations_locked_by_another_process, read


@contextmanager
def _impatient(url: str) -> Iterator[Database]:
    with closing(Database(url, lock_wait=0.3)) as database:
        yield database


def _count(database: Database) -> int | None:
    with database.reading() as session:
        return session.scalar(text("SELECT count(*) FROM conversations"))


def test_tables_are_made_as_postgresql_needs_them(postgres_database: Database) -> None:
    with postgres_database.reading() as session:
        running = session.scalar(text("SELECT indexdef FROM pg_indexes WHERE indexname = 'ix_messages_running'"))
        columns = text("SELECT column_name, data_type FROM information_schema.columns WHERE table_name = :table")
        message = {name: kind for name, kind in session.execute(columns, {"table": "messages"})}
        exchange = {name: kind for name, kind in session.execute(columns, {"table": "exchanges"})}

    assert running and "WHERE" in running and "'pending'" in running
    assert (message["id"], message["created_at"]) == ("uuid", "timestamp with time zone")
    assert (message["prompt_tokens"], message["completion_tokens"]) == ("bigint", "bigint")
    assert exchange["request_body"] == "bytea"


def test_lock_longer_than_the_patience_is_an_error_and_nothing_is_written(
    postgres_database: Database, migrated_postgres_url: str
) -> None:
    with _impatient(migrated_postgres_url) as impatient:
        with conversations_locked_by_another_process(migrated_postgres_url, seconds=30):
            began = time.monotonic()
            with pytest.raises(StorageUnavailable, match="busy"):
                ask(impatient)
            waited = time.monotonic() - began
            during = _count(impatient)

        ask(impatient)

    assert 0.3 <= waited < 5
    assert (during, _count(postgres_database)) == (0, 1)


def test_locked_conversation_holds_up_nobody_elses(postgres_database: Database, migrated_postgres_url: str) -> None:
    locked = ask(postgres_database)
    with postgres_database.writing() as session:
        conversations.owned_by(session, ALICE, locked.conversation_id, for_change=True)

        with _impatient(migrated_postgres_url) as other:
            ask(other)
            with pytest.raises(StorageUnavailable, match="busy"), other.writing() as waiting:
                conversations.owned_by(waiting, ALICE, locked.conversation_id, for_change=True)

    assert _count(postgres_database) == 2


def test_stopped_server_is_an_error_in_words_and_used_again_when_it_is_back(
    postgres: PostgresServer, postgres_database: Database
) -> None:
    asked = ask(postgres_database)
    postgres.stop()

    with pytest.raises(StorageUnavailable, match="does not answer"):
        ask(postgres_database)
    with pytest.raises(StorageUnavailable, match="does not answer"):
        postgres_database.check()
    postgres.start()

    postgres_database.check()
    assert read(postgres_database, asked.message_id).text


def test_server_that_ends_in_the_middle_of_a_transaction_leaves_nothing(
    postgres: PostgresServer, postgres_database: Database
) -> None:
    with pytest.raises(StorageUnavailable, match="does not answer"), postgres_database.writing() as session:
        conversations.create(session, ALICE)
        postgres.kill()
    postgres.start()

    assert _count(postgres_database) == 0


def test_missing_database_is_an_error_in_words(postgres: PostgresServer) -> None:
    with _impatient(postgres.url("nowhere")) as database:
        with pytest.raises(StorageUnavailable):
            database.migrate()


def test_database_without_tables_is_an_error_in_words(postgres_url: str) -> None:
    with _impatient(postgres_url) as database, pytest.raises(StorageUnavailable, match="not been set up"):
        database.check()


def test_database_that_may_only_be_read_says_so(postgres_database: Database, migrated_postgres_url: str) -> None:
    with psycopg.connect(migrated_postgres_url, autocommit=True) as administrator:
        name = administrator.info.dbname
        administrator.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on".encode())

    with _impatient(migrated_postgres_url) as reader:
        with pytest.raises(StorageUnavailable, match="only be read"):
            ask(reader)

        assert _count(reader) == 0


def test_more_connections_than_the_server_has_are_an_error_in_words(
    postgres: PostgresServer, postgres_database: Database, migrated_postgres_url: str
) -> None:
    with psycopg.connect(migrated_postgres_url, autocommit=True) as administrator:
        administrator.execute(f"ALTER DATABASE {administrator.info.dbname} CONNECTION LIMIT 0".encode())
        administrator.execute("CREATE ROLE guest LOGIN")
    guest = migrated_postgres_url.replace("postgres@", "guest@")

    try:
        with _impatient(guest) as database, pytest.raises(StorageUnavailable, match="try again in a moment"):
            _count(database)
    finally:
        with psycopg.connect(postgres.url("postgres"), autocommit=True) as administrator:
            administrator.execute("DROP ROLE guest")


def test_running_replies_are_saved_while_somebody_else_holds_their_conversation(postgres_database: Database) -> None:
    """A row changed twice in one transaction has its foreign key looked at again, which locks what it points to."""
    asked = ask(postgres_database)
    with postgres_database.writing() as session:
        replies.claim(session, asked.reply_id, "worker-1", timedelta(seconds=30))

    with postgres_database.writing() as holding:
        conversation = conversations.owned_by(holding, ALICE, asked.conversation_id, for_change=True)
        assert conversation is not None
        conversations.hold(holding, conversation)
        with postgres_database.writing() as session:
            replies.save_progress(session, "worker-1", {asked.reply_id: ("Because", "")})
            held = replies.renew(session, [asked.reply_id], "worker-1", timedelta(seconds=30))

    assert held == {asked.reply_id: False}
