"""Turns what a database says when it cannot work into StorageUnavailable, in words for a person.

Mistakes of ours (a wrong statement, a broken constraint) pass through as they are: they are not the database's.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import exc

from webchat.errors import StorageUnavailable
from webchat.wording import N_

BUSY = N_("The database is busy. Nothing was changed: try again in a moment.")
_READ_ONLY = N_("The database can only be read, not written. Nothing was changed: the administrator has to look at it.")
_FULL = N_("There is no room left to store anything. Nothing was changed: the administrator has to make room.")
_MISSING = N_("The database cannot be opened. The administrator has to look at it.")
_DAMAGED = N_("The database is damaged. The administrator has to restore a backup.")
_NOT_SET_UP = N_(
    "The database has not been set up, or was made by another version. The administrator has to look at it."
)
_UNKNOWN = N_("The database does not answer. Nothing was changed: try again in a moment.")

# Primary result codes, https://www.sqlite.org/rescode.html
_SQLITE_WORDS = {
    sqlite3.SQLITE_BUSY: BUSY,
    sqlite3.SQLITE_LOCKED: BUSY,
    sqlite3.SQLITE_PROTOCOL: BUSY,
    sqlite3.SQLITE_PERM: _MISSING,
    sqlite3.SQLITE_CANTOPEN: _MISSING,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
    sqlite3.SQLITE_IOERR: _UNKNOWN,
    sqlite3.SQLITE_NOMEM: _UNKNOWN,
}

# https://www.postgresql.org/docs/current/errcodes-appendix.html
_POSTGRESQL_WORDS = {
    "25006": _READ_ONLY,
    "40001": BUSY,
    "40P01": BUSY,
    "53100": _FULL,
    "53300": BUSY,
    "55P03": BUSY,
    "57014": BUSY,
    "42P01": _NOT_SET_UP,
    "42703": _NOT_SET_UP,
    "XX001": _DAMAGED,
    "XX002": _DAMAGED,
}


@contextmanager
def in_words() -> Iterator[None]:
    """Raises StorageUnavailable, chained with its cause, for a database that cannot be read or written now."""
    try:
        yield
    except exc.TimeoutError as problem:  # every connection of the pool is taken
        raise StorageUnavailable(BUSY) from problem
    except (exc.DBAPIError, sqlite3.Error) as problem:
        words = _words_for(problem)
        if words is None:
            raise
        raise StorageUnavailable(words) from problem


def result_code(problem: BaseException | None) -> int | None:
    """SQLite's primary result code, or None for an error that SQLite itself did not raise."""
    code: int | None = getattr(problem, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF


def _words_for(problem: exc.DBAPIError | sqlite3.Error) -> str | None:
    cause = problem.orig if isinstance(problem, exc.DBAPIError) else problem
    if isinstance(cause, sqlite3.Error):
        if str(cause).startswith(("no such table", "no such column")):
            return _NOT_SET_UP
        return _SQLITE_WORDS.get(result_code(cause) or -1)
    words = _POSTGRESQL_WORDS.get(getattr(cause, "sqlstate", None) or "")
    is_connection_lost = isinstance(problem, exc.OperationalError | exc.InterfaceError)
    return words or (_UNKNOWN if is_connection_lost else None)
