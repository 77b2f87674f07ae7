"""A database of both kinds, and an application whose model has a price."""

from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import MakeApp
from webchat.models.catalogue import Price
from webchat.store import Database

EURO = Price(currency="EUR", input=Decimal(100), output=Decimal(1000))  # a million tokens: high, to be seen


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Migrated, and empty."""
    is_file = request.param == "sqlite"
    url = f"sqlite:///{tmp_path / 'usage.db'}" if is_file else str(request.getfixturevalue("migrated_postgres_url"))
    with closing(Database(url)) as database:
        if is_file:
            database.migrate()
        yield database


@pytest.fixture
def priced(make_app: MakeApp) -> Flask:
    """An application whose model costs something."""
    return make_app(model={"price": EURO})
