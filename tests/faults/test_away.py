"""Valkey or the database is away for seconds in the middle of a reply: it goes on, and nobody else is hurt for good."""

import re
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager

import psycopg
import pytest
import redis

from tests.faults.site import Site
from tests.faults.viewer import Viewer, eventually
from tests.provider_server import DONE, Part, ProviderServer, finish, pause, token, wait_for
from tests.servers.postgres import PostgresServer
from tests.servers.valkey import ValkeyServer

WORDS_PER_SECOND = 60
AROUND = 4.0  # seconds that the reply takes longer than the trouble


@contextmanager
def locked(site: Site) -> Iterator[None]:
    """Somebody else holds what every write needs."""
    if site.grown_up:
        with psycopg.connect(site.database_url) as connection:
            connection.execute("LOCK TABLE messages IN ACCESS EXCLUSIVE MODE")
            yield
    else:
        path = site.database_url.removeprefix("sqlite:///")
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("BEGIN EXCLUSIVE")
            yield


@contextmanager
def paused(server: PostgresServer | ValkeyServer) -> Iterator[None]:
    server.pause()
    yield
    server.resume()


@contextmanager
def stopped(server: PostgresServer | ValkeyServer) -> Iterator[None]:
    server.stop()
    yield
    server.start()


def words(seconds: float) -> str:
    """A text that takes so long."""
    return " ".join(f"word{number}" for number in range(round(seconds * WORDS_PER_SECOND)))


def slowly(text: str, *, before_the_end: threading.Event) -> list[Part]:
    """A reply word by word; its last word waits for the event, so that whoever comes late still follows it live."""
    *words, last = (token(word) for word in re.findall(r"\s?\S+", text))
    return [
        *(part for word in words for part in (word, pause(1 / WORDS_PER_SECOND))),
        wait_for(before_the_end),
        last,
        finish(),
        DONE,
    ]


def check_reply_goes_on(site: Site, stack: ExitStack, trouble: AbstractContextManager[None], *, seconds: float) -> None:
    """Every viewer ends with the whole text, asked for once; pages are there again at once."""
    text, all_are_there = words(seconds + AROUND), threading.Event()
    site.provider.answer_raw(slowly(text, before_the_end=all_are_there), times=1)
    tab = site.tab()
    question = f"away {time.monotonic()}"
    sent = tab.ask(question)
    viewers = [stack.enter_context(Viewer(site.tab_at(pid, tab.cookies), sent.reply_id)) for pid in site.pids]
    for viewer in viewers:
        viewer.tab = site.tab(tab.cookies)  # whoever has to connect again may come to any worker
        viewer.await_text("word20")
    before = [len(viewer.text) for viewer in viewers]
    with trouble:
        looked_at = time.monotonic()
        assert site.tab({}).open("/").status == 200
        took = time.monotonic() - looked_at
        threading.Event().wait(seconds - took)
        during = [len(viewer.text) for viewer in viewers]
    other = site.tab()
    eventually(lambda: other.send("other").status == 200, seconds=10)
    for pid in site.pids:
        late = stack.enter_context(Viewer(site.tab_at(pid, tab.cookies), sent.reply_id))
        late.await_text("word50", seconds=5)
        viewers.append(late)
    all_are_there.set()
    ends = [viewer.await_end(seconds=30)["status"] for viewer in viewers]

    assert ends == ["complete"] * len(viewers)
    assert [viewer.text.strip() for viewer in viewers] == [text] * len(viewers)
    assert site.stored(sent.reply_id).text == text
    assert site.times_asked(question) == 1
    assert any(after > 2 * length for length, after in zip(before, during, strict=True)), "nobody saw it go on"
    assert took < 1


def test_database_is_locked_for_three_seconds(site: Site, stack: ExitStack) -> None:
    check_reply_goes_on(site, stack, locked(site), seconds=3)


@pytest.mark.parametrize("shared_site", ["three-workers"], indirect=True)
def test_database_is_paused_for_three_seconds(site: Site, stack: ExitStack, postgres: PostgresServer) -> None:
    check_reply_goes_on(site, stack, paused(postgres), seconds=3)


@pytest.mark.parametrize("shared_site", ["three-workers"], indirect=True)
def test_database_is_started_again(site: Site, stack: ExitStack, postgres: PostgresServer) -> None:
    check_reply_goes_on(site, stack, stopped(postgres), seconds=3)


@pytest.mark.parametrize("shared_site", ["three-workers"], indirect=True)
def test_valkey_is_paused_for_five_seconds(site: Site, stack: ExitStack, valkey: ValkeyServer) -> None:
    check_reply_goes_on(site, stack, paused(valkey), seconds=5)


@pytest.mark.parametrize("shared_site", ["three-workers"], indirect=True)
def test_valkey_is_away_for_five_seconds_and_has_forgotten_everything(
    site: Site, stack: ExitStack, valkey: ValkeyServer
) -> None:
    check_reply_goes_on(site, stack, stopped(valkey), seconds=5)


@pytest.mark.parametrize("shared_site", ["three-workers"], indirect=True)
def test_wakes_that_are_lost_are_caught_up_with(
    site: Site, stack: ExitStack, valkey: ValkeyServer, provider: ProviderServer
) -> None:
    provider.reply_with(words(5), words_per_second=WORDS_PER_SECOND)
    tab = site.tab()
    sent = tab.ask("lost wakes")
    viewers = [stack.enter_context(Viewer(site.tab_at(pid, tab.cookies), sent.reply_id)) for pid in site.pids]
    with closing(redis.Redis(port=valkey.port)) as client:
        for number in range(1, 5):
            for viewer in viewers:
                viewer.await_text(f"word{number * 50}", seconds=4)
            client.execute_command("CLIENT KILL TYPE pubsub")

    assert [viewer.await_end()["status"] for viewer in viewers] == ["complete"] * len(viewers)
    assert [viewer.text.split()[-1] for viewer in viewers] == ["word299"] * len(viewers)
    assert all(viewer.statuses == [200] and "w" not in viewer.names[2:] for viewer in viewers)
