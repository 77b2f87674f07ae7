"""Every answer protects itself (OWASP ASVS 5.0, V3)."""

import pickle
import re

import pytest

from tests.conftest import MakeApp
from tests.person import Person
from tests.stored import everything_stored

PATHS = ["/", "/conversations/nowhere", "/healthz", "/readyz", "/favicon.ico", "/static/nothing.js"]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_carries_the_security_headers(alice: Person, path: str) -> None:
    headers = alice.open(path).headers

    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == policy["object-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in headers
    assert "Strict-Transport-Security" not in headers


def test_pages_are_not_kept_and_assets_are_kept_for_ever(alice: Person) -> None:
    page = alice.open("/")
    style = str(page.one("link[rel=stylesheet]")["href"])

    assert page.headers["Cache-Control"] == "no-store"
    assert "immutable" in alice.open(style).headers["Cache-Control"]
    assert re.search(r"app\.[0-9a-f]{16}\.css$", style)


def test_assets_are_compressed_for_those_who_accept_it(alice: Person) -> None:
    style = str(alice.open("/").one("link[rel=stylesheet]")["href"])

    plain = alice.client.get(style)
    small = alice.client.get(style, headers={"Accept-Encoding": "gzip"})

    assert small.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert len(small.data) < len(plain.data) / 2


def test_behind_https_cookies_are_secure_and_transport_is_strict(make_app: MakeApp) -> None:
    person = Person(make_app(trusted_proxies=1))
    person.headers |= {"X-Forwarded-Proto": "https"}

    answer = person.send_message("Hi")

    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-webchat=")
    for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert part in cookie
    assert "Domain" not in cookie
    assert int(re.search(r"max-age=(\d+)", answer.headers["Strict-Transport-Security"])[1]) >= 31_536_000  # type: ignore[index]


def test_a_forwarded_header_is_not_believed_without_a_trusted_proxy(alice: Person) -> None:
    alice.headers |= {"X-Forwarded-Proto": "https"}

    answer = alice.send_message("Hi")

    assert answer.headers["Set-Cookie"].startswith("webchat=")
    assert "Strict-Transport-Security" not in answer.headers


def test_no_address_changes_anything_by_get(app, alice: Person, settings) -> None:
    answer = alice.ask("Hi")
    known = {"reply_id": answer.reply_id, "message_id": answer.reply_id, "name": "app.css", "token": "nowhere"}
    known |= {"conversation_id": answer.sent.conversation_id, "import_id": answer.reply_id, "slug": "default"}
    known |= dict.fromkeys(("first_id", "second_id"), answer.reply_id) | {"side": "a"}
    alice.open(f"/replies/{answer.reply_id}/exchange")  # the first look under the hood is remembered, as a first step
    before = everything_stored(settings.data_dir)

    paths = [re.sub(r"<(?:\w+:)?(\w+)>", lambda field: known[field[1]], rule.rule) for rule in app.url_map.iter_rules()]
    statuses = {path: alice.client.get(path).status_code for path in paths}

    assert len(paths) > 8
    assert all(status < 500 for status in statuses.values()), statuses
    assert everything_stored(settings.data_dir) == before


def test_the_session_is_written_once_a_day_and_not_with_every_request(alice: Person, settings) -> None:
    alice.ask("Hi")
    session_file = next((settings.data_dir / "sessions").iterdir())
    before = session_file.stat().st_mtime_ns

    for _ in range(3):
        assert "Set-Cookie" not in alice.open("/").headers  # it was given with the first message

    assert session_file.stat().st_mtime_ns == before


def test_a_session_that_was_last_seen_yesterday_is_renewed(alice: Person) -> None:
    alice.ask("Hi")
    with alice.client.session_transaction() as session:
        session["seen"] = "2020-01-01"

    assert "Set-Cookie" in alice.open("/").headers


def test_session_files_are_json_for_their_owner_only(alice: Person, settings) -> None:
    alice.ask("Hi")

    session_file = next((settings.data_dir / "sessions").iterdir())

    assert session_file.stat().st_mode & 0o077 == 0
    assert session_file.read_bytes()[4:].startswith(b'{"')


def test_a_pickled_session_is_not_loaded(alice: Person, settings, tmp_path) -> None:
    class Danger:
        def __reduce__(self):  # type: ignore[no-untyped-def]
            return (open, (str(tmp_path / "danger"), "w"))

    alice.ask("Hi")
    session_file = next((settings.data_dir / "sessions").iterdir())
    head = session_file.read_bytes()[:4]
    session_file.write_bytes(head + pickle.dumps(Danger()))

    answer = alice.open("/")

    assert answer.status == 200
    assert not (tmp_path / "danger").exists()


def test_more_sessions_than_a_cache_would_keep_all_live(app, settings) -> None:
    first = Person(app)
    first.ask("I was here first")
    for _ in range(600):
        Person(app).post("/preferences/theme", theme="dark")

    assert len(list((settings.data_dir / "sessions").iterdir())) == 601
    with first.client.session_transaction() as session:
        assert session["owner"]
