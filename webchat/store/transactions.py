"""What a kind of database must offer, so that `Database` is the same for SQLite and PostgreSQL."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any, Protocol

from sqlalchemy import Connection, Engine

Options = Mapping[str, Any]  # execution options of the connection, known before its transaction begins


class Backend(Protocol):
    engine: Engine

    def prepare(self) -> None:
        """Make the database ready for its first migration."""

    def turn_to_read(self) -> AbstractContextManager[Options]:
        """The options of a transaction that sees one moment and changes nothing."""

    def turn_to_write(self, patience: float | None = None) -> AbstractContextManager[Options]:
        """Held while writing. `patience` in seconds replaces the usual bound. Raises StorageUnavailable after it."""

    def lock_schema(self, connection: Connection) -> None:
        """Keep every other process from migrating until this transaction ends."""

    def forget_deleted(self) -> bool:
        """Let nothing that was deleted stay readable beside the tables; False when somebody was reading just then."""

    def is_present(self) -> bool:
        """Whether the database is still where it was opened."""
