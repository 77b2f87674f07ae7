"""Links that move conversations: good once, for an hour, and only the newest few of a person."""

from datetime import timedelta

from sqlalchemy import update

from tests.store.actors import ALICE, STRANGER
from webchat.store import Database, moves
from webchat.store.columns import now
from webchat.store.moves import Move


def make(database: Database, token_hash: str, owner_id: str = ALICE) -> None:
    with database.writing() as session:
        moves.add(session, owner_id, token_hash)


def let_pass(database: Database, passed: timedelta) -> None:
    with database.writing() as session:
        session.execute(update(Move).values(created_at=now() - passed))


def use(database: Database, token_hash: str) -> str | None:
    with database.writing() as session:
        return moves.use(session, token_hash)


def test_a_link_is_used_once(database: Database) -> None:
    make(database, "first")

    assert use(database, "first") == ALICE
    assert use(database, "first") is None


def test_a_link_works_for_an_hour(database: Database) -> None:
    make(database, "first")
    let_pass(database, timedelta(minutes=59))
    make(database, "second")

    assert use(database, "first") == ALICE
    let_pass(database, timedelta(minutes=61))
    assert use(database, "second") is None


def test_an_unknown_link_moves_nothing(database: Database) -> None:
    make(database, "first")

    assert use(database, "other") is None


def test_a_link_that_is_given_back_works_again(database: Database) -> None:
    make(database, "first")
    use(database, "first")

    with database.writing() as session:
        moves.give_back(session, "first")

    assert use(database, "first") == ALICE


def test_only_the_newest_links_of_a_person_stay_open(database: Database) -> None:
    make(database, "another person's", STRANGER)
    for number in range(moves.OPEN_AT_ONCE + 2):
        make(database, f"link {number}")

    with database.reading() as session:
        known = [number for number in range(moves.OPEN_AT_ONCE + 2) if moves.find(session, f"link {number}")]

    assert known == [2, 3, 4]
    assert use(database, "another person's") == STRANGER


def test_old_links_are_swept_and_used_ones_are_remembered_longer(database: Database) -> None:
    make(database, "used")
    use(database, "used")
    make(database, "old")
    let_pass(database, timedelta(days=8))
    make(database, "new")

    with database.writing() as session:
        assert moves.sweep(session, made_before=now() - timedelta(days=7), used_before=now() - timedelta(days=400)) == 1
        assert moves.was_used(session, ALICE)
        assert not moves.was_used(session, STRANGER)
        assert moves.sweep(session, made_before=now() - timedelta(days=7), used_before=now()) == 1
        assert not moves.was_used(session, ALICE)

    assert use(database, "new") == ALICE
