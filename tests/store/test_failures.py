"""A file that is locked, read-only, full, missing or damaged: an error in words, and nothing half-written."""

import os
import sqlite3
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Pool, event, text

from webchat.errors import ConfigurationError, StorageUnavailable
from webchat.store import Database, conversations

from .actors import ALICE, ask, locked_by_another_process

NOBODY = 65534
READ = "BEGIN; SELECT count(*) FROM messages"


@pytest.fixture
def url(sqlite_url: str) -> str:
    """SQLite's: these tests are about its file."""
    return sqlite_url


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    return sqlite_database


def _count(database: Database) -> list[int | None]:
    with database.reading() as session:
        return [session.scalar(text(f"SELECT count(*) FROM {table}")) for table in ("conversations", "messages")]


@contextmanager
def _without_the_rights_of_root() -> Iterator[None]:
    """Root may write everything; the test must not depend on who runs it."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@contextmanager
def _folder_open_to_all() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
        folder.chmod(0o755)


def test_write_waits_for_another_process_and_succeeds(database: Database, tmp_path: Path) -> None:
    with locked_by_another_process(tmp_path / "webchat.db", seconds=1):
        started = time.monotonic()
        ask(database)
        waited = time.monotonic() - started

    assert waited > 0.1
    assert _count(database) == [1, 2]


def test_lock_longer_than_the_patience_is_an_error_and_nothing_is_written(url: str, database: Database) -> None:
    with closing(Database(url, lock_wait=0.2)) as impatient:
        with locked_by_another_process(Path(url.removeprefix("sqlite:///")), seconds=30):
            started = time.monotonic()
            with pytest.raises(StorageUnavailable, match="busy") as failure:
                ask(impatient)
            waited = time.monotonic() - started
            during = _count(impatient)

        ask(impatient)

    assert 0.2 <= waited < 5
    assert failure.value.__cause__ is not None and failure.value.status == 503
    assert during == [0, 0] and _count(database) == [1, 2]


def test_second_writer_of_one_process_has_bounded_patience(url: str, database: Database) -> None:
    with closing(Database(url, lock_wait=0.1)) as impatient, impatient.writing() as session:
        conversations.create(session, ALICE)

        with pytest.raises(StorageUnavailable, match="busy"), impatient.writing():
            raise AssertionError("two writers at once")

    assert _count(database) == [1, 0]


@pytest.fixture
def file_without_log(database: Database, tmp_path: Path) -> Path:
    """Where write-ahead logging is impossible, as on a network drive, readers and writers lock each other out."""
    file = tmp_path / "webchat.db"
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA journal_mode = DELETE").fetchone() == ("delete",)
    return file


def test_read_waits_for_an_exclusive_lock(database: Database, file_without_log: Path) -> None:
    with locked_by_another_process(file_without_log, seconds=0.3, begin="BEGIN EXCLUSIVE"):
        assert _count(database) == [0, 0]


def test_commit_waits_for_a_reader(database: Database, file_without_log: Path) -> None:
    with locked_by_another_process(file_without_log, seconds=0.3, begin=READ):
        ask(database)

    assert _count(database) == [1, 2]


def test_commit_that_waited_too_long_leaves_nothing_and_the_database_usable(url: str, file_without_log: Path) -> None:
    with closing(Database(url, lock_wait=0.2)) as impatient:
        with locked_by_another_process(file_without_log, seconds=30, begin=READ):
            with pytest.raises(StorageUnavailable, match="busy"):
                ask(impatient)

        after = _count(impatient)
        ask(impatient)

        assert after == [0, 0]
        assert _count(impatient) == [1, 2]


def test_read_sees_the_moment_of_its_beginning(database: Database) -> None:
    count = text("SELECT count(*) FROM conversations")

    with database.reading() as session:
        ask(database)

        assert session.scalar(count) == 0


def test_what_is_changed_while_reading_is_not_kept(database: Database) -> None:
    with database.reading() as session:
        conversations.create(session, ALICE)

    assert _count(database) == [0, 0]


def test_full_disk_is_an_error_and_nothing_is_half_written(url: str, database: Database) -> None:
    database.close()

    def bound(connection: sqlite3.Connection, record: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + 2}")

    event.listen(Pool, "connect", bound)
    try:
        with pytest.raises(StorageUnavailable, match="room"):
            ask(database, text="long " * 10_000)
        ask(database, text="short")
    finally:
        event.remove(Pool, "connect", bound)

    assert _count(database) == [1, 2]


def test_read_only_file_can_be_read_and_refuses_to_be_written() -> None:
    with _folder_open_to_all() as folder:
        file = folder / "webchat.db"
        with closing(Database(f"sqlite:///{file}")) as owner:
            owner.migrate()
            for companion in ("", "-wal", "-shm"):
                Path(f"{file}{companion}").chmod(0o444)

            with _without_the_rights_of_root(), closing(Database(f"sqlite:///{file}")) as reader:
                count = _count(reader)
                with pytest.raises(StorageUnavailable, match="only be read"):
                    ask(reader)
                with pytest.raises(StorageUnavailable, match="only be read"):
                    reader.check()

    assert count == [0, 0]


def test_read_only_folder_is_an_error_in_words() -> None:
    with _folder_open_to_all() as folder:
        folder.chmod(0o555)

        with _without_the_rights_of_root(), closing(Database(f"sqlite:///{folder / 'webchat.db'}")) as database:
            with pytest.raises(StorageUnavailable, match="cannot be made: Permission denied"):
                database.migrate()


def test_missing_file_is_an_error_and_not_silently_begun_anew(url: str, tmp_path: Path) -> None:
    with closing(Database(url)) as database:
        with pytest.raises(StorageUnavailable, match="cannot be opened"):
            _count(database)

    assert list(tmp_path.iterdir()) == []


def test_check_notices_a_file_deleted_under_open_connections(database: Database, tmp_path: Path) -> None:
    database.check()
    (tmp_path / "webchat.db").unlink()

    with pytest.raises(StorageUnavailable, match="not there any more"):
        database.check()


def test_check_notices_a_database_without_tables(tmp_path: Path) -> None:
    file = tmp_path / "empty.db"
    file.touch()

    with closing(Database(f"sqlite:///{file}")) as database:
        with pytest.raises(StorageUnavailable, match="not been set up"):
            database.check()


@pytest.mark.parametrize("content", [b"This is not a database. " * 500, b"SQLite format 3\0" + b"\xff" * 5000])
def test_damaged_file_is_an_error_in_words(tmp_path: Path, url: str, content: bytes) -> None:
    (tmp_path / "webchat.db").write_bytes(content)

    with closing(Database(url)) as database:
        with pytest.raises(StorageUnavailable, match="damaged"):
            database.migrate()


def test_database_is_readable_by_its_owner_only(database: Database, tmp_path: Path) -> None:
    fresh = tmp_path / "fresh.db"

    with closing(Database(f"sqlite:///{fresh}")) as other:
        other.migrate()
        ask(other)
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.glob("fresh.db*")}

    assert modes == {"fresh.db": 0o600, "fresh.db-wal": 0o600, "fresh.db-shm": 0o600}


def test_file_is_opened_durably_with_keys_enforced(database: Database) -> None:
    with database.reading() as session:
        pragmas = [
            session.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        ]

    assert pragmas == ["wal", 2, 1, 0]


@pytest.mark.parametrize("url", ["", "webchat.db", "mysql://u:secret@h/d", "sqlite://", "sqlite:///:memory:"])
def test_other_kinds_of_url_are_refused_without_a_secret(url: str) -> None:
    with pytest.raises(ConfigurationError, match="WEBCHAT_DATABASE_URL") as refusal:
        Database(url)

    assert "secret" not in str(refusal.value)
