"""Three real workers: what each of them counted, every one of them tells, and kill -9 takes nothing back."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.metrics.scrape import Scrape

ROOT = Path(__file__).parents[2]
HEALTH = {"route": "/healthz", "method": "GET", "status": "2xx"}
COUNT = "webchat_request_seconds_count"


class ThreeWorkers:
    """The program `three_workers`, and its workers by their process ids."""

    def __init__(self, folder: Path) -> None:
        self.output = folder / "output"
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.metrics.three_workers", str(folder / "data")],
                cwd=ROOT,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def wait_until_ready(self) -> None:
        found = until(lambda: re.search(r"Listening on (\S+)", self.printed()), self.printed)
        self.url = found[1]  # type: ignore[index]
        until(lambda: len(self.workers()) == 3 and self.scrape().value("webchat_workers") == 3, self.printed)

    def printed(self) -> str:
        return self.output.read_text()

    def workers(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text().split()]

    def get(self, path: str) -> str:
        with urlopen(self.url + path, timeout=10) as answer:  # a connection of its own each time
            text: str = answer.read().decode()
            return text

    def scrape(self) -> Scrape:
        return Scrape(self.get("/metrics"))

    @contextmanager
    def only(self, worker: int) -> Iterator[None]:
        """Let this worker alone answer."""
        others = [pid for pid in self.workers() if pid != worker]
        for pid in others:
            os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in others:
                os.kill(pid, signal.SIGCONT)

    def kill(self, worker: int) -> None:
        """kill -9, and wait until another one works in its place."""
        os.kill(worker, signal.SIGKILL)
        until(lambda: worker not in (now := self.workers()) and len(now) == 3, self.printed)
        until(lambda: self.scrape().value("webchat_workers") == 3, self.printed)

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(40)


def until(look: Callable[[], object], printed: Callable[[], str], seconds: float = 30.0) -> object:
    """What `look` gives as soon as it is true."""
    give_up = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < give_up, printed()
        time.sleep(0.02)
    return found


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ThreeWorkers]:
    running = ThreeWorkers(tmp_path_factory.mktemp("workers"))
    try:
        running.wait_until_ready()
        yield running
    finally:
        running.stop()


def test_every_worker_tells_what_all_of_them_counted(server: ThreeWorkers) -> None:
    before = server.scrape().total(COUNT, **HEALTH)
    for times, worker in enumerate(server.workers(), start=1):
        with server.only(worker):
            for _ in range(times):
                server.get("/healthz")

    told = []
    for worker in server.workers():
        with server.only(worker):
            told.append(server.scrape().value(COUNT, **HEALTH))

    assert told == [before + 1 + 2 + 3] * 3


def test_kill_9_keeps_the_counts_and_drops_the_viewers(server: ThreeWorkers) -> None:
    first, second, _ = server.workers()
    for worker in (first, first, second):
        with server.only(worker):
            server.get("/door")
    before = server.scrape()

    server.kill(first)

    after = server.scrape()
    assert before.value("webchat_stream_viewers") == 3
    assert after.value("webchat_stream_viewers") == 1
    door = {"route": "/door", "method": "GET", "status": "2xx"}
    assert after.value(COUNT, **door) == before.value(COUNT, **door) == 3


def test_a_worker_that_nobody_replaces_is_not_counted_any_more(server: ThreeWorkers) -> None:
    for worker in server.workers():
        with server.only(worker):
            server.get("/door")
    before = server.scrape().value("webchat_stream_viewers")

    server.process.send_signal(signal.SIGTTOU)
    until(lambda: server.scrape().value("webchat_workers") == 2, server.printed)
    after = server.scrape().value("webchat_stream_viewers")
    server.process.send_signal(signal.SIGTTIN)
    until(lambda: server.scrape().value("webchat_workers") == 3, server.printed)

    assert after < before
    assert server.scrape().value("webchat_stream_viewers") == after


def test_no_count_goes_back_while_workers_are_killed_under_load(server: ThreeWorkers) -> None:
    before = server.scrape().total(COUNT, **HEALTH)
    is_over = threading.Event()
    answered: list[int] = []

    def visit() -> None:
        while not is_over.is_set():
            try:
                server.get("/healthz")
            except (OSError, HTTPException):
                continue  # its worker was killed meanwhile
            answered.append(1)

    visitors = [threading.Thread(target=visit) for _ in range(4)]
    for visitor in visitors:
        visitor.start()
    seen = [before]
    for _ in range(2):
        server.kill(server.workers()[0])
        seen.append(server.scrape().total(COUNT, **HEALTH))
    is_over.set()
    for visitor in visitors:
        visitor.join()
    seen.append(server.scrape().total(COUNT, **HEALTH))

    assert seen == sorted(seen)
    assert answered
    assert seen[-1] - before >= len(answered)
