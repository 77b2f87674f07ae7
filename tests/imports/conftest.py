"""Who brings files; and a migrated database for each test that asks for one, on SQLite and on PostgreSQL."""

import pytest
from flask import Flask

from tests.person import Person
from tests.store.conftest import database as database
from tests.store.conftest import kind as kind
from tests.store.conftest import postgres_database as postgres_database
from tests.store.conftest import sqlite_database as sqlite_database
from tests.store.conftest import sqlite_url as sqlite_url


@pytest.fixture
def alice(app: Flask) -> Person:
    """She has seen the page once."""
    person = Person(app, with_scripts=False)
    person.open("/imports")
    return person
