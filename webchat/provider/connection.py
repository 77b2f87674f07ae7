"""Connections whose every wait is bounded by the `Watch` of the call that uses them, which can also shut them.

Plain time-outs of a socket begin anew with every byte. Here each read from the socket asks the watch how long it may
take, below HTTP parsing and decompression, so that neither headers nor chunk sizes nor gzip can drip past a bound.
"""

import io
import socket
import threading
import time
from functools import partial
from http.client import HTTPResponse
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError
from urllib3.response import HTTPResponse as PooledResponse

from webchat.provider.watch import Watch

_BUFFER_SIZE = 16 * 1024


class CurrentCall(threading.local):
    """Tells a connection, which the pool makes or reuses, for which call the present thread wants it."""

    watch: Watch


class WatchedReader(io.RawIOBase):
    """The socket under a response. It lets the watch go as soon as the response has been read or closed."""

    def __init__(self, connection: socket.socket, raw: io.RawIOBase, watch: Watch) -> None:
        self.is_resting = False
        self._connection, self._raw, self._watch = connection, raw, watch

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        if self.is_resting:
            return None
        time.sleep(0)  # a provider that sends faster than we read must not keep other greenlets from running
        self._connection.settimeout(self._watch.allowance())
        return self._raw.readinto(buffer)

    def close(self) -> None:
        if not self.closed:
            self._watch.let_go(self._connection)
            self._raw.close()
        super().close()


class WatchedResponse(HTTPResponse):
    """A response that is read through a `WatchedReader`."""

    def __init__(self, watch: Watch, connection: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(connection, *args, **kwargs)
        self._reader = WatchedReader(connection, self.fp.detach(), watch)
        self.fp = io.BufferedReader(self._reader, _BUFFER_SIZE)

    def read1(self, n: int = -1) -> bytes:
        """Return all that one read of the socket brought, where http.client would return chunk by chunk."""
        pieces = [super().read1(n)]
        size = len(pieces[0])
        while pieces[-1] and self.chunked and size < n and self._has_whole_chunk_head():
            pieces.append(super().read1(n - size))
            size += len(pieces[-1])
        return b"".join(pieces)

    def _has_whole_chunk_head(self) -> bool:
        """Say whether reading on needs no network: after a chunk come its line end, the next size and a byte."""
        self._reader.is_resting = True
        try:
            waiting = self.fp.peek()
        finally:
            self._reader.is_resting = False
        if self.chunk_left:
            return bool(waiting)
        end = waiting.find(b"\n", 2)
        return 0 < end < len(waiting) - 1


class WatchedConnection(HTTPConnection):
    """A connection over plain TCP."""

    def __init__(self, current: CurrentCall, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._current = current

    def connect(self) -> None:
        super().connect()
        self._current.watch.hold(self.sock)

    def request(self, *args: Any, **kwargs: Any) -> None:
        if self.sock is not None:
            self._current.watch.hold(self.sock)
        super().request(*args, **kwargs)

    def getresponse(self) -> PooledResponse:  # type: ignore[override]
        self.response_class = partial(WatchedResponse, self._current.watch)  # type: ignore[assignment]
        return super().getresponse()

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
        failure = OSError("the name has no address")
        for family, kind, protocol, _, address in socket.getaddrinfo(
            self._dns_host.strip("[]"), self.port, type=socket.SOCK_STREAM
        ):
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
