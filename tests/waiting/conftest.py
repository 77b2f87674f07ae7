"""The same databases as the store's own tests: each test that asks for `database` runs on SQLite and on PostgreSQL."""

import pytest

from tests.store.conftest import database as database
from tests.store.conftest import kind as kind
from tests.store.conftest import postgres_database as postgres_database
from tests.store.conftest import sqlite_database as sqlite_database
from tests.store.conftest import sqlite_url as sqlite_url
from tests.waiting.worker import Worker
from webchat.store import Database


@pytest.fixture
def worker(database: Database) -> Worker:
    return Worker(database)
