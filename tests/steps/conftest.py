"""Databases of both kinds, for what is asked of the store."""

from tests.store.conftest import database as database
from tests.store.conftest import kind as kind
from tests.store.conftest import postgres_database as postgres_database
from tests.store.conftest import sqlite_database as sqlite_database
from tests.store.conftest import sqlite_url as sqlite_url
