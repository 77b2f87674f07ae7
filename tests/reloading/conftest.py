"""webchat as it is run, with one process and with three workers, and a configuration file that a test may change."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.faults.viewer import eventually
from tests.reloading.offers import name_at, offer

if TYPE_CHECKING:
    from tests.faults.site import Site
    from tests.servers.postgres import PostgresServer
    from tests.servers.valkey import ValkeyServer


@dataclass(slots=True)
class Offering:
    """A site with its file; `heard` is how many lines of its log were there before."""

    site: Site
    file: Path
    heard: int = field(default=0)

    def offer(self, name: str, *, model: str = "m", key_file: Path | None = None) -> None:
        """Write another assistant into the file; nobody is told."""
        offer(self.file, self.site.provider.base_url, name=name, model=model, key_file=key_file)

    def reload(self) -> None:
        """Tell the process that was started, as the documentation says."""
        self.site.signal(signal.SIGHUP)

    def names(self) -> list[str]:
        """Which assistant each worker offers, the oldest worker first."""
        try:
            return [name_at(self.site.tab_at(pid, {})) for pid in self.site.pids]
        finally:
            self.site.close_tabs()

    def await_name(self, name: str) -> None:
        """Wait until all workers offer this."""
        eventually(lambda: self._all_are(name), seconds=20)

    def _all_are(self, name: str) -> bool:
        with suppress(AssertionError):  # no connection came to a worker that is still busy with its start
            return set(self.names()) == {name}
        return False

    def await_said(self, words: str) -> None:
        """Wait until that stands in the log."""
        eventually(lambda: any(words in line for line in self.site.webchat.output[self.heard :]), seconds=10)


@pytest.fixture(scope="session", params=["one-process", "three-workers"])
def shared_offering(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Offering]:
    from tests.faults.site import Site

    urls: dict[str, str] = {}
    if request.param == "three-workers":
        postgres: PostgresServer = request.getfixturevalue("shared_postgres")
        valkey: ValkeyServer = request.getfixturevalue("shared_valkey")
        urls = {"database_url": postgres.new_database(), "redis_url": valkey.new_database()}
    folder = tmp_path_factory.mktemp(request.param)
    file = folder / "webchat.toml"
    site = Site(folder / "site", WEBCHAT_CONFIG=str(file), **urls)
    offer(file, site.provider.base_url, name="First")
    with site:
        yield Offering(site, file)


@pytest.fixture
def offering(shared_offering: Offering) -> Offering:
    """A site whose only assistant is called First."""
    shared_offering.site.provider.reply_with("Hello")
    shared_offering.offer("First")
    shared_offering.reload()
    shared_offering.await_name("First")
    shared_offering.heard = len(shared_offering.site.webchat.output)
    return shared_offering
