"""What every test can ask for: a provider of the tests' own, the application on real SQLite, and people who use it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.localmodel_files import local_model_file as local_model_file
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
from webchat.model_choice import ModelChoice

KEY = "sk-test-0123456789abcdef-KEY"
MakeApp = Callable[..., Flask]


@pytest.fixture
def provider() -> Iterator[ProviderServer]:
    """A provider that answers over real HTTP, as each test tells it to."""
    with ProviderServer() as server:
        yield server


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings with short time-outs and their own data directory."""
    return Settings(
        data_dir=tmp_path / "data",
        connect_timeout=1.0,
        first_byte_timeout=2.0,
        read_timeout=2.0,
        reply_timeout=10.0,
        rate_limit=None,
        titles=False,  # a request of its own to the provider: asked for where it is looked at
    )


def model_at(base_url: str, **changes: Any) -> ModelChoice:
    """The test provider's model."""
    model = ModelChoice(base_url=base_url, api_key=KEY, name="test-model", context_tokens=8192, max_reply_tokens=1024)
    return replace(model, **changes)


@pytest.fixture
def make_app(settings: Settings, provider: ProviderServer) -> Iterator[MakeApp]:
    """Make applications with changed settings or model; they are closed at the end."""
    apps: list[Flask] = []

    def make(*, base_url: str | None = None, model: dict[str, Any] | None = None, **changes: Any) -> Flask:
        prepared = data_dir.prepare(replace(settings, **changes))
        app = create_app(prepared, model_at(base_url or provider.base_url, **(model or {})))
        app.testing = False
        apps.append(app)
        return app

    yield make
    for app in apps:
        app.extensions["housekeeping"].close()
        if "porter" in app.extensions:
            app.extensions["porter"].close()
        app.extensions["desk"].close(within=0.0)


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
