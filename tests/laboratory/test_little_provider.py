"""The laboratory's own provider: a real server, for this machine, for programs, and for not too many at once."""

import http.client
import json
import os
import resource
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from urllib.parse import urlsplit

import pytest

from webchat.laboratory.cases import RIGHT_KEY
from webchat.laboratory.little_provider import MOST_BODY, MOST_CONNECTIONS, LittleProvider

ASKED = {"model": "lab-echo", "stream": True, "messages": [{"role": "user", "content": "one two three"}]}
KEY = {"Authorization": f"Bearer {RIGHT_KEY}"}


@pytest.fixture
def server() -> Iterator[LittleProvider]:
    with closing(LittleProvider()) as server:
        yield server


def place(server: LittleProvider) -> tuple[str, int]:
    parts = urlsplit(server.address())
    return str(parts.hostname), int(parts.port or 0)


def asked(
    server: LittleProvider,
    path: str = "/v1/chat/completions",
    *,
    method: str = "POST",
    body: bytes = json.dumps(ASKED).encode(),
    **headers: str,
) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(*place(server), timeout=5)
    with closing(connection):
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, KEY | {"Content-Type": "application/json"} | given)
        answer = connection.getresponse()
        return answer.status, answer.read()


def test_it_answers_a_program(server: LittleProvider) -> None:
    status, body = asked(server)

    assert status == 200
    assert body.endswith(b"data: [DONE]\n\n")


def test_a_cut_answer_ends_without_its_formal_end(server: LittleProvider) -> None:
    body = json.dumps(ASKED | {"model": "lab-cut"}).encode()

    with pytest.raises(http.client.IncompleteRead) as cut:
        asked(server, body=body)

    assert b"one" in cut.value.partial and b"three" not in cut.value.partial


def test_it_listens_on_loopback_alone(server: LittleProvider) -> None:
    host, _ = place(server)

    assert host == "127.0.0.1"


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Host": "evil.example"},
        {"Host": "localhost:80"},
    ],
)
def test_it_answers_no_browser_and_to_no_other_name(server: LittleProvider, headers: dict[str, str]) -> None:
    assert asked(server, **headers) == (403, b"")  # type: ignore[arg-type]  # none of them is the body


@pytest.mark.parametrize("path", ["/", "/v1", "/v1/chat/completions/", "/lab", "/v1/../etc/passwd", "//x"])
def test_it_answers_its_own_addresses_alone(server: LittleProvider, path: str) -> None:
    assert asked(server, path) == (404, b"")


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS"])
def test_it_takes_nothing_but_posts(server: LittleProvider, method: str) -> None:
    assert asked(server, method=method)[0] == 501


@pytest.mark.parametrize("body", [b"", b"[]", b"no json", b"\xff", b'{"a":' * 12_000])
def test_what_is_no_request_is_refused(server: LittleProvider, body: bytes) -> None:
    assert asked(server, body=body) == (400, b"")


def test_what_is_too_long_is_refused_before_it_has_come(server: LittleProvider) -> None:
    with closing(socket.create_connection(place(server), timeout=5)) as connection:
        head = f"POST /v1/chat/completions HTTP/1.1\r\nHost: {':'.join(map(str, place(server)))}\r\n"
        connection.sendall(f"{head}Content-Length: {MOST_BODY + 1}\r\n\r\n".encode())

        assert connection.recv(100).startswith(b"HTTP/1.1 400 ")


def test_it_listens_anew_after_nobody_needed_it() -> None:
    with closing(LittleProvider(unused_seconds=0.05)) as server:
        first = place(server)
        ended = [thread for thread in threading.enumerate() if thread.name == "laboratory"]
        for thread in ended:
            thread.join(5)

        assert asked(server)[0] == 200
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(first, timeout=1)


def test_more_connections_than_it_has_room_for_are_closed(server: LittleProvider) -> None:
    held = [socket.create_connection(place(server), timeout=5) for _ in range(MOST_CONNECTIONS)]
    for each in held:
        each.sendall(b"P")

    with closing(socket.create_connection(place(server), timeout=5)) as one_more:
        assert one_more.recv(1) == b""
    for each in held:
        each.close()


def test_a_connection_that_says_nothing_is_ended() -> None:
    with closing(LittleProvider(connection_seconds=0.1)) as server:
        with closing(socket.create_connection(place(server), timeout=5)) as connection:
            assert connection.recv(1) == b""


@contextmanager
def no_more_files() -> Iterator[None]:
    """Nothing more can be opened in this process."""
    usual = resource.getrlimit(resource.RLIMIT_NOFILE)
    lowest_free = os.open(os.devnull, os.O_RDONLY)
    os.close(lowest_free)
    resource.setrlimit(resource.RLIMIT_NOFILE, (lowest_free, usual[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, usual)


def test_it_outlives_a_moment_in_which_nothing_can_be_opened(server: LittleProvider) -> None:
    address = place(server)
    with closing(socket.socket()) as waiting:
        waiting.settimeout(0.2)
        with no_more_files():
            waiting.connect(address)
            with pytest.raises(TimeoutError):
                waiting.recv(1)

        waiting.settimeout(5)
        waiting.sendall(f"POST / HTTP/1.1\r\nHost: {address[0]}:{address[1]}\r\n\r\n".encode())
        assert waiting.recv(100).startswith(b"HTTP/1.1 400 ")
    assert (place(server), asked(server)[0]) == (address, 200)


def test_many_ask_at_once(server: LittleProvider) -> None:
    server.address()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: asked(server)[0], range(8)))

    assert answers == [200] * 8
