"""Nothing rests on cleanup code: killed in the middle of a reply, everything that was accepted is still there."""

import os
import signal
import sqlite3
import threading
import time
import uuid
from contextlib import closing
from pathlib import Path

import pytest
import requests
from bs4 import BeautifulSoup, Tag

from tests.provider_server import ProviderServer
from tests.running import RunningWebchat

TEXT = " ".join(f"word{number}" for number in range(400))


class Visitor:
    """A browser session over real HTTP that outlives the server."""

    def __init__(self) -> None:
        self.session = requests.Session()

    def send(self, webchat: RunningWebchat, text: str) -> str:
        """Send a message; returns the path of its conversation."""
        form = {"message": text, "submission_id": uuid.uuid4().hex}
        headers = {"Origin": webchat.url, "HX-Request": "true"}
        sent = self.session.post(f"{webchat.url}/messages", data=form, headers=headers, timeout=30)
        assert sent.status_code == 200, sent.text
        return sent.headers["HX-Push-Url"]

    def reply(self, webchat: RunningWebchat, path: str) -> Tag:
        page = BeautifulSoup(self.session.get(webchat.url + path, timeout=30).text, "html.parser")
        assert page.select_one("article[data-role=user]")
        return page.select("article[data-role=assistant]")[-1]

    def reply_that(self, webchat: RunningWebchat, path: str, *, has_ended: bool, seconds: float) -> Tag:
        """The reply once it has ended, or has text."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            reply = self.reply(webchat, path)
            is_running = reply["data-status"] in ("pending", "streaming")
            if has_ended != is_running and (has_ended or "word" in reply.get_text()):
                return reply
            time.sleep(0.1)
        raise AssertionError(f"waited {seconds} s: {self.reply(webchat, path)}")


@pytest.fixture
def provider_settings(provider: ProviderServer) -> dict[str, str]:
    provider.reply_with(TEXT, words_per_second=40)
    return {"OPENAI_BASE_URL": provider.base_url, "WEBCHAT_MODEL": "m", "WEBCHAT_RATE_LIMIT": "off"}


def words_in(reply: Tag) -> int:
    body = reply.select_one(".message__body")
    assert body
    return body.get_text().count("word")


def test_killed_in_the_middle_the_text_is_kept_and_the_reply_ends_as_interrupted(
    tmp_path: Path, provider_settings: dict[str, str]
) -> None:
    visitor = Visitor()
    webchat = RunningWebchat(tmp_path, **provider_settings).start()
    path = visitor.send(webchat, "tell me")
    before = words_in(visitor.reply_that(webchat, path, has_ended=False, seconds=10))

    webchat.kill_all()

    with RunningWebchat(tmp_path, **provider_settings) as again:
        reply = visitor.reply_that(again, path, has_ended=True, seconds=60)
    assert reply["data-status"] == "interrupted"
    assert words_in(reply) >= before > 0
    assert reply.select_one("[data-action=retry]")


def test_interrupted_at_the_terminal_it_saves_running_replies_and_prints_no_traceback(
    tmp_path: Path, provider_settings: dict[str, str]
) -> None:
    visitor = Visitor()
    webchat = RunningWebchat(tmp_path, **provider_settings).start()
    path = visitor.send(webchat, "tell me")
    visitor.reply_that(webchat, path, has_ended=False, seconds=10)

    began = time.monotonic()
    os.killpg(webchat.process.pid, signal.SIGINT)
    webchat.process.wait(20)

    with closing(sqlite3.connect(tmp_path / "data" / "webchat.sqlite3")) as database:
        status = database.execute("SELECT status FROM messages WHERE role = 'assistant'").fetchone()[0]
    webchat.reader.join(10)
    assert status == "interrupted"
    assert time.monotonic() - began < 15
    assert "Traceback" not in "".join(webchat.output)


def test_told_to_stop_while_somebody_waits_it_still_saves_what_cannot_be_finished(
    tmp_path: Path, provider: ProviderServer, provider_settings: dict[str, str]
) -> None:
    provider.reply_with(" ".join([TEXT] * 4), words_per_second=20)
    visitor = Visitor()
    webchat = RunningWebchat(tmp_path, **provider_settings).start()
    path = visitor.send(webchat, "tell me")
    reply_id = str(visitor.reply(webchat, path)["id"]).removeprefix("message-")
    waiting = threading.Thread(
        target=visitor.session.get,
        args=(f"{webchat.url}/replies/{reply_id}",),
        kwargs={"headers": {"HX-Request": "true"}, "timeout": 40},
    )
    waiting.start()
    visitor.reply_that(webchat, path, has_ended=False, seconds=10)

    assert webchat.stop(signal.SIGTERM) == 0

    waiting.join(10)
    with closing(sqlite3.connect(tmp_path / "data" / "webchat.sqlite3")) as database:
        status = database.execute("SELECT status FROM messages WHERE role = 'assistant'").fetchone()[0]
    assert status == "interrupted"


def test_told_to_stop_it_finishes_running_replies_though_nobody_watches(
    tmp_path: Path, provider: ProviderServer, provider_settings: dict[str, str]
) -> None:
    provider.reply_with(" ".join(TEXT.split()[:100]), words_per_second=40)
    visitor = Visitor()
    webchat = RunningWebchat(tmp_path, **provider_settings).start()
    path = visitor.send(webchat, "tell me")

    assert webchat.stop(signal.SIGTERM) == 0

    with RunningWebchat(tmp_path, **provider_settings) as again:
        reply = visitor.reply(again, path)
    assert reply["data-status"] == "complete"
    assert words_in(reply) == 100
