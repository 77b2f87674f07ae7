"""The servers as any test can ask for them. Each is started once, when the first test asks, and ended with the last.

What a test does to a server, it does to its own database there; a stopped or paused server is put right after the test.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.provider_server import ProviderServer

if TYPE_CHECKING:  # each takes a tenth of a second to import, and most tests need none of them
    from tests.servers.grown_up import GrownUp
    from tests.servers.postgres import PostgresServer
    from tests.servers.valkey import ValkeyServer

MIGRATED = "migrated"


@pytest.fixture(scope="session")
def shared_postgres() -> Iterator[PostgresServer]:
    from tests.servers.postgres import PostgresServer

    with PostgresServer() as server:
        yield server


@pytest.fixture(scope="session")
def shared_valkey() -> Iterator[ValkeyServer]:
    from tests.servers.valkey import ValkeyServer

    with ValkeyServer() as server:
        yield server


@pytest.fixture
def postgres(shared_postgres: PostgresServer) -> Iterator[PostgresServer]:
    """PostgreSQL; `postgres_url` is the test's own database in it."""
    yield shared_postgres
    shared_postgres.recover()


@pytest.fixture
def valkey(shared_valkey: ValkeyServer) -> Iterator[ValkeyServer]:
    """Valkey; `valkey_url` is the test's own database in it."""
    yield shared_valkey
    shared_valkey.recover()


@pytest.fixture
def postgres_url(postgres: PostgresServer) -> Iterator[str]:
    """An empty database of the test's own."""
    url = postgres.new_database()
    yield url
    postgres.recover()
    postgres.drop_database(url)


@pytest.fixture(scope="session")
def postgres_template(shared_postgres: PostgresServer) -> str:
    """The name of a database with all tables, to copy."""
    from webchat.store import Database

    url = shared_postgres.new_database(name=MIGRATED)
    with closing(Database(url)) as database:
        database.migrate()
    return MIGRATED


@pytest.fixture
def migrated_postgres_url(postgres: PostgresServer, postgres_template: str) -> Iterator[str]:
    """A database of the test's own with all tables, and nothing in them."""
    url = postgres.new_database(template=postgres_template)
    yield url
    postgres.recover()
    postgres.drop_database(url)


@pytest.fixture
def valkey_url(valkey: ValkeyServer) -> str:
    """An empty database of the test's own."""
    return valkey.new_database()


@pytest.fixture
def grown_up(tmp_path: Path, provider: ProviderServer, postgres_url: str, valkey_url: str) -> Iterator[GrownUp]:
    """webchat with three workers on PostgreSQL and Valkey behind nginx, with the tests' provider."""
    from tests.servers.grown_up import GrownUp

    with GrownUp(
        tmp_path / "grown-up",
        database_url=postgres_url,
        redis_url=valkey_url,
        OPENAI_BASE_URL=provider.base_url,
        WEBCHAT_MODEL="test-model",
        WEBCHAT_RATE_LIMIT="off",
        WEBCHAT_TITLES="off",
    ) as running:
        yield running
