"""The database: short transactions to read and to write, the same on SQLite and PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, make_url, text
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session

from webchat.errors import ConfigurationError, StorageUnavailable
from webchat.store import schema
from webchat.store.failures import in_words
from webchat.store.postgresql import PostgresServer
from webchat.store.sqlite import SqliteFile
from webchat.store.transactions import Backend, Options
from webchat.wording import N_

_MIGRATION_WAIT = 60.0


class Database:
    """Opened by URL: `sqlite:///path` or `postgresql+psycopg://…`. Safe for threads, greenlets and processes.

    `lock_wait` in seconds bounds each wait for somebody else's lock. Raises ConfigurationError for another kind of URL.
    """

    def __init__(self, url: str, *, lock_wait: float = 5.0) -> None:
        self._backend = _backend_for(url, lock_wait)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one moment of the database. Raises StorageUnavailable."""
        with in_words(), self._backend.turn_to_read() as options, self._session(options) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session whose changes are all kept at the end, or none of them. Raises StorageUnavailable.

        What it returns stays usable afterwards. Keep it short, and never wait for anything else inside.
        """
        with in_words(), self._backend.turn_to_write() as options, self._session(options) as session:
            yield session
            session.commit()

    def migrate(self) -> None:
        """Bring the tables to the newest version; several processes may do so at once.

        Raises ConfigurationError when the database is newer than this code, StorageUnavailable when it cannot be used.
        """
        with in_words():
            self._backend.prepare()
        with self.reading() as session:
            if schema.is_current(schema.version_of(session.connection())):
                return
        turn = self._backend.turn_to_write(_MIGRATION_WAIT)
        with in_words(), turn as options, self._session(options) as session:
            self._migrate(session.connection())
            session.commit()

    def check(self) -> None:
        """Read and really write. Raises StorageUnavailable when either fails, also for a file that was deleted."""
        if not self._backend.is_present():
            raise StorageUnavailable(
                N_("The database file is not there any more. The administrator has to look at it.")
            )
        with self.writing() as session:
            session.execute(text("UPDATE alembic_version SET version_num = version_num"))

    def forget_deleted(self) -> bool:
        """After deleting for good: let no copy of it stay beside the tables. False when it has to be tried again.

        Not within a transaction. Raises StorageUnavailable.
        """
        with in_words():
            return self._backend.forget_deleted()

    def close(self) -> None:
        """Close the connections that nobody uses. The database can be used again afterwards."""
        self._backend.engine.dispose()

    @contextmanager
    def _session(self, options: Options) -> Iterator[Session]:
        with Session(self._backend.engine, expire_on_commit=False) as session:
            session.connection(execution_options=dict(options))
            yield session

    def _migrate(self, connection: Connection) -> None:
        self._backend.lock_schema(connection)
        if schema.is_current(schema.version_of(connection)):
            return
        from webchat.store.migrations import upgrade  # Alembic takes 0.1 s to import and is rarely needed

        upgrade(connection)


def _backend_for(url: str, lock_wait: float) -> Backend:
    try:
        parts = make_url(url)
    except ArgumentError as problem:
        raise ConfigurationError(
            "WEBCHAT_DATABASE_URL is not a database URL, such as sqlite:///webchat.db."
        ) from problem
    if parts.get_backend_name() == "sqlite" and parts.database not in (None, "", ":memory:"):
        return SqliteFile(Path(str(parts.database)), lock_wait)
    if parts.get_backend_name() in ("postgresql", "postgres"):
        return PostgresServer(parts, lock_wait)
    raise ConfigurationError(
        f"WEBCHAT_DATABASE_URL is {parts.render_as_string()}: allowed are sqlite:///FILE and postgresql+psycopg://…"
    )
