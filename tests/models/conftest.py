"""Two providers side by side, and switchboards over them."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.provider_server import ProviderServer
from webchat.config import Settings
from webchat.models.catalogue import Catalogue
from webchat.models.switchboard import Switchboard

MakeSwitchboard = Callable[..., Switchboard]


@pytest.fixture
def one() -> Iterator[ProviderServer]:
    with ProviderServer() as server:
        server.reply_with("one")
        yield server


@pytest.fixture
def two() -> Iterator[ProviderServer]:
    with ProviderServer() as server:
        server.reply_with("two")
        yield server


@pytest.fixture
def switchboard_over(settings: Settings) -> Iterator[MakeSwitchboard]:
    made: list[Switchboard] = []

    def make(catalogue: Catalogue, **changes: Any) -> Switchboard:
        seconds = {name: changes.pop(name) for name in ("kept_seconds", "away_seconds") if name in changes}
        made.append(Switchboard(catalogue, replace(settings, **changes), **seconds))
        return made[-1]

    yield make
    for switchboard in made:
        switchboard.close()
