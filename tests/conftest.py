"""What every test can ask for: a provider of the tests' own, the application on real SQLite, and people who use it."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, event
from sqlalchemy.dialects import registry

from tests.compiled_rules import CompiledRule
from tests.compiled_statements import SharedSqlite, share_compiled
from tests.compiled_templates import CompiledTemplates
from tests.localmodel_files import local_model_file as local_model_file
from tests.offered import KEY as KEY
from tests.offered import catalogue_at, catalogue_of
from tests.person import Person
from tests.provider_server import ProviderServer
from tests.servers.fixtures import grown_up as grown_up
from tests.servers.fixtures import migrated_postgres_url as migrated_postgres_url
from tests.servers.fixtures import postgres as postgres
from tests.servers.fixtures import postgres_template as postgres_template
from tests.servers.fixtures import postgres_url as postgres_url
from tests.servers.fixtures import shared_postgres as shared_postgres
from tests.servers.fixtures import shared_valkey as shared_valkey
from tests.servers.fixtures import valkey as valkey
from tests.servers.fixtures import valkey_url as valkey_url
from webchat import create_app, data_dir
from webchat.config import Settings
from webchat.models.catalogue import Catalogue, OfferedProvider
from webchat.store import Database

MakeApp = Callable[..., Flask]


@pytest.fixture
def provider() -> Iterator[ProviderServer]:
    """A provider that answers over real HTTP, as each test tells it to."""
    with ProviderServer() as server:
        yield server


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings with their own data directory, and time-outs that no test comes to, however busy the machine."""
    return Settings(
        data_dir=tmp_path / "data",
        connect_timeout=10.0,
        first_byte_timeout=20.0,
        read_timeout=20.0,
        reply_timeout=40.0,
        rate_limit=None,
        titles=False,  # a request of its own to the provider: asked for where it is looked at
    )


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with all tables, to copy: making them takes longer than most tests."""
    file = tmp_path_factory.mktemp("migrated") / "migrated.sqlite3"
    with closing(Database(f"sqlite:///{file}")) as database:
        database.migrate()
    return file


@pytest.fixture(scope="session")
def compiled_templates() -> CompiledTemplates:
    """What one test has compiled, for the next."""
    return CompiledTemplates()


@pytest.fixture(scope="session")
def compiled_rules() -> Iterator[None]:
    """What one test has compiled of the routes, for the next."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Flask, "url_rule_class", CompiledRule)
        yield


@pytest.fixture(scope="session")
def compiled_statements() -> Iterator[None]:
    """What one test has compiled of the statements, for the next."""
    registry.register("sqlite.pysqlite", SharedSqlite.__module__, SharedSqlite.__name__)
    event.listen(Engine, "engine_connect", share_compiled)
    yield
    event.remove(Engine, "engine_connect", share_compiled)


@pytest.fixture
def make_app(
    settings: Settings,
    provider: ProviderServer,
    migrated_file: Path,
    compiled_templates: CompiledTemplates,
    compiled_rules: None,
    compiled_statements: None,
) -> Iterator[MakeApp]:
    """Make applications with changed settings, `model`, `providers` or whole `catalogue`; closed at the end."""
    apps: list[Flask] = []

    def make(
        *,
        base_url: str | None = None,
        model: dict[str, Any] | None = None,
        providers: Sequence[OfferedProvider] = (),
        catalogue: Catalogue | None = None,
        **changes: Any,
    ) -> Flask:
        prepared = data_dir.prepare(replace(settings, **changes))
        own_file = prepared.data_dir / "webchat.sqlite3"
        if prepared.database == f"sqlite:///{own_file}" and not own_file.exists():
            shutil.copy(migrated_file, own_file)
        offered = (
            catalogue_of(*providers) if providers else catalogue_at(base_url or provider.base_url, **(model or {}))
        )
        app = create_app(prepared, catalogue or offered)
        app.testing = False
        app.jinja_env.bytecode_cache = compiled_templates
        apps.append(app)
        return app

    yield make
    for app in apps:
        app.extensions["housekeeping"].close()
        if "porter" in app.extensions:
            app.extensions["porter"].close()
        app.extensions["desk"].close(within=0.0)
        app.extensions["switchboard"].close()


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    """The application."""
    return make_app()


@pytest.fixture
def alice(app: Flask) -> Person:
    """She owns the conversation."""
    return Person(app)


@pytest.fixture
def charlie(app: Flask) -> Person:
    """A stranger, with a session of his own."""
    stranger = Person(app)
    stranger.ask("Hello, I am Charlie")
    return stranger


@pytest.fixture
def without_scripts(app: Flask) -> Person:
    """Somebody whose browser runs no JavaScript."""
    return Person(app, with_scripts=False)
