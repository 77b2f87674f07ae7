"""A migrated database for each test that asks for one, on SQLite and on PostgreSQL."""

from tests.store.conftest import database as database
from tests.store.conftest import kind as kind
from tests.store.conftest import postgres_database as postgres_database
from tests.store.conftest import sqlite_database as sqlite_database
from tests.store.conftest import sqlite_url as sqlite_url
