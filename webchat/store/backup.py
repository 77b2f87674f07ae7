"""A copy of the database while the server runs, and back again, for a person at the command line.

Only for SQLite: PostgreSQL has tools of its own that do it better.
"""

import os
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import make_url

from webchat.errors import ConfigurationError, StorageUnavailable, WebchatError
from webchat.store import schema
from webchat.store.database import Database
from webchat.store.failures import BUSY, in_words, result_code

_LOCK_WAIT = 30.0  # seconds; a command may wait inside the driver, nobody else runs in its process
_PAUSE = 0.05


class BackupRefused(WebchatError):
    """The file is not what was asked for; nothing was changed. The message says why."""

    status = 409


def back_up(url: str, file: Path, *, force: bool = False) -> None:
    """Write one moment of the database to `file`, whole or not at all, readable by its owner only.

    Raises BackupRefused without a database, or when the file exists and `force` is not set, ConfigurationError for
    anything but SQLite, StorageUnavailable when the database cannot be read or the copy not be written.
    """
    live = _live_file(url)
    if not live.exists():
        raise BackupRefused(f"There is no database at {live}.")
    if file.exists() and (not force or file.samefile(live)):
        raise BackupRefused(f"{file} exists already. Nothing was written.")
    with in_words(), _temporary_beside(file) as temporary:
        with closing(_open(live, "rw")) as source:
            source.execute("VACUUM INTO ?", (str(temporary),))
        _sync(temporary)
        os.replace(temporary, file)
        _sync(file.absolute().parent)


def restore(url: str, file: Path) -> Path | None:
    """Put the backup in place of the database, in one transaction: a running server goes on with it.

    A database too damaged to be read is moved aside instead; a server that still runs then has to be started again.
    Returns where the database is kept as it was before, or None when there was none. Raises BackupRefused when the
    file is no whole backup of this webchat or an earlier one, ConfigurationError for anything but SQLite,
    StorageUnavailable when the database cannot be written.
    """
    live = _live_file(url)
    if live.exists() and file.exists() and file.samefile(live):
        raise BackupRefused(f"{file} is the database itself. Nothing was changed.")
    with in_words(), _temporary_beside(live) as prepared:
        _copy_verified(file, prepared)
        with closing(Database(f"sqlite:///{prepared}")) as copy:
            copy.migrate()  # here and not in the live one, where a running server would meet the old tables
        before = _keep_present(url, live)
        with closing(Database(url)) as database:
            database.migrate()
        _replace_content(prepared, live)
    return before


def _live_file(url: str) -> Path:
    parts = make_url(url)
    if parts.get_backend_name() != "sqlite" or not parts.database:
        raise ConfigurationError(
            "WEBCHAT_DATABASE_URL names a PostgreSQL database: copy it with pg_dump and put it back with pg_restore."
        )
    return Path(parts.database).absolute()


def _copy_verified(file: Path, prepared: Path) -> None:
    """Copy what is a whole database of ours; looks only at its own copy, so that the file is never changed."""
    if not file.is_file():
        raise BackupRefused(f"There is no file {file}.")
    try:
        with closing(_open(file, "ro")) as source, closing(_open(prepared, "rw")) as copy:
            source.backup(copy)
            problems = copy.execute("PRAGMA integrity_check").fetchone()[0]
            tables = {name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            is_ours = {"alembic_version", "conversations", "messages"} <= tables
            version = copy.execute("SELECT version_num FROM alembic_version").fetchone() if is_ours else None
    except sqlite3.DatabaseError as problem:
        raise BackupRefused(
            f"{file} is not a database, or a damaged one ({problem}). Nothing was changed."
        ) from problem
    if problems != "ok":
        raise BackupRefused(f"{file} is damaged ({problems}). Nothing was changed.")
    if version is None:
        raise BackupRefused(f"{file} is a database, but not one of webchat. Nothing was changed.")
    try:
        schema.is_current(version[0])
    except ConfigurationError as problem:
        raise BackupRefused(f"{file} cannot be restored. {problem}") from problem


def _keep_present(url: str, live: Path) -> Path | None:
    if not live.exists():
        return None
    before = live.with_name(f"{live.stem}-before-restore-{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}.db")
    try:
        back_up(url, before)
    except StorageUnavailable as problem:
        cause = problem.__cause__
        if result_code(cause) not in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise
        _move_aside(live, before)
    return before


def _move_aside(live: Path, before: Path) -> None:
    """With the companions that hold what was not yet written into the file, in the order that loses nothing."""
    for companion in ("", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            os.replace(f"{live}{companion}", f"{before}{companion}")


def _replace_content(prepared: Path, live: Path) -> None:
    deadline = time.monotonic() + _LOCK_WAIT

    def stop_waiting(code: int, remaining: int, total: int) -> None:
        """The driver would ask again for ever."""
        if code == sqlite3.SQLITE_BUSY and time.monotonic() > deadline:
            raise StorageUnavailable(BUSY)

    with closing(_open(prepared, "rw")) as source, closing(_open(live, "rw")) as target:
        source.backup(target, progress=stop_waiting, sleep=_PAUSE)


def _open(file: Path, mode: str) -> sqlite3.Connection:
    uri = f"{file.absolute().as_uri()}?mode={mode}"
    return sqlite3.connect(uri, uri=True, timeout=_LOCK_WAIT, isolation_level=None)


@contextmanager
def _temporary_beside(file: Path) -> Iterator[Path]:
    """An empty file on the same file system, so that it can be renamed to `file`; only its owner may read it."""
    try:
        with tempfile.TemporaryDirectory(prefix=".webchat-", dir=file.absolute().parent) as folder:
            temporary = Path(folder, file.name)
            temporary.touch(mode=0o600)
            yield temporary
    except OSError as problem:
        raise BackupRefused(f"{file} cannot be written: {problem.strerror}.") from problem


def _sync(path: Path) -> None:
    """Have the system write a file, or the names in a folder, to the disk now."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
