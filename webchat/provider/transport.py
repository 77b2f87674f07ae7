"""The one `requests` adapter with its pool of connections, shared by all calls and threads.

It is used without a `Session`, whose redirects, cookies, and proxies and `.netrc` from the environment could carry the
key elsewhere. What is the same in every request is prepared once.
"""

import re
import ssl
from functools import partial
from typing import Any

from certifi import where
from requests import PreparedRequest, Request
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from requests.structures import CaseInsensitiveDict
from requests.utils import default_headers
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.util.ssl_ import create_urllib3_context
from urllib3.util.url import parse_url

from webchat import __version__
from webchat.provider.beat import Beat
from webchat.provider.connection import CurrentCall, WatchedConnection, WatchedTLSConnection
from webchat.provider.endpoint import Endpoint
from webchat.provider.incoming import Incoming
from webchat.provider.watch import Watch

_DEFAULT_PORTS = {"http": 80, "https": 443}
_ZONE = re.compile(r"%[^\]]*")


class Transport:
    """Sends requests to one endpoint over pooled connections."""

    def __init__(self, endpoint: Endpoint, pool_size: int) -> None:
        self._endpoint = endpoint
        self.beat = Beat()
        self._current = CurrentCall()
        self._agent = f"webchat/{__version__}"
        self._prepared: dict[tuple[object, ...], PreparedRequest] = {}
        is_tls = endpoint.base_url.lower().startswith("https:")
        self._adapter = _WatchedAdapter(self._current, endpoint.may_be_private, pool_size, is_tls=is_tls)

    def prepared(self, method: str, path: str, headers: dict[str, str], body: bytes | None) -> PreparedRequest:
        """Return the request as it will go over the wire: every header, in this order, and nothing else.

        Raises requests' errors for an address that is none.
        """
        kind = (method, path, *headers.items())
        if kind not in self._prepared:
            self._prepared[kind] = self._prepare(method, path, headers)
        request = self._prepared[kind].copy()
        request.body = body
        request.prepare_content_length(body)
        return request

    def send(self, request: PreparedRequest, watch: Watch) -> Incoming:
        """Send it and return the response with its body unread. Raises errors of requests, urllib3 and the system."""
        connect, first_byte = watch.begin_attempt()
        self._current.watch = watch
        response = self._adapter.send(request, stream=True, timeout=(connect, first_byte))
        watched = self._current.response
        del self._current.response  # this thread may live long, and would hold it
        return Incoming(response, watched)

    def close(self) -> None:
        """Close the connections that no call uses."""
        self._adapter.close()

    def _prepare(self, method: str, path: str, headers: dict[str, str]) -> PreparedRequest:
        key = self._endpoint.api_key
        usual = {**default_headers(), "User-Agent": self._agent, **dict(self._endpoint.headers)}
        auth = _Bearer(key) if key else None
        request = Request(method, self._endpoint.address(path), headers=usual | headers, auth=auth).prepare()
        # http.client would add it, where nobody sees it who records the request.
        request.headers = CaseInsensitiveDict({"Host": _host_in(request.url or ""), **request.headers})
        return request


class _Bearer(AuthBase):
    """Sets the key as RFC 6750 says, also where the base URL holds a user name, which requests would prefer."""

    def __init__(self, key: str) -> None:
        self._key = key

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._key}"
        return request


class _WatchedAdapter(HTTPAdapter):
    def __init__(self, current: CurrentCall, may_be_private: bool, pool_size: int, *, is_tls: bool) -> None:
        self._about = current, may_be_private
        self._context = _tls_context() if is_tls else None
        super().__init__(pool_connections=1, pool_maxsize=pool_size)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **kwargs: Any) -> None:
        super().init_poolmanager(connections, maxsize, block, ssl_context=self._context, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {
            "http": partial(_pool, HTTPConnectionPool, WatchedConnection, self._about),
            "https": partial(_pool, HTTPSConnectionPool, WatchedTLSConnection, self._about),
        }

    def close(self) -> None:
        """Close the idle connections now: urllib3 leaves that to the garbage collector."""
        for key in self.poolmanager.pools.keys():
            if (pool := self.poolmanager.pools.get(key)) is not None:
                pool.close()
        super().close()

    def cert_verify(self, *args: Any, **kwargs: Any) -> None:
        """Leave it to the context, which verifies: requests would load all certificates again for each connection."""


def _host_in(url: str) -> str:
    """Host and port as RFC 9110, 7.2 wants them: without a port that goes without saying, or a zone of this machine."""
    parts = parse_url(url)
    host = _ZONE.sub("", parts.host or "")
    return host if parts.port in (None, _DEFAULT_PORTS[parts.scheme or "http"]) else f"{host}:{parts.port}"


def _pool(kind: Any, connection: Any, about: tuple[Any, ...], *args: Any, **kwargs: Any) -> HTTPConnectionPool:
    pool: HTTPConnectionPool = kind(*args, **kwargs)
    pool.ConnectionCls = partial(connection, *about)  # type: ignore[assignment]
    return pool


def _tls_context() -> ssl.SSLContext:
    """Trust what the system trusts (or `SSL_CERT_FILE`, for a company's own authority) and what certifi lists."""
    context = create_urllib3_context()
    context.load_default_certs()
    context.load_verify_locations(where())
    return context
