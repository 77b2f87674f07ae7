"""webchat as an organisation runs it: several workers on PostgreSQL and Valkey, behind nginx with deploy/nginx.conf."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import psutil

from tests.running import RunningWebchat
from tests.servers import wheels
from tests.servers.nginx import NginxServer
from tests.servers.server_process import wait_until

WORKERS = 3
WORKERS_SECONDS = 60.0


class GrownUp:
    """Up as long as the `with` lasts. `environment` holds further settings of webchat.

    `url` leads through nginx, `https_url` too (TLS and HTTP/2; see NginxServer), `direct_url` past it.
    `webchat` is the running command: `kill_all` and `start` it, and it has the same port again.
    """

    def __init__(
        self, folder: Path, *, database_url: str, redis_url: str, workers: int = WORKERS, **environment: str
    ) -> None:
        port = wheels.free_port()
        settings = {
            "PORT": str(port),
            "WEBCHAT_WORKERS": str(workers),
            "WEBCHAT_DATABASE_URL": database_url,
            "WEBCHAT_REDIS_URL": redis_url,
            "WEBCHAT_TRUSTED_PROXIES": "1",
        }
        self.workers = workers
        self.webchat = RunningWebchat(folder, **settings | environment)
        self.nginx = NginxServer(f"127.0.0.1:{port}")
        self.url, self.https_url = self.nginx.url, self.nginx.https_url
        self.direct_url = f"http://127.0.0.1:{port}"

    def __enter__(self) -> Self:
        self.webchat.start()
        try:
            self.nginx.__enter__()
        except BaseException:
            self.webchat.kill_all()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self.webchat.__exit__()
        finally:
            self.nginx.__exit__()

    @property
    def output(self) -> list[str]:
        """What webchat has printed."""
        return self.webchat.output

    def worker_pids(self) -> list[int]:
        """The process ids of its workers, oldest first, once there are as many as there should be."""
        complete = wait_until(lambda: len(self._children()) == self.workers, seconds=WORKERS_SECONDS)
        assert complete, f"{len(self._children())} workers:\n{''.join(self.output)}"
        return [child.pid for child in self._children()]

    def kill_worker(self, pid: int) -> None:
        """kill -9 one worker; the arbiter starts another, which `worker_pids` waits for."""
        os.kill(pid, signal.SIGKILL)
        wait_until(lambda: pid not in [child.pid for child in self._children()], seconds=WORKERS_SECONDS)

    @contextmanager
    def only(self, pid: int) -> Iterator[None]:
        """Let only this worker answer, for less than 30 s: the others stand still.

        New connections to nginx are meant; who is connected to nginx already may wait for one that stands still.
        """
        with self.accepting_only(pid):
            self.nginx.reload()
            yield

    @contextmanager
    def accepting_only(self, pid: int) -> Iterator[None]:
        """Let only this worker take connections that come past nginx, for less than 30 s."""
        others = [child for child in self._children() if child.pid != pid]
        for other in others:
            other.suspend()
        try:
            yield
        finally:
            for other in others:
                other.resume()

    def _children(self) -> list[psutil.Process]:
        children = psutil.Process(self.webchat.process.pid).children()
        return sorted(children, key=lambda child: (child.create_time(), child.pid))
