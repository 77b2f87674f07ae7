"""Everything that webchat has stored, to compare before and after."""

import sqlite3
from contextlib import closing
from pathlib import Path


def everything_stored(data_dir: Path) -> tuple[str, dict[str, bytes]]:
    with closing(sqlite3.connect(data_dir / "webchat.sqlite3")) as database:
        rows = "\n".join(database.iterdump())
    return rows, {path.name: path.read_bytes() for path in (data_dir / "sessions").iterdir()}
