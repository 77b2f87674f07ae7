"""A migrated database, on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from webchat.store import Database


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    is_sqlite = request.param == "sqlite"
    url = f"sqlite:///{tmp_path / 'context.db'}" if is_sqlite else request.getfixturevalue("migrated_postgres_url")
    with closing(Database(url)) as made:
        if is_sqlite:
            made.migrate()
        yield made
