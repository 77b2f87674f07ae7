"""A wire-tap: stands between a client and a server and keeps every byte, then reads from that what was said.

It forwards first and understands later, with a parser of its own, so that nothing of what it is compared with has a
hand in it.
"""

import gzip
import re
import socket
import threading
from dataclasses import dataclass, field
from typing import Self

PIECE = 65_536
SECONDS = 20.0
ASKS = re.compile(r"/chat/completions(\?\S*)? HTTP")


@dataclass(frozen=True)
class Message:
    """A request or a response: its first line, every line of its head, and its body without framing and packing."""

    start: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def value_of(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


@dataclass
class Connection:
    """What went over one connection, each way."""

    upwards: bytearray = field(default_factory=bytearray)
    downwards: bytearray = field(default_factory=bytearray)


class WireTap:
    """Forwards from `base_url` to `target` (host, port) as long as the `with` lasts."""

    def __init__(self, target: tuple[str, int], path: str = "/v1") -> None:
        self.target, self.connections = target, list[Connection]()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self._sockets: list[socket.socket] = []
        self.host = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self.base_url = f"http://{self.host}{path}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        for each in (self._listener, *self._sockets):
            try:
                each.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            each.close()

    def heard(self) -> list[tuple[Message, Message]]:
        """Each request with its response, in the order in which they began on their connections."""
        return [
            pair
            for connection in list(self.connections)
            for pair in zip(_messages(bytes(connection.upwards)), _messages(bytes(connection.downwards)), strict=False)
        ]

    def replies(self) -> list[tuple[Message, Message]]:
        """Those that asked for a reply."""
        return [pair for pair in self.heard() if ASKS.search(pair[0].start)]

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
                server = socket.create_connection(self.target, timeout=SECONDS)
            except OSError:
                return
            connection = Connection()
            self.connections.append(connection)
            self._sockets += (client, server)
            for source, sink, kept in (
                (client, server, connection.upwards),
                (server, client, connection.downwards),
            ):
                source.settimeout(None)
                threading.Thread(target=_forward, args=(source, sink, kept), daemon=True).start()


def _forward(source: socket.socket, sink: socket.socket, kept: bytearray) -> None:
    try:
        while piece := source.recv(PIECE):
            kept += piece  # before it can be answered
            sink.sendall(piece)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        return


def _messages(data: bytes) -> list[Message]:
    """What one side said, message by message; what is not whole at the end is left out."""
    found = []
    while b"\r\n\r\n" in data:
        head, data = data.split(b"\r\n\r\n", 1)
        start, *lines = head.decode("latin-1").split("\r\n")
        headers = tuple(_header(line) for line in lines)
        fields = {name.lower(): value for name, value in headers}
        if "chunked" in fields.get("transfer-encoding", ""):
            body, data = _unchunked(data)
        elif "content-length" in fields or start.startswith(("GET", "POST")):
            size = int(fields.get("content-length", 0))
            body, data = data[:size], data[size:]
        else:
            body, data = data, b""
        packed = fields.get("content-encoding") == "gzip"
        found.append(Message(start, headers, gzip.decompress(body) if packed else body))
    return found


def _header(line: str) -> tuple[str, str]:
    name, value = line.split(":", 1)
    return name, value.strip(" \t")


def _unchunked(data: bytes) -> tuple[bytes, bytes]:
    body = b""
    while match := re.match(rb"([0-9a-fA-F]+)[^\r]*\r\n", data):
        size, data = int(match[1], 16), data[match.end() :]
        body, data = body + data[:size], data[size + 2 :]
        if not size:
            break
    return body, data
