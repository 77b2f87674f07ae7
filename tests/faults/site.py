"""webchat as it is run, with one interface for both ways: one process on SQLite, or three workers behind nginx."""

import signal
import time
import uuid
from collections.abc import Callable
from contextlib import closing, nullcontext
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

import psutil

from tests.faults.tab import SECONDS, Tab
from tests.faults.viewer import eventually
from tests.provider_server import ProviderServer
from tests.running import RunningWebchat
from tests.servers import wheels
from tests.servers.grown_up import GrownUp
from webchat.store import Database, messages
from webchat.store.messages import Message

CONNECTING_TRIES = 3  # the others stand still meanwhile; one may just be taking a connection when it is told to
ACCEPTED_WITHIN = 10.0  # seconds: a worker that is busy with its start takes its time
READ_TIMEOUT = 5.0
SETTINGS = {"WEBCHAT_MODEL": "m", "WEBCHAT_RATE_LIMIT": "off", "WEBCHAT_READ_TIMEOUT": f"{READ_TIMEOUT:.0f}"}


class Site:
    """Up as long as the `with` lasts, and again after `start`. `provider` answers for it.

    `grown_up` is None with one process; `pids` are those of its workers.
    """

    def __init__(self, folder: Path, *, database_url: str = "", redis_url: str = "", **environment: str) -> None:
        folder.mkdir(exist_ok=True)
        self.provider = ProviderServer()
        settings = SETTINGS | {"OPENAI_BASE_URL": self.provider.base_url} | environment
        self.grown_up: GrownUp | None = None
        if redis_url:
            self.grown_up = GrownUp(folder, database_url=database_url, redis_url=redis_url, **settings)
            self.webchat = self.grown_up.webchat
            self.url, self.direct_url = self.grown_up.url, self.grown_up.direct_url
        else:
            port = wheels.free_port()
            self.webchat = RunningWebchat(folder, PORT=str(port), **settings)
            self.url = self.direct_url = f"http://127.0.0.1:{port}"
        self.database_url = database_url or f"sqlite:///{folder / 'data/webchat.sqlite3'}"
        self.database = Database(self.database_url)
        self._kept: list[HTTPConnection] = []

    def __enter__(self) -> Self:
        self.provider.__enter__()
        (self.grown_up or self.webchat).__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self.close_tabs()
        with closing(self.database):
            self.provider.__exit__(None, None, None)  # first, so that what still runs ends
            (self.grown_up or self.webchat).__exit__()

    @property
    def workers(self) -> int:
        return self.grown_up.workers if self.grown_up else 1

    @property
    def pids(self) -> list[int]:
        """The process ids of its workers, oldest first, once all are there."""
        eventually(lambda: len(self.worker_pids()) == self.workers, seconds=60)
        return self.worker_pids()

    @property
    def is_running(self) -> bool:
        return self.webchat.process.poll() is None

    def start(self) -> None:
        """Start it again where it was."""
        self.webchat.start()

    def kill_all(self) -> None:
        """kill -9 to everything at once."""
        self.webchat.kill_all()

    def signal(self, sign: signal.Signals) -> None:
        """Send a signal to the process that was started."""
        self.webchat.process.send_signal(sign)

    def tab(self, cookies: dict[str, str] | None = None) -> Tab:
        """A tab that may reach any worker; without `cookies` of a new browser session that has seen the first page."""
        tab = Tab(_connecting(self.url), {} if cookies is None else cookies)
        if cookies is None:
            assert tab.open("/").status == 200
        return tab

    def tab_at(self, pid: int, cookies: dict[str, str]) -> Tab:
        """A tab with one connection, which this worker has accepted."""
        connect = _connecting(self.direct_url)
        with self.grown_up.accepting_only(pid) if self.grown_up else nullcontext():
            for _ in range(CONNECTING_TRIES):
                connection = connect()
                connection.connect()
                self._kept.append(connection)
                connection.auto_open = 0
                if self._accepted_by(connection) == pid:
                    return Tab(partial(_same, connection), cookies)
        raise AssertionError(f"worker {pid} accepted none of {CONNECTING_TRIES} connections")

    def close_tabs(self) -> None:
        """Close the connections of all tabs that keep one."""
        while self._kept:
            self._kept.pop().close()

    def stored(self, reply_id: uuid.UUID) -> Message:
        """A message as the database has it now."""
        with self.database.reading() as session:
            found = session.get(Message, reply_id)
        assert found is not None, "the message is not stored any more"
        return found

    def count_running(self) -> int:
        """How many replies run, as far as the database says."""
        with self.database.reading() as session:
            return messages.count_running(session)

    def await_end(self, reply_id: uuid.UUID, *, seconds: float = 15.0) -> Message:
        """The message once it has ended."""
        eventually(lambda: not self.stored(reply_id).is_running, seconds=seconds)
        return self.stored(reply_id)

    def await_stored(self, reply_id: uuid.UUID, part: str, *, seconds: float = 15.0) -> None:
        """Wait until this stands in the stored text."""
        eventually(lambda: part in self.stored(reply_id).text, seconds=seconds)

    def times_asked(self, text: str) -> int:
        """How often the provider was asked to answer this message."""
        bodies = [request.json for request in list(self.provider.requests) if request.json]
        return sum(body["messages"][-1]["content"] == text for body in bodies)

    def _accepted_by(self, connection: HTTPConnection) -> int | None:
        here = connection.sock.getsockname()
        until = time.monotonic() + ACCEPTED_WITHIN
        while time.monotonic() < until:
            for pid in self.worker_pids():
                if any(each.raddr == here for each in psutil.Process(pid).net_connections("tcp4")):
                    return pid
        return None

    def worker_pids(self) -> list[int]:
        """The process ids of its workers, oldest first, as many as there are."""
        children = psutil.Process(self.webchat.process.pid).children()
        return [child.pid for child in sorted(children, key=lambda child: (child.create_time(), child.pid))]


def _connecting(url: str) -> Callable[[], HTTPConnection]:
    place = urlsplit(url)
    return lambda: HTTPConnection(str(place.hostname), place.port, timeout=SECONDS)


def _same(connection: HTTPConnection) -> HTTPConnection:
    return connection
