"""Peers that are no good provider: deaf, mute, slow, speaking something else, or with a certificate nobody knows."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.provider_server import ProviderServer, wait_for

CERTIFICATE = Path(__file__).with_name("localhost.pem")
NEVER = wait_for(threading.Event())


@contextmanager
def full_listener() -> Iterator[int]:
    """The port of a listener that lets nobody in: its queue is full, further SYN packets are dropped."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        waiting = [socket.socket() for _ in range(4)]
        for connection in waiting:
            connection.setblocking(False)
            connection.connect_ex(listener.getsockname())
        time.sleep(0.02)
        yield listener.getsockname()[1]
        for connection in waiting:
            connection.close()


def drip_over_tcp(parts: bytes) -> Callable[[socket.socket], None]:
    def play(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(65536)
            try:
                for byte in parts * 500:
                    connection.sendall(bytes([byte]))
                    time.sleep(0.01)
            except OSError:
                return

    return play


@contextmanager
def speaker(words: bytes) -> Iterator[int]:
    """The port of a server that says the same to everybody, once."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def speak() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(words)

        thread = threading.Thread(target=speak)
        thread.start()
        yield listener.getsockname()[1]
        thread.join()


@contextmanager
def single_connection(words: bytes) -> Iterator[int]:
    """The port of a server that accepts one connection only, and answers each request on it with the same words."""

    def speak(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        listener.close()
        with connection:
            request = b""
            while piece := connection.recv(65536):
                request += piece
                if request.endswith(b"}"):
                    connection.sendall(words)
                    request = b""

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=speak, args=(listener,))
        thread.start()
        yield listener.getsockname()[1]
        thread.join(5)


@contextmanager
def mute_after_greeting() -> Iterator[tuple[int, threading.Event]]:
    """The port of a server that says nothing, and the event that it has heard a first byte."""
    greeted = threading.Event()

    def listen(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(1)
            greeted.set()
            connection.settimeout(5)
            while connection.recv(65536):
                pass

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=listen, args=(listener,))
        thread.start()
        yield listener.getsockname()[1], greeted
        thread.join()


@contextmanager
def tls_server() -> Iterator[ProviderServer]:
    """A provider with a certificate that nobody knows but who reads `localhost.pem` (made for these tests alone)."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    with ProviderServer(tls=context) as server:
        yield server
