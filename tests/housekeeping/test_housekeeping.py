"""The thread: begins at once, outlives a failing database, ends with the server."""

import logging
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from tests.housekeeping.test_chores import ago, change, chores_with, exists
from tests.servers.server_process import wait_until
from tests.store.actors import ALICE, ask
from webchat.errors import StorageUnavailable
from webchat.housekeeping.chore import Chore
from webchat.housekeeping.housekeeping import Housekeeping
from webchat.store import Conversation, Database, conversations
from webchat.store import chores as claims

ROUND = """
import sys
from pathlib import Path
from webchat.housekeeping.chore import all_chores
from webchat.housekeeping.housekeeping import Housekeeping
from webchat.store import Database

housekeeping = Housekeeping(Database(sys.argv[1]), all_chores(data_dir=Path(sys.argv[2]), retention_days=30))
print("ready", flush=True)
sys.stdin.readline()
print(housekeeping.do_round().get("retention", "not mine"), flush=True)
"""


def test_what_was_put_away_before_a_crash_goes_at_the_start(database: Database) -> None:
    left = ask(database).conversation_id
    change(database, left, deleted_at=ago(minutes=1))
    housekeeping = Housekeeping(database, chores_with())

    housekeeping.begin()

    assert wait_until(lambda: not exists(database, left), seconds=5)
    housekeeping.close()


def test_what_was_purged_is_not_left_in_the_log(sqlite_database: Database, tmp_path: Path) -> None:
    left = ask(sqlite_database, text="zymurgyquux").conversation_id
    change(sqlite_database, left, deleted_at=ago(minutes=1))

    Housekeeping(sqlite_database, chores_with()).do_round()

    assert not [file for file in tmp_path.iterdir() if b"zymurgyquux" in file.read_bytes()]


def test_it_ends_at_once(sqlite_database: Database) -> None:
    housekeeping = Housekeeping(sqlite_database, chores_with(30))
    housekeeping.begin()

    housekeeping.close()

    assert "housekeeping" not in {thread.name for thread in threading.enumerate()}


def test_it_ends_in_the_middle_of_a_long_chore(sqlite_database: Database) -> None:
    begun = threading.Event()

    def endless(database: Database) -> int:
        begun.set()
        return 1

    housekeeping = Housekeeping(sqlite_database, [Chore("endless", timedelta(hours=1), endless)])
    housekeeping.begin()
    assert begun.wait(5)

    housekeeping.close()

    assert "housekeeping" not in {thread.name for thread in threading.enumerate()}


def test_a_failing_database_is_told_once_and_tried_again(
    sqlite_database: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    left = ask(sqlite_database).conversation_id
    change(sqlite_database, left, deleted_at=ago(minutes=1))
    sqlite_database.close()
    file, away = tmp_path / "webchat.db", tmp_path / "away.db"
    file.rename(away)
    housekeeping = Housekeeping(sqlite_database, chores_with(), look_every=0.01)

    with caplog.at_level(logging.INFO, logger="webchat.housekeeping"):
        housekeeping.begin()
        assert wait_until(lambda: "has to wait" in caplog.text, seconds=5)
        away.rename(file)
        assert wait_until(lambda: "works again" in caplog.text, seconds=5)
    housekeeping.close()

    assert caplog.text.count("has to wait") == 1
    assert not exists(sqlite_database, left)


def test_a_chore_that_failed_half_way_is_finished_in_the_next_round(sqlite_database: Database) -> None:
    batches = iter([5, ZeroDivisionError(), 3, 0])

    def batch(database: Database) -> int:
        found = next(batches)
        if isinstance(found, Exception):
            raise found
        return found

    housekeeping = Housekeeping(sqlite_database, [Chore("counting", timedelta(hours=1), batch)])

    assert housekeeping.do_round() == {}
    assert housekeeping.do_round() == {"counting": 3}


@pytest.mark.parametrize("failure", [ValueError("a stray file"), StorageUnavailable("its table is damaged")])
def test_a_chore_that_fails_keeps_no_other_from_its_turn(
    sqlite_database: Database, caplog: pytest.LogCaptureFixture, failure: Exception
) -> None:
    def fail(database: Database) -> int:
        raise failure

    old = ask(sqlite_database).conversation_id
    change(sqlite_database, old, updated_at=ago(days=31))
    housekeeping = Housekeeping(sqlite_database, [Chore("failing", timedelta(hours=1), fail), *chores_with(30)])

    assert housekeeping.do_round()["retention"] == 1

    assert not exists(sqlite_database, old)
    housekeeping.do_round()
    assert caplog.text.count(str(failure)) == 1


def test_others_write_between_two_batches(sqlite_database: Database) -> None:
    written = []

    def batch(database: Database) -> int:
        written.append("batch")
        return 1 if written.count("batch") < 50 else 0

    housekeeping = Housekeeping(sqlite_database, [Chore("long", timedelta(hours=1), batch)])
    thread = threading.Thread(target=housekeeping.do_round)
    thread.start()
    assert wait_until(lambda: bool(written), seconds=5)
    with sqlite_database.writing() as session:
        conversations.create(session, ALICE)
        written.append("mine")
    thread.join(10)

    assert written.index("mine") < 49


def test_of_several_processes_one_does_the_retention(
    postgres_database: Database, database_url: str, tmp_path: Path
) -> None:
    with postgres_database.writing() as session:
        for _ in range(120):
            conversations.create(session, ALICE)
        session.execute(update(Conversation).values(updated_at=ago(days=31)))
    command = [sys.executable, "-c", ROUND, database_url, str(tmp_path)]
    processes = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    for process in processes:
        assert process.stdout and process.stdout.readline() == "ready\n"

    for process in processes:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    outcomes = [process.communicate(timeout=30)[0].strip() for process in processes]

    assert sorted(outcomes) == ["120", "not mine", "not mine"]
    with postgres_database.writing() as session:
        assert not claims.claim(session, "retention", every=timedelta(hours=1))


@pytest.fixture
def database_url(migrated_postgres_url: str) -> str:
    return migrated_postgres_url
