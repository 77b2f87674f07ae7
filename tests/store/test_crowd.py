"""Many at once, with threads and with greenlets: nothing is lost and nobody stands still."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing

import pytest

from webchat.store import Database

from . import crowd


@pytest.fixture
def patient_database(database: Database, database_url: str) -> Iterator[Database]:
    """The last of 200 waits for the disk 199 times: on a slow one that takes a while."""
    with closing(Database(database_url, lock_wait=30)) as patient:
        yield patient


def test_ten_appends_at_once_are_ten_messages_at_ten_places(patient_database: Database) -> None:
    assert crowd.append_together(patient_database, 10) == list(range(10))


def test_200_inserts_at_once_are_all_kept(patient_database: Database) -> None:
    assert crowd.insert_together(patient_database, 200) == 200


def test_greenlets_lose_nothing_and_do_not_stand_still_for_a_lock(database: Database, database_url: str) -> None:
    lock_seconds = 0.6

    program = [sys.executable, crowd.__file__, database_url, str(lock_seconds)]
    report = json.loads(subprocess.run(program, check=True, capture_output=True, text=True, timeout=60).stdout)

    assert report["positions"] == list(range(10))
    assert report["inserted"] == 1 + 200
    assert report["waited"] >= lock_seconds
    assert report["standstill"] < lock_seconds / 2, "a wait inside the driver would last as long as the lock"
