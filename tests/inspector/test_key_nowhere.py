"""The key is searched for in every page, fragment, stream, log, export, database and file of a run, and found nowhere.

The provider does what it can: it echoes the key, whole and in pieces, in its errors and in its headers.
"""

import re
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import requests
from bs4 import BeautifulSoup

from tests.conftest import MakeApp
from tests.inspector.canary import Canary
from tests.inspector.walk import Walk
from tests.provider_server import DONE, ProviderServer, cut, event, finish, token
from tests.running import RunningWebchat
from webchat.comparing.draft import SIDES
from webchat.guide.examples import EXAMPLES
from webchat.laboratory.cases import CASES

Play = Callable[[ProviderServer, str], None]
REFUSED = {  # what this session has nothing of; the refusal is looked at
    "GET /a/<slug>/look.css",
    "GET /conversations/<uuid:conversation_id>/messages",
    "GET /erase/receipt.txt",
    "GET /imports/<uuid:import_id>",
    "GET /readyz",
    "GET /replies/<uuid:reply_id>/exchange/events",
    "GET /replies/<uuid:reply_id>/exchange/messages",
}
SENT = {"POST /messages", "POST /lab/<slug>", "POST /guide/<name>", "POST /compare"}


def echo_in_headers(provider: ProviderServer, key: str) -> None:
    headers = {"X-Echo": f"Bearer {key}", "x-part": f"key={key[5:17]}", "Set-Cookie": f"seen={key}", "X-Id": key[-9:]}
    provider.answer_raw([token("Fine."), finish(), DONE], headers=headers)


def echo_in_refusal(provider: ProviderServer, key: str) -> None:
    words = f"Incorrect API key provided: {key} ({key[:12]}****{key[-6:]})"
    provider.fail_with(401, {"error": {"message": words, "code": "invalid_api_key", "param": key[3:15]}})


def echo_in_bad_request(provider: ProviderServer, key: str) -> None:
    words = f"bad header authorization: Bearer {key}, or {key[20:30]}, {key.lower()}"
    provider.fail_with(400, {"error": {"message": words}}, headers={"X-Request-Id": key[:16]})


def echo_in_page(provider: ProviderServer, key: str) -> None:
    page = f"<html><title>{key[:20]}</title>Authorization: Bearer {key}</html>".encode()
    provider.fail_with(503, page, headers={"Retry-After": "0", "Location": f"/?key={key}"})


def echo_in_stream(provider: ProviderServer, key: str) -> None:
    body = token("Half a ") + event({"error": {"message": f"key {key} expired, {key[:9]}…{key[-9:]}"}})
    half = body.index(key.encode()) + 10
    provider.answer_raw([body[:half], body[half:]])


def echo_and_cut(provider: ProviderServer, key: str) -> None:
    provider.answer_raw([token("Half a "), f": {key[:30]}".encode(), cut()])


def echo_in_garbage(provider: ProviderServer, key: str) -> None:
    provider.answer_raw([f"Authorization: Bearer {key}\n{key[2:20]}".encode()], headers={"Content-Type": "text/plain"})


PLAYS: list[Play] = [
    echo_in_refusal,
    echo_in_bad_request,
    echo_in_page,
    echo_in_stream,
    echo_and_cut,
    echo_in_garbage,
    echo_in_headers,
]


def known_to(walk: Walk, conversation: str, replies: list[str]) -> dict[str, Sequence[str]]:
    """A value, or all there are, for each argument of an address."""
    walk.get("/compare")
    pair = walk.post("/compare", walk.form_at("/compare")).headers["Location"].split("?")[0].split("/")
    shared = walk.post(f"/conversations/{conversation}/share", {"expiry": "never"}).headers["Location"]
    moved = re.search(r"/moves/([\w-]+)", walk.post("/moves", {}).text)
    static = re.findall(r"/static/([\w.-]+)", walk.get("/").text)
    assert moved and static
    token = [shared.rpartition("#share-")[2]]
    return {
        "conversation_id": [conversation],
        "reply_id": replies,
        "message_id": [person_said(walk, conversation)],
        "first_id": [pair[-2]],
        "second_id": [pair[-1]],
        "import_id": [str(uuid.uuid4())],
        "kind": ["md", "txt", "json", "html"],
        "side": SIDES,
        "/a/slug": ["default"],
        "/lab/slug": list(CASES),
        "/guide/name": list(EXAMPLES),
        "/static/name": static,
        "/shared/token": token,
        "/shares/token": token,
        "/moves/token": [moved[1]],
    }


