"""The clients of the providers: one for each endpoint and patience, made when first wanted, kept while offered."""

import threading
from collections.abc import Collection

from webchat.models.catalogue import OfferedProvider
from webchat.provider import Endpoint, Heard, Provider, Timeouts


class Clients:
    """Clients with `pool_size` connections each. Safe to use from many threads."""

    def __init__(self, pool_size: int) -> None:
        self._pool_size = pool_size
        self._made: dict[tuple[Endpoint, Timeouts], Provider] = {}
        self._kept: Collection[Endpoint] | None = None  # None: all
        self._lock = threading.Lock()

    def get(self, endpoint: Endpoint, timeouts: Timeouts, heard: Heard) -> Provider:
        """The client for that endpoint; `heard` is told of how its calls end."""
        with self._lock:
            client = self._made.get((endpoint, timeouts))
            if client is None:
                client = Provider(endpoint, timeouts, pool_size=self._pool_size, heard=heard)
                if self._kept is None or endpoint in self._kept:
                    self._made[endpoint, timeouts] = client
            return client

    def keep_only(self, endpoints: Collection[Endpoint]) -> None:
        """Let go of all others; what runs over them goes on to its end. Who still wants one later gets its own."""
        with self._lock:
            self._kept = endpoints
            gone = [key for key in self._made if key[0] not in endpoints]
            closing = [self._made.pop(key) for key in gone]
        for client in closing:
            client.close()


def endpoint_of(provider: OfferedProvider) -> Endpoint:
    """Where that provider is."""
    return Endpoint(
        provider.base_url,
        provider.api_key,
        headers=provider.headers,
        hidden=provider.secrets,
        may_be_private=provider.may_be_private,
        slug=None if provider.is_of_environment else provider.slug,
        key_from=provider.key_from,
    )
