"""SQLite under threads and greenlets: one writer at a time, and no wait inside the driver.

A lock wait inside the driver would stop every greenlet, so the driver's time-out is 0 and we wait outside, by sleeping.
Transactions begin explicitly (the driver would begin them late, and never for reads): a write takes its lock at the
beginning, so that it cannot fail half-way for having read an old state; a read sees one moment from beginning to end.
"""

import os
import random
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event

from webchat.errors import StorageUnavailable
from webchat.store.failures import BUSY, result_code
from webchat.store.transactions import Options

Result = TypeVar("Result")

_FIRST_PAUSE = 0.001
_LONGEST_PAUSE = 0.05


class SqliteFile:
    """One database file. `lock_wait` in seconds bounds every wait: for a turn to write, a lock, a connection."""

    def __init__(self, path: Path, lock_wait: float) -> None:
        self._path = path
        self._lock_wait = lock_wait
        self._writing = threading.Lock()
        # A pooled transaction took 60 µs, one on a new connection 235 µs. Only reads use more than one at a time.
        self.engine: Engine = create_engine(
            "sqlite+pysqlite://",
            creator=self._connect,
            poolclass=QueuePool,
            pool_size=8,
            max_overflow=56,
            pool_timeout=lock_wait,
        )
        event.listen(self.engine, "begin", self._begin)
        event.listen(self.engine, "commit", self._commit)

    def prepare(self) -> None:
        """Make the file when there is none, readable by its owner only, and turn write-ahead logging on."""
        try:
            os.close(os.open(self._path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except FileExistsError:
            pass
        except OSError as problem:
            words = f"The database file {self._path} cannot be made: {problem.strerror}."
            raise StorageUnavailable(words) from problem
        with closing(self._connect()) as connection:
            patiently(lambda: connection.execute("PRAGMA journal_mode = WAL").fetchall(), self._deadline())

    @contextmanager
    def turn_to_read(self) -> Iterator[Options]:
        yield {"is_write": False, "deadline": self._deadline()}

    @contextmanager
    def turn_to_write(self, patience: float | None = None) -> Iterator[Options]:
        wait = self._lock_wait if patience is None else patience
        deadline = time.monotonic() + wait
        if not self._writing.acquire(timeout=wait):
            raise StorageUnavailable(BUSY)
        try:
            yield {"is_write": True, "deadline": deadline}
        finally:
            self._writing.release()

    def lock_schema(self, connection: Connection) -> None:
        """Nothing more to do: a write transaction has the whole file to itself."""

    def is_present(self) -> bool:
        """Whether the file still has its name; open connections would go on writing into a deleted one."""
        return self._path.exists()

    def forget_deleted(self) -> bool:
        """Empty the write-ahead log, https://www.sqlite.org/pragma.html#pragma_wal_checkpoint; not while it is read."""
        with closing(self._connect()) as connection:
            is_busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not is_busy

    def _deadline(self) -> float:
        return time.monotonic() + self._lock_wait

    def _connect(self) -> sqlite3.Connection:
        """Opens only a file that exists: one that has vanished must be noticed, not silently begun anew."""
        connection = sqlite3.connect(
            f"{self._path.absolute().as_uri()}?mode=rw",
            uri=True,
            timeout=0,
            isolation_level=None,
            check_same_thread=False,
        )
        try:
            patiently(lambda: connection.execute("PRAGMA synchronous = FULL"), self._deadline())
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA secure_delete = ON")  # Debian's default: what is deleted leaves the file too
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def _begin(self, connection: Connection) -> None:
        options = connection.get_execution_options()
        driver = _driver_of(connection)
        begin = _begin_write if options.get("is_write") else _begin_snapshot
        patiently(lambda: begin(driver), options.get("deadline") or self._deadline())

    def _commit(self, connection: Connection) -> None:
        """Commits here, where waiting is possible; the driver's own commit then finds nothing left to do.

        It stops all greenlets for the 2 ms that a disk takes. Done in a native thread it held the lock until the hub
        came back to it: under load a fifth of 100 messages a second found the database busy. SQLAlchemy takes a failed
        commit for an ended transaction and does not roll it back, so that is done here too.
        """
        driver = _driver_of(connection)
        try:
            patiently(lambda: driver.execute("COMMIT"), self._deadline())
        except BaseException:
            driver.rollback()
            raise


def patiently(action: Callable[[], Result], deadline: float) -> Result:
    """Try until the file is not locked, sleeping between; after `deadline` (monotonic seconds) the error is raised."""
    pause = _FIRST_PAUSE
    while True:
        try:
            return action()
        except sqlite3.OperationalError as problem:
            rest = deadline - time.monotonic()
            if result_code(problem) != sqlite3.SQLITE_BUSY or rest <= 0:
                raise
        time.sleep(min(rest, pause * random.uniform(0.5, 1)))
        pause = min(pause * 2, _LONGEST_PAUSE)


def _begin_write(driver: sqlite3.Connection) -> None:
    driver.execute("BEGIN IMMEDIATE")


def _begin_snapshot(driver: sqlite3.Connection) -> None:
    """BEGIN alone takes no snapshot; the first read does."""
    driver.execute("BEGIN")
    try:
        driver.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchall()
    except sqlite3.Error:
        driver.execute("ROLLBACK")
        raise


def _driver_of(connection: Connection) -> sqlite3.Connection:
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver
