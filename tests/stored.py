"""Everything that webchat has stored of people, to compare before and after."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path


def everything_stored(data_dir: Path) -> tuple[str, dict[str, bytes]]:
    with closing(sqlite3.connect(data_dir / "webchat.sqlite3")) as database:
        tables_of_people = "type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' AND name <> 'chores'"
        kept = f"SELECT name FROM sqlite_master WHERE {tables_of_people}"
        tables = [name for (name,) in database.execute(kept)]
        rows = "\n".join(
            f"{table}: {row}"
            for table in tables
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
