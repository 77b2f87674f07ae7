"""Migrations: from nothing, again, from many processes at once, never backwards, and always what the models say."""

import subprocess
import sys
from contextlib import closing
from dataclasses import replace

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import NullPool, create_engine, inspect, text

from tests.kept_exchanges import exchanges_of, keep_exchange
from webchat.errors import ConfigurationError
from webchat.store import Database, schema
from webchat.store.base import Base
from webchat.store.headers import Headers
from webchat.store.migrations import configuration

from .actors import ask
from .test_exchanges import RECORD

MIGRATE = "import sys; from webchat.store import Database; Database(sys.argv[1]).migrate()"
MIGRATE_EIGHT_TIMES = """
import os, sys
from webchat.store import Database, migrations  # once for all of them, so that they begin together

processes = []
for _ in range(8):
    processes.append(os.fork())
    if not processes[-1]:
        Database(sys.argv[1]).migrate()
        os._exit(0)
sys.exit(any([os.waitpid(process, 0)[1] for process in processes]))
"""


def is_known_to_models(name: str | None, kind: str, parents: object) -> bool:
    """All but the full text index, `search_words`, which no model can say: on SQLite FTS5's own tables."""
    return not (kind in ("table", "index") and name is not None and name.startswith("search_words"))


def test_models_and_migrations_agree(database: Database) -> None:
    with database.reading() as session:
        options = {"compare_type": True, "include_name": is_known_to_models}
        context = MigrationContext.configure(session.connection(), opts=options)

        assert compare_metadata(context, Base.metadata) == []


def test_known_version_is_the_newest_migration() -> None:
    script = ScriptDirectory.from_config(configuration())

    assert script.get_heads() == [schema.HEAD]


def test_second_migration_changes_nothing(database: Database) -> None:
    ask(database)

    database.migrate()

    with database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM messages")) == 2
        assert schema.version_of(session.connection()) == schema.HEAD


def test_eight_processes_may_migrate_at_once(url: str) -> None:
    finished = subprocess.run([sys.executable, "-W", "error", "-c", MIGRATE_EIGHT_TIMES, url], timeout=60)

    assert finished.returncode == 0
    with closing(Database(url)) as database:
        ask(database)


def test_migrating_a_current_database_does_not_import_alembic(database: Database, database_url: str) -> None:
    program = f"{MIGRATE}; sys.exit('alembic' in sys.modules)"

    finished = subprocess.run([sys.executable, "-c", program, database_url], timeout=60)

    assert finished.returncode == 0


def test_migration_that_fails_leaves_nothing(url: str) -> None:
    """A table of the same name is in the way of the second one."""
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"), poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE messages (other INTEGER)"))

    with closing(Database(url)) as database:
        with pytest.raises(Exception, match="already exists"):
            database.migrate()
        with database.reading() as session:
            tables = inspect(session.connection()).get_table_names()

    assert tables == ["messages"]


def test_exchanges_go_down_to_one_for_each_reply_and_up_again(database: Database) -> None:
    single, several, none = (ask(database).reply_id for _ in range(3))
    with database.writing() as session:
        keep_exchange(session, single, RECORD)
        for attempts in (1, 2):
            keep_exchange(session, several, replace(RECORD, request_headers=Headers(), attempts=attempts))

    with database.writing() as session:
        command.downgrade(configuration(session.connection()), "0005")
        assert schema.version_of(session.connection()) == "0005"
        before = session.execute(text("SELECT request_headers, response_headers, attempts FROM exchanges")).all()
    database.migrate()

    with database.reading() as session:
        found = [exchanges_of(session, reply_id) for reply_id in (single, several, none)]
        constraints = inspect(session.connection()).get_pk_constraint("exchanges")
    assert sorted(attempts for _, _, attempts in before) == [2, 2]
    assert all("Via" in headers for _, headers, _ in before)
    assert [len(of_reply) for of_reply in found] == [1, 1, 0]
    assert found[0] == [replace(RECORD, response_headers=found[0][0].response_headers, sources=(), is_starred=False)]
    assert found[0][0].request_headers == RECORD.request_headers
    assert {name for name, _ in found[0][0].response_headers} == {"content-type", "Via", "X-Id"}
    assert found[1][0].request_headers == () and found[1][0].attempts == 2
    assert constraints["constrained_columns"] == ["reply_id", "ordinal"]


def test_headers_of_earlier_versions_become_lines_in_their_order(database: Database) -> None:
    reply_id = ask(database).reply_id
    with database.writing() as session:
        keep_exchange(session, reply_id, RECORD)
        command.downgrade(configuration(session.connection()), "0005")
        headers = {"headers": '{"Zeta": "1", "alpha": "\\u00e4 \\"x\\"", "Mid": ""}'}
        session.execute(text("UPDATE exchanges SET request_headers = :headers, response_headers = '{}'"), headers)

    database.migrate()

    with database.reading() as session:
        (found,) = exchanges_of(session, reply_id)
    assert list(found.request_headers) == [("Zeta", "1"), ("alpha", 'ä "x"'), ("Mid", "")]
    assert list(found.response_headers) == []


@pytest.mark.parametrize("version", ["0999", "9999", "deadbeef"])
def test_database_newer_than_the_code_is_refused(database: Database, version: str) -> None:
    with database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})

    with pytest.raises(ConfigurationError, match=f"version {version}"):
        database.migrate()


def test_postgresql_is_not_imported_for_sqlite(sqlite_database: Database, sqlite_url: str) -> None:
    program = f"{MIGRATE}; sys.exit('sqlalchemy.dialects.postgresql' in sys.modules)"

    finished = subprocess.run([sys.executable, "-c", program, sqlite_url], timeout=60)

    assert finished.returncode == 0
