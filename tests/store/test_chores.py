"""Chores: claimed by one worker in each period, however many try, and whatever their clocks say."""

from datetime import UTC, datetime, timedelta

import pytest

from webchat.store import Database, chores
from webchat.store.chores import Chore

from .crowd import all_at_once

HOURLY = timedelta(hours=1)


def claim(database: Database, name: str = "sweep", every: timedelta = HOURLY) -> bool:
    with database.writing() as session:
        return chores.claim(session, name, every=every)


def test_chore_is_claimed_once_in_a_period(database: Database) -> None:
    assert [claim(database), claim(database), claim(database, "another")] == [True, False, True]


@pytest.mark.parametrize(
    ("due", "is_claimed"),
    [
        (timedelta(seconds=-1), True),
        (timedelta(minutes=59), False),
        (timedelta(hours=30), True),
    ],
    ids=["due", "not yet", "claimed before the clock was set back"],
)
def test_chore_is_claimed_again_when_it_is_due(database: Database, due: timedelta, is_claimed: bool) -> None:
    claim(database)
    with database.writing() as session:
        session.get_one(Chore, "sweep").due_at = datetime.now(UTC) + due

    assert [claim(database), claim(database)] == [is_claimed, False]


def test_ten_workers_at_once_claim_a_chore_once(database: Database) -> None:
    claimed: list[int] = []

    def work(number: int) -> None:
        if claim(database):
            claimed.append(number)

    all_at_once(10, work)

    assert len(claimed) == 1
