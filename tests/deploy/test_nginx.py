"""deploy/nginx.conf in a real nginx, in front of a server that answers as the tests say."""

import socket
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import requests
from bs4 import BeautifulSoup

from tests.provider_server import ProviderServer, wait_for
from tests.servers import wheels
from tests.servers.nginx import CERTIFICATE, NginxServer

EVENTS = {"Content-Type": "text/event-stream"}


@pytest.fixture
def behind() -> Iterator[ProviderServer]:
    """Stands where webchat would."""
    with ProviderServer() as server:
        yield server


@pytest.fixture
def nginx(behind: ProviderServer) -> Iterator[NginxServer]:
    with NginxServer(f"127.0.0.1:{behind.port}") as server:
        yield server


@pytest.fixture
def nginx_alone() -> Iterator[NginxServer]:
    """Nobody listens behind it."""
    with NginxServer(f"127.0.0.1:{wheels.free_port()}") as server:
        yield server


def test_each_event_comes_at_once_and_unpacked(behind: ProviderServer, nginx: NginxServer) -> None:
    first_seen, second_seen = threading.Event(), threading.Event()
    behind.answer_raw([b"data: 1\n\n", wait_for(first_seen), b"data: 2\n\n", wait_for(second_seen)], headers=EVENTS)

    with requests.get(
        f"{nginx.url}/replies/1/events", headers={"Accept-Encoding": "gzip"}, stream=True, timeout=5
    ) as stream:
        first = stream.raw.read1(100)
        first_seen.set()
        second = stream.raw.read1(100)
        second_seen.set()

    assert (first, second) == (b"data: 1\n\n", b"data: 2\n\n")
    assert "Content-Encoding" not in stream.headers


def test_a_page_that_is_written_piece_by_piece_comes_so(behind: ProviderServer, nginx: NginxServer) -> None:
    held = threading.Event()
    behind.answer_raw([b"<p>one</p>", wait_for(held), b"<p>two</p>"], headers={"Content-Type": "text/html"})

    with requests.get(
        f"{nginx.https_url}/conversations/1",
        headers={"Accept-Encoding": "gzip"},
        stream=True,
        timeout=5,
        verify=str(CERTIFICATE),
    ) as stream:
        first = stream.raw.read1(100)
        held.set()

    assert first == b"<p>one</p>"


def test_who_leaves_a_stream_leaves_it_behind_nginx_too(behind: ProviderServer, nginx: NginxServer) -> None:
    behind.answer_raw([b"data: 1\n\n", wait_for(threading.Event())], headers=EVENTS)

    with requests.get(f"{nginx.url}/replies/1/events", stream=True, timeout=5) as stream:
        stream.raw.read1(100)

    assert behind.closed_by_client.wait(5)


def test_what_is_behind_learns_who_asked_and_how(behind: ProviderServer, nginx: NginxServer) -> None:
    forged = {name: "forged" for name in ("X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host")}

    requests.get(f"{nginx.https_url}/v1/models", headers=forged, timeout=5, verify=str(CERTIFICATE))

    headers = behind.requests[0].headers
    host = urlsplit(nginx.https_url).netloc
    assert {name: headers[name] for name in headers if name == "host" or name.startswith("x-forwarded")} == {
        "host": host,
        "x-forwarded-for": "127.0.0.1",
        "x-forwarded-host": host,
        "x-forwarded-proto": "https",
    }


def test_connections_to_what_is_behind_are_kept(behind: ProviderServer, nginx: NginxServer) -> None:
    for _ in range(5):
        requests.get(f"{nginx.url}/v1/models", timeout=5)

    assert len(behind.requests) == 5
    assert behind.connections_open() == 1


def test_a_post_that_meets_the_end_of_an_idle_connection_is_asked_again() -> None:
    """As when a worker ends that was idle. webchat knows a submission that comes twice."""
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener, _before(listener) as nginx:
        threading.Thread(target=_answer_once_a_connection, args=(listener, asked), daemon=True).start()
        requests.get(nginx.url, timeout=5)

        answer = requests.post(f"{nginx.url}/messages", json={"message": "x"}, timeout=5)

    assert answer.status_code == 200
    assert asked == [b"GET", b"POST", b"POST"]


@pytest.mark.parametrize("path", ["/guide/streamed", "/lab/slow"])
def test_what_is_only_tried_is_not_asked_again(path: str) -> None:
    """It has no submission that would tell the second from the first, and may cost."""
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener, _before(listener) as nginx:
        threading.Thread(target=_answer_once_a_connection, args=(listener, asked), daemon=True).start()
        requests.get(nginx.url, timeout=5)

        answer = requests.post(nginx.url + path, json={"message": "x"}, timeout=5)

    assert answer.status_code == 503
    assert asked == [b"GET", b"POST"]


def _before(listener: socket.socket) -> NginxServer:
    return NginxServer(f"127.0.0.1:{listener.getsockname()[1]}")


def _answer_once_a_connection(listener: socket.socket, asked: list[bytes]) -> None:
    """Answer the first request of each connection; close it when the second comes."""
    for _ in range(2):
        connection, _ = listener.accept()
        with connection:
            asked.append(connection.recv(65_536).split()[0])
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            if second := connection.recv(65_536):
                asked.append(second.split()[0])


def test_when_nobody_answers_the_words_fit_the_page(nginx_alone: NginxServer) -> None:
    answer = requests.post(f"{nginx_alone.url}/messages", json={"message": "x"}, timeout=5)

    problem = BeautifulSoup(answer.text, "html.parser").select_one(".problem")
    assert answer.status_code == 503
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert (answer.headers["Retry-After"], answer.headers["Cache-Control"]) == ("5", "no-store")
    assert problem and "Nothing is lost" in problem.get_text()


def test_failures_of_webchat_itself_pass_as_they_are(behind: ProviderServer, nginx: NginxServer) -> None:
    behind.fail_with(503, b"<p class=problem>Too many replies are running.</p>")

    assert "Too many" in requests.get(nginx.url, timeout=5).text


def test_plain_http_leads_to_https_with_its_path(nginx: NginxServer) -> None:
    answer = requests.post(f"{nginx.redirect_url}/messages?x=1", timeout=5, allow_redirects=False)

    assert (answer.status_code, answer.headers["Location"]) == (308, "https://127.0.0.1/messages?x=1")


def test_long_messages_pass_and_huge_bodies_do_not(behind: ProviderServer, nginx: NginxServer) -> None:
    longest = requests.post(f"{nginx.url}/messages", json={"message": "x" * 24 * 32_000}, timeout=10)
    huge = requests.post(f"{nginx.url}/messages", json={"message": "x" * 3_000_000}, timeout=10)

    assert (longest.status_code, huge.status_code) == (200, 413)


def test_metrics_are_for_this_machine_alone(behind: ProviderServer, nginx: NginxServer) -> None:
    def status_from(address: str) -> bytes:
        place = (urlsplit(nginx.url).hostname or "", urlsplit(nginx.url).port or 0)
        with socket.create_connection(place, timeout=5, source_address=(address, 0)) as client:
            client.sendall(b"GET /metrics HTTP/1.0\r\n\r\n")
            return client.makefile("rb").readline().split()[1]

    assert status_from("127.0.0.1") == b"200"
    assert status_from("127.0.0.2") == b"403"
