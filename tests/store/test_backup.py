"""Backup and restore while the database is in use: whole or not at all, and never somebody else's file."""

import shutil
import sqlite3
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from webchat.errors import ConfigurationError
from webchat.store import Database, conversations, messages
from webchat.store.backup import BackupRefused, back_up, restore

from .actors import ALICE, Exchanged, ask, locked_by_another_process, read


@pytest.fixture
def url(sqlite_url: str) -> str:
    """SQLite's: these tests are about its file."""
    return sqlite_url


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    return sqlite_database


@contextmanager
def _people_at_work(database: Database) -> Iterator[list[Exchanged]]:
    """One thread asks and one reads without pause; each conversation must always have its two messages."""
    over, asked, failures, begun = threading.Event(), list[Exchanged](), list[BaseException](), threading.Event()

    def write() -> None:
        while not over.is_set():
            asked.append(ask(database))
            begun.set()

    def look() -> None:
        while not over.is_set():
            with database.reading() as session:
                two_each = session.scalar(text("SELECT count(*) * 2 FROM conversations"))
                assert two_each == session.scalar(text("SELECT count(*) FROM messages"))

    def watched(act: Callable[[], None]) -> None:
        try:
            act()
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=watched, args=(act,)) for act in (write, look)]
    for thread in threads:
        thread.start()
    try:
        assert begun.wait(10), failures
        yield asked
    finally:
        over.set()
        for thread in threads:
            thread.join(10)
    assert failures == []


def _owners(file: Path) -> list[str]:
    with closing(Database(f"sqlite:///{file}")) as database, database.reading() as session:
        return list(session.scalars(text("SELECT DISTINCT owner_id FROM conversations ORDER BY owner_id")))


def test_backup_while_in_use_is_whole_and_private(database: Database, url: str, tmp_path: Path) -> None:
    file = tmp_path / "backup.db"

    with _people_at_work(database) as asked:
        before = len(asked)
        back_up(url, file)

    with closing(sqlite3.connect(file)) as copy:
        conversations_kept, messages_kept = (
            copy.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("conversations", "messages")
        )
        integrity = copy.execute("PRAGMA integrity_check").fetchone()[0]
    assert before <= conversations_kept <= len(asked)
    assert messages_kept == 2 * conversations_kept
    assert integrity == "ok"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir() if "webchat.db" not in path.name) == ["backup.db"]


def test_backup_does_not_overwrite_unless_told(database: Database, url: str, tmp_path: Path) -> None:
    file = tmp_path / "backup.db"
    file.write_text("precious")

    with pytest.raises(BackupRefused, match="exists already"):
        back_up(url, file)
    kept = file.read_text()
    back_up(url, file, force=True)

    assert kept == "precious"
    assert _owners(file) == []


def test_backup_never_overwrites_the_database_itself(database: Database, url: str, tmp_path: Path) -> None:
    with pytest.raises(BackupRefused):
        back_up(url, tmp_path / "webchat.db", force=True)

    ask(database)


def test_backup_into_a_folder_that_is_not_there_is_refused(database: Database, url: str, tmp_path: Path) -> None:
    with pytest.raises(BackupRefused, match="cannot be written: No such file"):
        back_up(url, tmp_path / "nowhere" / "backup.db")


def test_backup_of_a_missing_database_is_an_error(url: str, tmp_path: Path) -> None:
    with pytest.raises(BackupRefused, match="no database"):
        back_up(url, tmp_path / "backup.db")

    assert list(tmp_path.iterdir()) == []


def test_restore_while_in_use_brings_back_that_moment_and_work_goes_on(
    database: Database, url: str, tmp_path: Path
) -> None:
    file = tmp_path / "backup.db"
    kept = ask(database, text="kept")
    back_up(url, file)

    with _people_at_work(database) as asked:
        lost = asked[0]
        before = restore(url, file)
        again = ask(database, text="after")

    assert before is not None and before.name.startswith("webchat-before-restore-")
    assert read(database, kept.message_id).text == "kept"
    assert read(database, again.message_id).text == "after"
    with database.reading() as session:
        assert messages.owned_by(session, ALICE, lost.message_id) is None
    with closing(Database(f"sqlite:///{before}")) as former:
        assert read(former, lost.message_id).role == "user"


