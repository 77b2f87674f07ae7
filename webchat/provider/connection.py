"""Connections that belong to the `Watch` of the call that uses them: it bounds their waits, and can shut them."""

import socket
import threading
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from webchat.networks import is_private
from webchat.provider.response import WatchedResponse
from webchat.provider.watch import Watch


class PrivateNetwork(OSError):
    """The name leads into a private network, where this provider must not be."""


class CurrentCall(threading.local):
    """Tells a connection, which the pool makes or reuses, for which call the present thread wants it.

    The connection leaves the response there, unwrapped.
    """

    watch: Watch
    response: WatchedResponse


class WatchedConnection(HTTPConnection):
    """A connection over plain TCP."""

    def __init__(self, current: CurrentCall, may_be_private: bool, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._current, self._may_be_private = current, may_be_private

    def connect(self) -> None:
        super().connect()
        self._current.watch.hold(self.sock)

    def request(self, *args: Any, **kwargs: Any) -> None:
        if self.sock is not None:
            self._current.watch.hold(self.sock)
        super().request(*args, **kwargs)
        self._current.watch.is_sent = True

    def response_class(self, *args: Any, **kwargs: Any) -> WatchedResponse:  # type: ignore[override]
        """Make the object that `http.client` reads a response with."""
        self._current.response = WatchedResponse(self._current.watch, *args, **kwargs)
        return self._current.response

    def _new_conn(self) -> socket.socket:
        """As urllib3's, but held by the watch while it connects."""
        try:
            return self._connected()
        except socket.gaierror as error:
            raise NameResolutionError(self.host, self, error) from error
        except TimeoutError as error:
            raise ConnectTimeoutError(self, "timed out") from error
        except OSError as error:
            raise NewConnectionError(self, str(error)) from error

    def _connected(self) -> socket.socket:
        """Connect to the first address of the name that may be used and answers; each is judged as it is used."""
        failure = OSError("the name has no address")
        for family, kind, protocol, _, address in socket.getaddrinfo(
            self._dns_host.strip("[]"), self.port, type=socket.SOCK_STREAM
        ):
            if not self._may_be_private and is_private(str(address[0])):
                failure = PrivateNetwork(str(address[0]))
                continue
            connection = socket.socket(family, kind, protocol)
            try:
                self._current.watch.hold(connection)
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                connection.settimeout(self._current.watch.connecting(self.timeout))
                connection.connect(address)
                return connection
            except OSError as error:
                connection.close()
                failure = error
        raise failure


class WatchedTLSConnection(WatchedConnection, HTTPSConnection):
    """A connection over TLS. A twin of its socket is held during the handshake, which takes the socket itself away."""

    _twin: socket.socket | None = None

    def connect(self) -> None:
        try:
            super().connect()
        finally:
            if self._twin is not None:
                self._twin.close()

    def _connected(self) -> socket.socket:
        connection = super()._connected()
        self._twin = connection.dup()
        self._current.watch.hold(self._twin)
        return connection
