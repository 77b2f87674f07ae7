"""A migrated database for each test, on SQLite and on PostgreSQL; and on SQLite alone for what belongs to files.

A test that asks for `database` or `url` runs on both. One with `sqlite_database` or `sqlite_url` looks at the file.
"""

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import migrated_file as migrated_file
from webchat.store import Database

LOCK_WAIT = 2.0
BOTH = ["sqlite", "postgresql"]


@pytest.fixture(params=BOTH)
def kind(request: pytest.FixtureRequest) -> str:
    """Which database the test runs on."""
    return str(request.param)


@pytest.fixture
def url(kind: str, request: pytest.FixtureRequest) -> str:
    """Where nothing is yet."""
    return str(request.getfixturevalue("sqlite_url" if kind == "sqlite" else "postgres_url"))


@pytest.fixture
def database(kind: str, request: pytest.FixtureRequest) -> Database:
    """Alice's and everybody's, with short patience."""
    found = request.getfixturevalue("sqlite_database" if kind == "sqlite" else "postgres_database")
    assert isinstance(found, Database)
    return found


@pytest.fixture
def database_url(kind: str, request: pytest.FixtureRequest) -> str:
    """Where `database` is."""
    return str(request.getfixturevalue("sqlite_url" if kind == "sqlite" else "migrated_postgres_url"))


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'webchat.db'}"


@pytest.fixture
def sqlite_database(sqlite_url: str, tmp_path: Path, migrated_file: Path) -> Iterator[Database]:
    shutil.copy(migrated_file, tmp_path / "webchat.db")
    with closing(Database(sqlite_url, lock_wait=LOCK_WAIT)) as database:
        yield database


@pytest.fixture
def postgres_database(migrated_postgres_url: str) -> Iterator[Database]:
    with closing(Database(migrated_postgres_url, lock_wait=LOCK_WAIT)) as database:
        yield database
