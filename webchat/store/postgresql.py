"""PostgreSQL through psycopg 3, which waits cooperatively under gevent as it is. Every wait has a bound."""

import math
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL, Connection, Engine, create_engine, text

from webchat.errors import ConfigurationError
from webchat.store.transactions import Options

_STATEMENT_BOUND = 30.0
_SCHEMA_LOCK = 0x77656263686174  # "webchat": any number, the same in every process


class PostgresServer:
    """One database on a server. `lock_wait` in seconds bounds the waits for a lock and for a connection."""

    def __init__(self, url: URL, lock_wait: float) -> None:
        try:
            self.engine: Engine = create_engine(
                url.set(drivername="postgresql+psycopg"),
                connect_args=_bounds(lock_wait),
                pool_pre_ping=True,
                pool_size=8,
                max_overflow=24,
                pool_timeout=lock_wait,
            )
        except ModuleNotFoundError as problem:
            raise ConfigurationError(
                "WEBCHAT_DATABASE_URL names PostgreSQL, whose driver is not installed: pip install 'webchat[postgres]'."
            ) from problem

    def prepare(self) -> None:
        """Nothing: the administrator makes the database."""

    @contextmanager
    def turn_to_read(self) -> Iterator[Options]:
        yield {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}

    @contextmanager
    def turn_to_write(self, patience: float | None = None) -> Iterator[Options]:
        yield {}

    def lock_schema(self, connection: Connection) -> None:
        """Waits up to a minute for another process that migrates; a migration may then take its time."""
        connection.execute(text("SET LOCAL lock_timeout = '60s'"))
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _SCHEMA_LOCK})

    def forget_deleted(self) -> bool:
        """Its server reuses the room by itself."""
        return True

    def is_present(self) -> bool:
        """Each use asks the server itself."""
        return True


def _bounds(lock_wait: float) -> dict[str, str | int]:
    """Connection parameters, https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS."""
    lock, statement = math.ceil(lock_wait * 1000), math.ceil(_STATEMENT_BOUND * 1000)
    return {
        "connect_timeout": max(2, math.ceil(lock_wait)),
        "tcp_user_timeout": statement,
        "options": f"-c lock_timeout={lock} -c statement_timeout={statement}",
        "application_name": "webchat",
    }
