"""A network between a client and a server that a test can spoil and mend: cut, refuse, hold, slow down, buffer."""

import socket
import threading
from dataclasses import replace
from typing import Self

from tests.servers.tcp_relay import CLOSE_SECONDS, RESET_ON_CLOSE, Relay, Sky, Weather


class TcpProxy:
    """Forwards from a port of its own to `target` (host, port) as long as the `with` lasts."""

    def __init__(self, target: tuple[str, int]) -> None:
        self.target = target
        self._sky = Sky()
        self._relays: set[Relay] = set()
        self._lock = threading.Lock()
        self._listener = _listen(0)
        self.port: int = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._accept_in_a_thread()
        return self

    def __exit__(self, *_: object) -> None:
        self.refuse()
        self.cut()

    def connections_open(self) -> int:
        """How many connections go through it now."""
        with self._lock:
            return len(self._relays)

    def cut(self) -> None:
        """Reset (RST) all connections, on both sides; new ones may be opened."""
        with self._lock:
            relays = list(self._relays)
        for relay in relays:
            relay.reset()
        for relay in relays:
            assert relay.is_closed.wait(CLOSE_SECONDS), "a connection could not be cut"

    def refuse(self) -> None:
        """Let nobody connect any more (ECONNREFUSED); open connections go on: `cut` them if they should not."""
        if self._listener.fileno() >= 0:
            self._listener.shutdown(socket.SHUT_RDWR)  # wakes who accepts
            self._accepting.join(CLOSE_SECONDS)
            self._listener.close()

    def hold(self) -> None:
        """Forward nothing, for open and new connections; what is sent meanwhile goes on with `resume`."""
        self._sky.become(replace(self._sky.weather, is_held=True))

    def slow(self, bytes_per_second: float) -> None:
        """Forward no faster than this, for each connection and direction."""
        self._sky.become(replace(self._sky.weather, speed=bytes_per_second))

    def buffer_responses(self, *, up_to_bytes: int | None = None) -> None:
        """Be a proxy that buffers: hold back each HTTP/1.1 response until it is complete, or has so many bytes.

        For connections that are opened from now on.
        """
        self._sky.become(replace(self._sky.weather, is_buffering=True, buffer_bytes=up_to_bytes))

    def resume(self) -> None:
        """Let everything through again, what was held back first, and let everybody connect."""
        self._sky.become(Weather())
        if self._listener.fileno() < 0:
            self._listener = _listen(self.port)
            self._accept_in_a_thread()

    def _accept_in_a_thread(self) -> None:
        self._accepting = threading.Thread(target=self._accept, args=(self._listener,), daemon=True)
        self._accepting.start()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(self.target, timeout=CLOSE_SECONDS)
            except OSError:  # nobody is there: the client gets a reset
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
                client.close()
                continue
            with self._lock:
                self._relays.add(Relay(self._sky, client, server, self._forget))

    def _forget(self, relay: Relay) -> None:
        with self._lock:
            self._relays.discard(relay)


def _listen(port: int) -> socket.socket:
    return socket.create_server(("127.0.0.1", port), backlog=1024)