def person_said(walk: Walk, conversation: str) -> str:
    page = BeautifulSoup(walk.get(f"/conversations/{conversation}").text, "html.parser")
    return str(page.select('article.message[data-role="user"]')[-1]["id"]).removeprefix("message-")


@pytest.fixture
def canary() -> Canary:
    return Canary()


def started(folder: Path, provider: ProviderServer, canary: Canary, **environment: str) -> RunningWebchat:
    usual = {
        "OPENAI_API_KEY": canary.key,
        "OPENAI_BASE_URL": provider.base_url,
        "WEBCHAT_MODEL": "model-a",
        "WEBCHAT_LAB": "on",
        "WEBCHAT_SHARING": "on",
        "WEBCHAT_RATE_LIMIT": "off",
        "WEBCHAT_TITLES": "on",
        "WEBCHAT_MAX_RUNNING_PER_SESSION": "100",
    }
    return RunningWebchat(folder, file_limit=None, **usual, **environment)


def assert_nowhere_kept(webchat: RunningWebchat, canary: Canary) -> None:
    data = webchat.folder / "data"
    assert canary.values_with_it(data / "webchat.sqlite3") == []
    assert canary.files_with_it(webchat.folder) == []
    assert not canary.is_in("".join(webchat.output).encode())


def play_all(walk: Walk, provider: ProviderServer, canary: Canary) -> tuple[str, list[str]]:
    """A conversation in which the provider does all that it can; its id, and those of its replies."""
    replies, conversation = [], None
    for play in PLAYS:
        play(provider, canary.key)
        conversation, reply_id = walk.ask(f"Now {play.__name__}", conversation)
        replies.append(reply_id)
    assert conversation
    return conversation, replies


def test_the_search_finds_a_piece_wherever_it_stands(canary: Canary, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x" * 100 + canary.key[11:19].upper().encode())

    assert canary.is_in(f"...{canary.key[7:15]}...".encode())
    assert not canary.is_in(canary.key[7:14].encode())
    assert canary.files_with_it(tmp_path) == [str(tmp_path / "file")]


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_neither_logs_nor_files_nor_command_lines_hold_the_key(
    tmp_path: Path, provider: ProviderServer, canary: Canary, log_format: str
) -> None:
    answers: list[requests.Response] = []
    webchat = started(tmp_path / "run", provider, canary, WEBCHAT_LOG_FORMAT=log_format)

    with webchat:
        play_all(Walk(webchat.url, answers.append), provider, canary)
        assert canary.processes_with_it(webchat.process.pid) == []
        assert canary.files_with_it(webchat.folder) == []  # the database's log too, while it is there

    assert provider.requests[-1].headers["authorization"] == f"Bearer {canary.key}"
    assert any("401" in line for line in webchat.output)
    assert not any(canary.is_in(answer.content) for answer in answers)
    assert_nowhere_kept(webchat, canary)


def test_no_page_fragment_stream_or_export_shows_the_key(
    tmp_path: Path, provider: ProviderServer, canary: Canary, make_app: MakeApp
) -> None:
    addresses = make_app(lab=True, sharing=True).url_map
    found: list[str] = []

    def look(answer: requests.Response) -> None:
        told = f"{answer.status_code} {answer.headers} ".encode()
        if canary.is_in(told + answer.content) or canary.is_in(answer.content):
            found.append(f"{answer.request.method} {answer.url}")

    with started(tmp_path / "run", provider, canary) as webchat:
        walk = Walk(webchat.url, look)
        conversation, replies = play_all(walk, provider, canary)
        walk.known = known_to(walk, conversation, replies)
        walk.walk(addresses)

        assert found == []
        pages = {f"GET {rule.rule}" for rule in addresses.iter_rules() if "GET" in (rule.methods or ())}
        assert pages - walk.reached <= REFUSED
        assert walk.reached >= SENT
        assert canary.processes_with_it(webchat.process.pid) == []

    assert_nowhere_kept(webchat, canary)
