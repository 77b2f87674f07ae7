"""A site for all tests of a kind: what one test breaks is put right before the next."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from tests.provider_server import ProviderServer

if TYPE_CHECKING:
    from tests.faults.site import Site
    from tests.servers.postgres import PostgresServer
    from tests.servers.valkey import ValkeyServer

KINDS = ("one-process", "three-workers")


@pytest.fixture(scope="session", params=KINDS)
def shared_site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    from tests.faults.site import Site

    urls: dict[str, str] = {}
    if request.param == "three-workers":
        postgres: PostgresServer = request.getfixturevalue("shared_postgres")
        valkey: ValkeyServer = request.getfixturevalue("shared_valkey")
        urls = {"database_url": postgres.new_database(), "redis_url": valkey.new_database()}
    with Site(tmp_path_factory.mktemp(request.param), **urls) as site:
        yield site


@pytest.fixture
def site(shared_site: Site) -> Iterator[Site]:
    """webchat, with one process or with three workers on PostgreSQL and Valkey behind nginx."""
    shared_site.provider.reply_with("Hello")
    said = len(shared_site.webchat.output)
    yield shared_site
    sys.stdout.writelines(shared_site.webchat.output[said:])
    shared_site.close_tabs()
    if not shared_site.is_running:
        shared_site.start()


@pytest.fixture
def provider(site: Site) -> ProviderServer:
    """The provider of the site."""
    return site.provider


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    """Leaves at the end of the test what it has entered, viewers for example."""
    with ExitStack() as entered:
        yield entered
