"""Words of deleted texts: before SQLite 3.42, FTS5 keeps them in its index until it merges the segments they are in.

They are merged away here, a few pages at a time, so that nobody has to wait for it.
"""

import sqlite3

from sqlalchemy import text
from sqlalchemy.orm import Session

PAGES_AT_ONCE = 64  # of 4 KB; a step holds the lock on writing for 10 to 20 ms
GONE_AT_ONCE_SINCE = (3, 42, 0)  # by FTS5's own option secure-delete
# https://www.sqlite.org/fts5.html §6.9: negative, so that all segments take part; few changes mean that all is done.
_MERGE = text("INSERT INTO search_words(search_words, rank) VALUES ('merge', :pages)")
_FEW = 2


def merge_away(session: Session) -> bool:
    """One step; whether there is more to do. PostgreSQL clears its index by itself (autovacuum)."""
    if session.get_bind().dialect.name != "sqlite" or sqlite3.sqlite_version_info >= GONE_AT_ONCE_SINCE:
        return False
    driver = session.connection().connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    before = driver.total_changes
    session.execute(_MERGE, {"pages": -PAGES_AT_ONCE})
    return driver.total_changes - before >= _FEW
