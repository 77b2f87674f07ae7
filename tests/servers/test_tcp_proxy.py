"""The tests' own network does to connections what it says."""

import errno
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from tests.servers.http_responses import HeldResponses
from tests.servers.server_process import wait_until
from tests.servers.tcp_proxy import TcpProxy

HEAD = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


class Echo:
    """A server that sends back what it gets, and tells how its connections ended."""

    def __init__(self) -> None:
        self.ends: list[str] = []
        self.connections: list[socket.socket] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address: tuple[str, int] = self.listener.getsockname()
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.connections.append(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            try:
                while piece := connection.recv(65_536):
                    connection.sendall(piece)
                self.ends.append("closed")
            except ConnectionError:
                self.ends.append("reset")


@pytest.fixture
def echo() -> Iterator[Echo]:
    server = Echo()
    yield server
    server.listener.shutdown(socket.SHUT_RDWR)
    server.listener.close()


@pytest.fixture
def proxy(echo: Echo) -> Iterator[TcpProxy]:
    with TcpProxy(echo.address) as proxy:
        yield proxy


@pytest.fixture
def client(proxy: TcpProxy) -> Iterator[socket.socket]:
    with _connect(proxy) as client:
        yield client


def _connect(proxy: TcpProxy) -> socket.socket:
    return socket.create_connection(("127.0.0.1", proxy.port), timeout=5)


def _answer(client: socket.socket, size: int) -> bytes:
    received = b""
    while len(received) < size and (piece := client.recv(size - len(received))):
        received += piece
    return received


def _is_silent(client: socket.socket, seconds: float = 0.1) -> bool:
    client.settimeout(seconds)
    try:
        return not client.recv(1, socket.MSG_PEEK)
    except TimeoutError:
        return True
    finally:
        client.settimeout(5)


def test_what_is_sent_arrives_in_both_directions(client: socket.socket) -> None:
    sent = bytes(range(256)) * 4000

    threading.Thread(target=client.sendall, args=(sent,), daemon=True).start()

    assert _answer(client, len(sent)) == sent


def test_an_end_is_passed_on_as_an_end(proxy: TcpProxy, client: socket.socket, echo: Echo) -> None:
    client.sendall(b"last")
    client.shutdown(socket.SHUT_WR)

    assert _answer(client, 100) == b"last"
    assert wait_until(lambda: echo.ends == ["closed"] and proxy.connections_open() == 0, seconds=5)


def test_cut_resets_both_sides_and_lets_new_connections_through(
    proxy: TcpProxy, client: socket.socket, echo: Echo
) -> None:
    client.sendall(b"a")
    _answer(client, 1)

    proxy.cut()

    with pytest.raises(ConnectionResetError):
        client.recv(1)
    assert wait_until(lambda: echo.ends == ["reset"], seconds=5)
    with _connect(proxy) as again:
        again.sendall(b"b")
        assert _answer(again, 1) == b"b"


def test_cut_ends_a_connection_whose_client_reads_nothing(proxy: TcpProxy, client: socket.socket) -> None:
    client.settimeout(0.2)
    with pytest.raises(TimeoutError):
        client.sendall(bytes(50_000_000))  # the echo fills every buffer on the way

    proxy.cut()

    assert proxy.connections_open() == 0


def test_a_reset_by_one_side_reaches_the_other(proxy: TcpProxy, client: socket.socket, echo: Echo) -> None:
    client.sendall(b"a")
    _answer(client, 1)

    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    client.close()

    assert wait_until(lambda: echo.ends == ["reset"], seconds=5)


def test_refuse_lets_nobody_in_until_resumed_and_leaves_open_connections(
    proxy: TcpProxy, client: socket.socket
) -> None:
    client.sendall(b"a")
    _answer(client, 1)

    proxy.refuse()

    with pytest.raises(ConnectionRefusedError):
        _connect(proxy)
    client.sendall(b"b")
    assert _answer(client, 1) == b"b"
    proxy.resume()
    with _connect(proxy) as again:
        again.sendall(b"c")
        assert _answer(again, 1) == b"c"


def test_hold_takes_bytes_and_passes_them_on_after_resume(proxy: TcpProxy, client: socket.socket) -> None:
    proxy.hold()

    client.sendall(b"held")
    with _connect(proxy) as other:
        other.sendall(b"too")

        assert _is_silent(client) and _is_silent(other)
        proxy.resume()
        assert _answer(client, 4) == b"held"
        assert _answer(other, 3) == b"too"


def test_slow_passes_on_so_many_bytes_a_second(proxy: TcpProxy, client: socket.socket) -> None:
    proxy.slow(20_000)
    began = time.monotonic()

    client.sendall(bytes(10_000))
    answer = _answer(client, 10_000)

    assert len(answer) == 10_000
    assert 0.4 < time.monotonic() - began < 4


def test_an_unreachable_server_resets_the_client(echo: Echo) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        with TcpProxy(nobody.getsockname()) as proxy:
            with pytest.raises(OSError) as failure, _connect(proxy) as client:
                client.recv(1)

    assert failure.value.errno == errno.ECONNRESET


def test_buffered_response_comes_when_it_is_complete(proxy: TcpProxy) -> None:
    proxy.buffer_responses()

    with _connect(proxy) as client:
        client.sendall(HEAD + b"5\r\nHello\r\n")
        was_silent = _is_silent(client)
        client.sendall(b"0\r\n\r\n")

        assert was_silent
        assert _answer(client, len(HEAD) + 15) == HEAD + b"5\r\nHello\r\n0\r\n\r\n"


def test_buffered_response_comes_from_so_many_bytes_on(proxy: TcpProxy) -> None:
    proxy.buffer_responses(up_to_bytes=len(HEAD) + 30)

    with _connect(proxy) as client:
        client.sendall(HEAD + b"5\r\nHello\r\n")
        was_silent = _is_silent(client)
        client.sendall(b"14\r\n" + b"x" * 20)

        assert was_silent
        assert _answer(client, len(HEAD) + 34) == HEAD + b"5\r\nHello\r\n14\r\n" + b"x" * 20


RESPONSES = [
    HEAD + b"5;name=value\r\nHello\r\n0\r\nTrailer: yes\r\n\r\n",
    b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabc",
    b"HTTP/1.1 204 No Content\r\n\r\n",
    b"HTTP/1.1 100 Continue\r\n\r\n",
    b"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n",
]


def test_responses_are_told_apart_however_they_are_cut() -> None:
    held, released = HeldResponses(), []

    for byte in b"".join(RESPONSES):
        if piece := held.pass_on(bytes([byte])):
            released.append(piece)

    assert released == RESPONSES
    assert HeldResponses().pass_on(b"".join(RESPONSES)) == b"".join(RESPONSES)


def test_response_without_a_length_comes_with_the_end_of_the_connection() -> None:
    held, response = HeldResponses(), b"HTTP/1.1 200 OK\r\n\r\nuntil the end"

    assert held.pass_on(response) == b""
    assert held.rest() == response
