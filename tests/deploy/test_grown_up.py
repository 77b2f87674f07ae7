"""Three workers on PostgreSQL and Valkey behind nginx, as deploy/ says: the page works, whoever of them answers."""

import socket
import ssl
import uuid
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import requests
from bs4 import BeautifulSoup

from tests.provider_server import ProviderServer
from tests.servers.grown_up import GrownUp
from tests.servers.nginx import CERTIFICATE
from tests.servers.postgres import PostgresServer
from tests.servers.valkey import ValkeyServer


class Visitor:
    """A browser session over real HTTP, at one address of the server."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.session = requests.Session()
        self.session.trust_env = False  # a bundle named in the environment would win over ours
        self.session.verify = str(CERTIFICATE)

    def open(self, path: str = "/") -> BeautifulSoup:
        page = self.session.get(self.url + path, timeout=20)
        assert page.status_code == 200, page.text
        return BeautifulSoup(page.text, "html.parser")

    def post(self, text: str, **form: str) -> requests.Response:
        form = {"message": text, "submission_id": uuid.uuid4().hex} | form
        headers = {"Origin": self.url, "HX-Request": "true", "Prefer": "wait"}
        return self.session.post(f"{self.url}/messages", data=form, headers=headers, timeout=30)

    def ask(self, text: str, **form: str) -> str:
        """Send a message and wait for the reply; the path of the conversation."""
        answer = self.post(text, **form)
        assert answer.status_code == 200, answer.text
        return answer.headers.get("HX-Push-Url", "")

    def shown(self, path: str) -> list[str]:
        return [body.get_text().strip() for body in self.open(path).select("article.message .message__body")]


@pytest.fixture(scope="module")
def shared_provider() -> Iterator[ProviderServer]:
    with ProviderServer() as server:
        yield server


@pytest.fixture
def provider(shared_provider: ProviderServer) -> ProviderServer:
    shared_provider.requests.clear()
    return shared_provider


@pytest.fixture(scope="module")
def grown_up(
    tmp_path_factory: pytest.TempPathFactory,
    shared_provider: ProviderServer,
    shared_postgres: PostgresServer,
    shared_valkey: ValkeyServer,
) -> Iterator[GrownUp]:
    """One for all tests here: each leaves it working."""
    with GrownUp(
        tmp_path_factory.mktemp("grown-up"),
        database_url=shared_postgres.new_database(),
        redis_url=shared_valkey.new_database(),
        OPENAI_BASE_URL=shared_provider.base_url,
        WEBCHAT_MODEL="test-model",
        WEBCHAT_RATE_LIMIT="off",
        WEBCHAT_TITLES="off",
    ) as running:
        yield running


@pytest.fixture
def visitor(grown_up: GrownUp) -> Visitor:
    return Visitor(grown_up.url)


def test_page_opens_and_a_message_is_answered_through_nginx(visitor: Visitor, provider: ProviderServer) -> None:
    first = visitor.open()

    path = visitor.ask("Who are you?")

    assert first.select_one("#composer")
    assert visitor.shown(path) == ["Who are you?", "Hello you"]
    assert [request.json["messages"][-1]["content"] for request in provider.requests if request.json] == [
        "Who are you?"
    ]


def test_everything_is_ready(visitor: Visitor) -> None:
    ready = visitor.session.get(f"{visitor.url}/readyz", timeout=20)

    assert (ready.status_code, ready.text) == (200, "ready\n")


def test_session_and_conversation_hold_over_all_workers(grown_up: GrownUp, visitor: Visitor) -> None:
    visitor.open()
    path = visitor.ask("Nr. 0")
    conversation_id = path.rsplit("/", 1)[1]
    pids = grown_up.worker_pids()

    for number, pid in enumerate(pids, 1):
        with grown_up.only(pid):
            visitor.ask(f"Nr. {number}", conversation_id=conversation_id)
            assert visitor.shown(path)[-2] == f"Nr. {number}"
            stranger = requests.get(grown_up.url + path, timeout=20)
            assert stranger.status_code == 404

    assert visitor.shown(path)[::2] == [f"Nr. {number}" for number in range(len(pids) + 1)]


def test_killed_worker_is_replaced_and_the_others_go_on(grown_up: GrownUp, visitor: Visitor) -> None:
    path = visitor.ask("Before")
    killed = grown_up.worker_pids()[0]

    grown_up.kill_worker(killed)

    during = visitor.shown(path)
    new = grown_up.worker_pids()[-1]
    with grown_up.only(new):
        after = visitor.shown(path)
    assert during[0] == after[0] == "Before"
    assert killed != new


def test_all_workers_killed_and_started_again_know_the_session(grown_up: GrownUp, visitor: Visitor) -> None:
    path = visitor.ask("Before")

    grown_up.webchat.kill_all()
    away = visitor.session.get(grown_up.url + path, timeout=20)
    grown_up.webchat.start()

    assert away.status_code == 503
    assert visitor.shown(path)[0] == "Before"


def test_over_https_the_cookie_is_secure_and_sending_works(grown_up: GrownUp) -> None:
    visitor = Visitor(grown_up.https_url)
    visitor.open()

    path = visitor.ask("Over TLS")

    assert visitor.shown(path)[0] == "Over TLS"
    assert [(cookie.name, cookie.secure) for cookie in visitor.session.cookies] == [("__Host-webchat", True)]


def test_browsers_get_http_2(grown_up: GrownUp) -> None:
    context = ssl.create_default_context(cafile=str(CERTIFICATE))
    context.set_alpn_protocols(["h2", "http/1.1"])
    host, port = urlsplit(grown_up.https_url).hostname, urlsplit(grown_up.https_url).port

    with (
        socket.create_connection(("127.0.0.1", port or 0), timeout=5) as plain,
        context.wrap_socket(plain, server_hostname=host) as connection,
    ):
        agreed = connection.selected_alpn_protocol()

    assert agreed == "h2"


def test_a_visitor_cannot_say_who_or_where_he_is(grown_up: GrownUp) -> None:
    """Forged headers would give each request another address, and links another host."""
    forged = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
    headers = {"Origin": "https://evil.example"} | forged

    sent = requests.post(f"{grown_up.url}/messages", data={"message": "x"}, headers=headers, timeout=20)
    page = requests.get(grown_up.url, headers=forged, timeout=20)

    assert sent.status_code == 403
    assert "webchat" in page.cookies and "Strict-Transport-Security" not in page.headers
