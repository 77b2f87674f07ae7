"""When the database cannot be written: a clear error, the text kept, nothing half-written."""

import secrets
import sqlite3
import threading
import uuid
from contextlib import closing
from pathlib import Path

import requests
from flask import Flask

from tests.conftest import MakeApp
from tests.person import Person, conversation_of
from tests.provider_server import ProviderServer, wait_for
from tests.running import RunningWebchat


def counts(app: Flask, settings) -> tuple[int, int]:
    with closing(sqlite3.connect(settings.data_dir / "webchat.sqlite3")) as database:
        return tuple(
            database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("conversations", "messages")
        )  # type: ignore[return-value]


def test_a_locked_database_is_told_and_nothing_is_half_written(make_app: MakeApp, settings) -> None:
    app = make_app()
    person = Person(app, with_scripts=False)
    with closing(sqlite3.connect(settings.data_dir / "webchat.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        answer = person.send_message("typed for an hour")

        other.execute("ROLLBACK")
    assert answer.status == 503
    assert answer.one("#composer textarea[name=message]").get_text().strip() == "typed for an hour"
    assert counts(app, settings) == (0, 0)
    assert person.send_message("typed for an hour").status == 303


def test_a_full_disk_is_told_and_nothing_is_half_written(tmp_path: Path, provider: ProviderServer) -> None:
    """The process may write no file beyond 1 MB, which is what a full disk looks like to it."""
    environment = {"OPENAI_BASE_URL": provider.base_url, "WEBCHAT_MODEL": "m", "WEBCHAT_MAX_MESSAGE_CHARS": "600000"}
    browser = requests.Session()
    statuses = []
    with RunningWebchat(tmp_path, file_limit=1_000_000, **environment) as webchat:
        for size in (10, 600_000, 600_000):
            form = {"message": "x" * size, "submission_id": uuid.uuid4().hex}
            headers = {"Origin": webchat.url, "HX-Request": "true", "Prefer": "wait"}
            answer = browser.post(f"{webchat.url}/messages", data=form, headers=headers, timeout=60)
            statuses.append(answer.status_code)

    with closing(sqlite3.connect(tmp_path / "data" / "webchat.sqlite3")) as database:
        stored = [length for (length,) in database.execute("SELECT length(text) FROM messages WHERE role = 'user'")]
        replies = database.execute("SELECT count(*) FROM messages WHERE role = 'assistant'").fetchone()[0]
    assert statuses[0] == 200
    assert statuses[-1] == 503, answer.text
    assert len(stored) == replies == statuses.count(200)


def test_a_session_that_is_lost_before_it_was_saved_costs_nobody_their_message(make_app: MakeApp, settings) -> None:
    alice = Person(make_app())
    sessions = settings.data_dir / "sessions"
    sessions.rename(settings.data_dir / "elsewhere")
    sessions.touch()  # no file can be made in it

    sent = alice.send_message("hi")
    sessions.unlink()
    sessions.mkdir()

    assert sent.status == 200
    assert alice.open(f"/conversations/{sent.conversation_id}").texts[0] == "hi"


def test_a_database_locked_while_a_reply_ends_is_waited_for_longer_than_any_request_would(
    app: Flask, alice: Person, provider: ProviderServer, settings
) -> None:
    go_on = threading.Event()
    choice = b'{"index": 0, "delta": {"content": "Patience."}, "finish_reason": "stop"}'
    chunk = b'data: {"choices": [%b]}\n\ndata: [DONE]\n\n' % choice
    provider.answer_raw([b": waiting\n\n", wait_for(go_on), chunk], headers={"Connection": "close"})
    sent = alice.send_message("hi")
    with closing(sqlite3.connect(settings.data_dir / "webchat.sqlite3", isolation_level=None, timeout=10)) as other:
        other.execute("BEGIN IMMEDIATE")
        go_on.set()
        threading.Event().wait(6)  # one transaction waits for 5 s
        other.execute("ROLLBACK")

    answer = alice.await_reply(sent.reply_id)

    assert (answer.reply["data-status"], answer.texts) == ("complete", ["Patience."])


def test_a_reply_is_begun_though_the_database_is_locked_right_after_sending(
    app: Flask, alice: Person, settings, provider: ProviderServer
) -> None:
    alice.ask("first, so that the session exists")
    desk = app.extensions["desk"]
    with closing(sqlite3.connect(settings.data_dir / "webchat.sqlite3", isolation_level=None)) as other:
        start = desk.generations.start
        desk.generations.start = lambda *reply, **text: (other.execute("BEGIN IMMEDIATE"), start(*reply, **text))
        sent = alice.send_message("hi")
        threading.Event().wait(6)
        other.execute("ROLLBACK")

    assert alice.await_reply(sent.reply_id).reply["data-status"] == "complete"


def test_a_session_file_that_cannot_be_read_makes_nobody_a_stranger(app: Flask, alice: Person, settings) -> None:
    conversation = conversation_of(alice.ask("start").sent)
    session_file = next((settings.data_dir / "sessions").iterdir())
    kept = session_file.read_bytes()
    session_file.unlink()
    session_file.mkdir()

    answer = alice.open(f"/conversations/{conversation}")

    assert answer.status == 503
    session_file.rmdir()
    session_file.write_bytes(kept)
    assert alice.open(f"/conversations/{conversation}").status == 200


def test_exchanges_of_a_long_conversation_do_not_grow_without_bound(
    make_app: MakeApp, provider: ProviderServer, settings
) -> None:
    """Each message is 20 KB of noise and the model reads it all: only the cap bounds what is kept of a request."""
    alice = Person(make_app(model={"context_tokens": 2_000_000}))
    conversation = conversation_of(alice.ask("start").sent)
    for _ in range(25):
        alice.ask(secrets.token_hex(10_000), conversation_id=conversation)

    with closing(sqlite3.connect(settings.data_dir / "webchat.sqlite3")) as database:
        sizes = [size for (size,) in database.execute("SELECT length(request_body) FROM exchanges ORDER BY started_at")]

    assert len(sizes) == 26
    assert sizes[5] > 40_000
    assert max(sizes) < 200_000
