"""Statements compiled once for all databases of a test run: compiling them is a quarter of a usual test's work."""

from typing import Any, ClassVar

from sqlalchemy import Connection
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite


class SharedSqlite(SQLiteDialect_pysqlite):
    """SQLite's dialect, equal to any other of its kind: what was compiled for one database serves the next."""

    supports_statement_cache = True
    compiled: ClassVar[dict[Any, Any]] = {}

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other)

    def __hash__(self) -> int:
        return hash(type(self))


def share_compiled(connection: Connection) -> None:
    """Let a connection of an engine that was just opened use what all others have compiled."""
    if isinstance(connection.dialect, SharedSqlite):
        connection.execution_options(compiled_cache=SharedSqlite.compiled)
