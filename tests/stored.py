"""Everything that webchat has stored of people, to compare before and after."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

OF_PEOPLE = "type = 'table' AND name <> 'chores' AND name NOT LIKE 'search_words%'"  # FTS5's may change at any time
WORDS = "CREATE VIRTUAL TABLE temp.indexed_words USING fts5vocab(main, search_words, instance)"


def everything_stored(data_dir: Path) -> tuple[str, dict[str, bytes]]:
    """The rows of all tables, with the indexed words however FTS5 has them in pages, and the sessions' files."""
    with closing(sqlite3.connect(data_dir / "webchat.sqlite3")) as database:
        kept = f"SELECT name FROM sqlite_master WHERE {OF_PEOPLE}"
        tables = [name for (name,) in database.execute(kept)]
        database.execute(WORDS)
        rows = "\n".join(
            f"{table}: {row}"
            for table in [*tables, "indexed_words"]
            for row in sorted(map(repr, database.execute(f'SELECT * FROM "{table}"')))
        )
    return rows, {path.name: path.read_bytes() for path in (data_dir / "sessions").iterdir()}


@contextmanager
def joining_fails(data_dir: Path) -> Iterator[None]:
    """Meanwhile the database cannot give conversations to another owner; everything else works."""
    with closing(sqlite3.connect(data_dir / "webchat.sqlite3")) as file:
        file.execute("CREATE TRIGGER no BEFORE UPDATE OF owner_id ON conversations BEGIN DELETE FROM lost; END")
        yield
        file.execute("DROP TRIGGER no")