def test_restore_waits_for_a_writer(database: Database, url: str, tmp_path: Path) -> None:
    file = tmp_path / "backup.db"
    back_up(url, file)
    ask(database)

    with locked_by_another_process(tmp_path / "webchat.db", seconds=0.3):
        restore(url, file)

    assert _owners(tmp_path / "webchat.db") == []


def test_restore_makes_a_database_where_there_was_none(database: Database, url: str, tmp_path: Path) -> None:
    file, other = tmp_path / "backup.db", tmp_path / "other.db"
    ask(database)
    back_up(url, file)

    before = restore(f"sqlite:///{other}", file)

    assert before is None
    assert _owners(other) == [ALICE]
    assert stat.S_IMODE(other.stat().st_mode) == 0o600


def test_restore_replaces_a_damaged_database_and_keeps_it_aside(database: Database, url: str, tmp_path: Path) -> None:
    file, live = tmp_path / "backup.db", tmp_path / "webchat.db"
    ask(database)
    back_up(url, file)
    database.close()
    live.write_bytes(b"damaged " * 1000)

    before = restore(url, file)

    assert _owners(live) == [ALICE]
    assert before is not None and before.read_bytes().startswith(b"damaged ")


def _text_file(file: Path) -> None:
    file.write_text("Dear diary, " * 500)


def _empty_file(file: Path) -> None:
    file.touch()


def _foreign_database(file: Path) -> None:
    with closing(sqlite3.connect(file)) as other:
        other.execute("CREATE TABLE recipes (name)")


def _newer_database(file: Path) -> None:
    with closing(sqlite3.connect(file)) as newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999'")
        newer.commit()


def _torn_database(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[4096:8192] = bytes(range(256)) * 16
    file.write_bytes(content)


def _inconsistent_database(file: Path) -> None:
    """Every page can be read, but two indexes have each other's content."""
    with closing(sqlite3.connect(file)) as copy:
        roots = dict(copy.execute("SELECT name, rootpage FROM sqlite_master").fetchall())
        pair = ("ix_messages_parent_id", "ix_submissions_conversation_id")
        copy.execute("PRAGMA writable_schema = ON")
        for name, other in (pair, pair[::-1]):
            copy.execute("UPDATE sqlite_master SET rootpage = ? WHERE name = ?", (roots[other], name))
        copy.commit()


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (Path.unlink, "no file"),
        (_text_file, "not a database"),
        (_empty_file, "not one of webchat"),
        (_foreign_database, "not one of webchat"),
        (_newer_database, "9999"),
        (_torn_database, "damaged"),
        (_inconsistent_database, "is damaged .*index"),
    ],
)
def test_file_that_is_no_backup_is_refused_and_nothing_changes(
    database: Database, url: str, tmp_path: Path, spoil: Callable[[Path], None], reason: str
) -> None:
    file = tmp_path / "backup.db"
    asked = ask(database)
    back_up(url, file)
    if spoil in (_empty_file, _foreign_database):
        file.unlink()
    spoil(file)

    with pytest.raises(BackupRefused, match=reason):
        restore(url, file)

    assert read(database, asked.message_id).role == "user"
    assert not list(tmp_path.glob("*before-restore*")) and not list(tmp_path.glob(".webchat*"))


def test_restoring_the_database_from_itself_is_refused(database: Database, url: str, tmp_path: Path) -> None:
    with pytest.raises(BackupRefused, match="itself"):
        restore(url, tmp_path / "webchat.db")


def test_copied_file_with_its_write_ahead_log_can_be_restored(database: Database, url: str, tmp_path: Path) -> None:
    asked = ask(database)
    for companion in ("", "-wal"):
        shutil.copy(f"{tmp_path / 'webchat.db'}{companion}", f"{tmp_path / 'copy.db'}{companion}")
    with database.writing() as session:
        conversation = conversations.owned_by(session, ALICE, asked.conversation_id)
        assert conversation is not None
        conversations.delete_all(session, [conversation.id])

    restore(url, tmp_path / "copy.db")

    assert read(database, asked.message_id).role == "user"


@pytest.mark.parametrize("act", [back_up, restore])
def test_postgresql_is_left_to_its_own_tools(act: Callable[[str, Path], object], tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="pg_dump"):
        act("postgresql+psycopg://localhost/webchat", tmp_path / "backup.db")
