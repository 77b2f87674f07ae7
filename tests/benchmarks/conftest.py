"""The benchmark's provider and what stands before it, in processes of their own."""

from collections.abc import Iterator

import pytest

from benchmarks import servers
from benchmarks.chats import ProviderChat, RelayChat
from benchmarks.load import Target


@pytest.fixture(scope="module")
def provider() -> Iterator[Target]:
    """The provider, asked directly."""
    with servers.provider() as server:
        yield Target(ProviderChat(), server)


@pytest.fixture(scope="module")
def relay(provider: Target) -> Iterator[Target]:
    """The bare relay in front of it."""
    with servers.relay(f"http://{provider.server.host}:{provider.server.port}/v1") as server:
        yield Target(RelayChat(), server)
