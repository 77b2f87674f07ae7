"""A migrated SQLite database for each test, and another process that can hold its lock."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from webchat.store import Database


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'webchat.db'}"


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("store") / "migrated.db"
    with closing(Database(f"sqlite:///{file}")) as database:
        database.migrate()
    return file


@pytest.fixture
def database(url: str, tmp_path: Path, migrated_file: Path) -> Iterator[Database]:
    """Alice's and everybody's, with short patience."""
    shutil.copy(migrated_file, tmp_path / "webchat.db")
    database = Database(url, lock_wait=2.0)
    yield database
    database.close()
