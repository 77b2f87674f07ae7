"""The one `requests` session, shared by all calls and threads.

Everything that could carry the key elsewhere is off: redirects, cookies, proxies and `.netrc` from the environment.
"""

import ssl
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from certifi import where
from requests import PreparedRequest, Request, Response, Session
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from requests.cookies import RequestsCookieJar
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.util.ssl_ import create_urllib3_context

from webchat.provider.connection import CurrentCall, WatchedConnection, WatchedTLSConnection
from webchat.provider.endpoint import Endpoint
from webchat.provider.watch import Watch


class Transport:
    """Sends requests to one endpoint over pooled connections."""

    def __init__(self, endpoint: Endpoint, pool_size: int) -> None:
        self._endpoint = endpoint
        self._current = CurrentCall()
        self._session = _Session()
        self._session.trust_env = False
        self._session.cookies = _NoCookies()
        self._session.headers["User-Agent"] = f"webchat/{_version()}"
        scheme = "https://" if endpoint.base_url.lower().startswith("https:") else "http://"
        self._session.mount(scheme, _WatchedAdapter(self._current, pool_size, is_tls=scheme == "https://"))

    def prepared(self, method: str, path: str, headers: dict[str, str], body: bytes | None) -> PreparedRequest:
        """Return the request as it will go over the wire. Raises requests' errors for an address that is none."""
        key = self._endpoint.api_key
        request = Request(
            method, self._endpoint.address(path), headers=headers, data=body, auth=_Bearer(key) if key else None
        )
        return self._session.prepare_request(request)

    def send(self, request: PreparedRequest, watch: Watch) -> Response:
        """Send it and return the response with its body unread. Raises errors of requests, urllib3 and the system."""
        connect, first_byte = watch.begin_attempt()
        self._current.watch = watch
        return self._session.send(request, stream=True, timeout=(connect, first_byte), allow_redirects=False)

    def close(self) -> None:
        """Close the connections that no call uses."""
        self._session.close()


class _Session(Session):
    def get_redirect_target(self, resp: Response) -> str | None:
        """Know no redirects: requests reads the whole body of one even when it is not to follow it."""
        return None


class _NoCookies(RequestsCookieJar):
    def set_cookie(self, cookie: Any, *args: Any, **kwargs: Any) -> None:
        """Keep none: a provider's cookie would tie different people's requests together."""


class _Bearer(AuthBase):
    """Sets the key as RFC 6750 says, also where the base URL holds a user name, which requests would prefer."""

    def __init__(self, key: str) -> None:
        self._key = key

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._key}"
        return request


class _WatchedAdapter(HTTPAdapter):
    def __init__(self, current: CurrentCall, pool_size: int, *, is_tls: bool) -> None:
        self._current = current
        self._context = _tls_context() if is_tls else None
        super().__init__(pool_connections=1, pool_maxsize=pool_size)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **kwargs: Any) -> None:
        super().init_poolmanager(connections, maxsize, block, ssl_context=self._context, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {
            "http": partial(_pool, HTTPConnectionPool, WatchedConnection, self._current),
            "https": partial(_pool, HTTPSConnectionPool, WatchedTLSConnection, self._current),
        }

    def close(self) -> None:
        """Close the idle connections now: urllib3 leaves that to the garbage collector."""
        for key in self.poolmanager.pools.keys():
            if (pool := self.poolmanager.pools.get(key)) is not None:
                pool.close()
        super().close()

    def cert_verify(self, *args: Any, **kwargs: Any) -> None:
        """Leave it to the context, which verifies: requests would load all certificates again for each connection."""


def _pool(kind: Any, connection: Any, current: CurrentCall, *args: Any, **kwargs: Any) -> HTTPConnectionPool:
    pool: HTTPConnectionPool = kind(*args, **kwargs)
    pool.ConnectionCls = partial(connection, current)  # type: ignore[assignment]
    return pool


def _tls_context() -> ssl.SSLContext:
    """Trust what the system trusts (or `SSL_CERT_FILE`, for a company's own authority) and what certifi lists."""
    context = create_urllib3_context()
    context.load_default_certs()
    context.load_verify_locations(where())
    return context


def _version() -> str:
    try:
        return version("webchat")
    except PackageNotFoundError:
        return "0"
