"""Submissions: the same press of Send finds the same pair, for its owner only."""

from datetime import timedelta

import pytest

from webchat.store import Database, Submission, submissions
from webchat.store.columns import now
from webchat.store.submissions import AlreadySubmitted

from .actors import ALICE, STRANGER, Exchanged, ask


def _add(database: Database, asked: Exchanged, submission_id: str, *, owner_id: str = ALICE) -> Submission:
    with database.writing() as session:
        return submissions.add(
            session,
            owner_id,
            submission_id,
            conversation_id=asked.conversation_id,
            message_id=asked.message_id,
            reply_id=asked.reply_id,
        )


def test_same_submission_finds_the_same_pair(database: Database) -> None:
    asked = ask(database)
    _add(database, asked, "once")

    with database.reading() as session:
        found = submissions.find(session, ALICE, "once")
        unknown = submissions.find(session, ALICE, "twice")

    assert found is not None and unknown is None
    assert (found.conversation_id, found.message_id, found.reply_id) == (
        asked.conversation_id,
        asked.message_id,
        asked.reply_id,
    )


def test_stranger_does_not_find_a_submission_and_may_use_its_id(database: Database) -> None:
    asked, other = ask(database), ask(database, owner_id=STRANGER)
    _add(database, asked, "once")

    with database.reading() as session:
        found = submissions.find(session, STRANGER, "once")
    _add(database, other, "once", owner_id=STRANGER)

    assert found is None


def test_second_submission_with_one_id_is_refused_and_leaves_nothing(database: Database) -> None:
    asked, again = ask(database), ask(database)
    _add(database, asked, "once")

    with pytest.raises(AlreadySubmitted):
        _add(database, again, "once")

    with database.reading() as session:
        found = submissions.find(session, ALICE, "once")
    assert found is not None and found.reply_id == asked.reply_id


def test_old_submissions_are_swept(database: Database) -> None:
    _add(database, ask(database), "once")

    with database.writing() as session:
        kept = submissions.sweep(session, now() - timedelta(hours=1))
        swept = submissions.sweep(session, now() + timedelta(hours=1))
        found = submissions.find(session, ALICE, "once")

    assert (kept, swept, found) == (0, 1, None)
