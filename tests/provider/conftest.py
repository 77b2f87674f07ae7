"""What every test of the provider client starts from: a server, and a client with short time-outs."""

from collections.abc import Callable, Iterator

import pytest

from tests.provider.asking import KEY
from tests.provider_server import ProviderServer
from webchat.provider import Endpoint, Provider, Timeouts


@pytest.fixture
def server() -> Iterator[ProviderServer]:
    with ProviderServer() as running:
        yield running


@pytest.fixture
def connect() -> Iterator[Callable[..., Provider]]:
    """A function that makes clients and closes them at the end of the test."""
    made: list[Provider] = []

    def make(base_url: str, key: str | None = KEY, timeouts: Timeouts | None = None, pool_size: int = 10) -> Provider:
        made.append(Provider(Endpoint(base_url, key), timeouts or Timeouts(2, 3, 3, 10), pool_size=pool_size))
        return made[-1]

    yield make
    for provider in made:
        provider.close()


@pytest.fixture
def provider(server: ProviderServer, connect: Callable[..., Provider]) -> Provider:
    return connect(server.base_url)
