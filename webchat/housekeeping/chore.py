"""Which chores there are, how often each is due, and what one batch of it does."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from webchat.imports import forgetting
from webchat.store import (
    Session,
    clock,
    conversations,
    deleted_words,
    due,
    exchanges,
    moves,
    pairs,
    shares,
    submissions,
    usage,
)
from webchat.store.conversations import UNDO
from webchat.store.database import Database

OFTEN, HOURLY, DAILY = timedelta(seconds=5), timedelta(hours=1), timedelta(days=1)
IMPORTS_KEPT = timedelta(days=7)
SUBMISSIONS_KEPT = timedelta(days=7)  # a form that was left open longer makes a new message
UNUSED_MOVES_KEPT = timedelta(days=7)  # so that who comes late is told why the link does not work
USAGE_KEPT = timedelta(days=400)
USED_MOVES_KEPT = timedelta(days=400)  # longer than a session: they tell which owners have several browsers


@dataclass(frozen=True, slots=True)
class Chore:
    """`batch` does a part, in short transactions, and returns how much that was, 0 when nothing is left.

    `is_due`, when given, says cheaply whether there is anything to do at all.
    """

    name: str
    every: timedelta
    batch: Callable[[Database], int]
    is_due: Callable[[Database], bool] | None = None


def all_chores(*, data_dir: Path, retention_days: int | None, keeps_exchanges: bool = True) -> tuple[Chore, ...]:
    """Every chore; without `retention_days` conversations are kept for as long as their owners want.

    Unless exchanges are kept, those that are there are deleted: another worker may still have kept one.
    """
    chores: tuple[Chore, ...] = (
        Chore("purge", OFTEN, writing(purge), is_purge_due),
        Chore("shares", HOURLY, writing(lambda session: shares.sweep(session, clock.moment(session)))),
        Chore("moves", HOURLY, writing(sweep_moves)),
        Chore("submissions", HOURLY, writing(sweep_submissions)),
        Chore("usage", DAILY, writing(lambda session: usage.sweep(session, clock.moment(session).date() - USAGE_KEPT))),
        Chore("words", HOURLY, writing(deleted_words.merge_away)),
        Chore("imports", HOURLY, lambda database: forgetting.sweep(database, data_dir, IMPORTS_KEPT)),
    )
    if not keeps_exchanges:
        chores = (*chores, Chore("exchanges", HOURLY, writing(exchanges.forget_some)))
    return chores if retention_days is None else (*chores, retention(timedelta(days=retention_days)))


def writing(sweep: Callable[[Session], int]) -> Callable[[Database], int]:
    """One call of `sweep` in a transaction of its own."""

    def batch(database: Database) -> int:
        with database.writing() as session:
            return sweep(session)

    return batch


def retention(kept: timedelta) -> Chore:
    """Delete what nobody has written in for that long."""
    return Chore(
        "retention",
        HOURLY,
        writing(lambda session: conversations.delete_older(session, clock.moment(session) - kept)),
    )


def purge(session: Session) -> int:
    """Delete what was put away and can no longer be brought back, and temporary conversations past their time."""
    moment = clock.moment(session)
    gone = conversations.purge(session, put_away_before=moment - UNDO, expired_before=moment)
    return gone + pairs.purge(session, moment - UNDO)


def is_purge_due(database: Database) -> bool:
    """Whether there is anything to purge."""
    with database.reading() as session:
        moment = clock.moment(session)
        return due.is_any(session, put_away_before=moment - UNDO, expired_before=moment)


def sweep_moves(session: Session) -> int:
    """Forget old links for moving."""
    moment = clock.moment(session)
    return moves.sweep(session, made_before=moment - UNUSED_MOVES_KEPT, used_before=moment - USED_MOVES_KEPT)


def sweep_submissions(session: Session) -> int:
    """Forget which message an old form led to."""
    return submissions.sweep(session, clock.moment(session) - SUBMISSIONS_KEPT)
