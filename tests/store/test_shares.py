"""Shares: seen by their token until they are over, withdrawn, or their conversation is deleted."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import update

from tests.store.actors import ALICE, STRANGER, ask
from webchat.store import Conversation, Database, conversations, shares
from webchat.store.columns import now

SNAPSHOT = {"messages": [{"role": "user", "text": "Grüße 👋"}]}


@pytest.fixture
def conversation_id(database: Database) -> UUID:
    return ask(database).conversation_id


def share(database: Database, conversation_id: UUID, token: str, expires_at: datetime | None = None) -> None:
    with database.writing() as session:
        conversation = conversations.owned_by(session, ALICE, conversation_id)
        assert conversation
        shares.add(session, conversation, token=token, snapshot=SNAPSHOT, expires_at=expires_at)


def is_visible(database: Database, token: str) -> bool:
    with database.reading() as session:
        return shares.visible(session, token) is not None


def test_a_snapshot_is_kept_as_it_was(database: Database, conversation_id: UUID) -> None:
    share(database, conversation_id, "token")

    with database.reading() as session:
        assert shares.snapshot_of(session, "token") == SNAPSHOT
        assert shares.snapshot_of(session, "other") is None


def test_a_share_is_seen_until_it_is_over(database: Database, conversation_id: UUID) -> None:
    share(database, conversation_id, "for ever")
    share(database, conversation_id, "until tomorrow", now() + timedelta(days=1))
    share(database, conversation_id, "over", now() - timedelta(seconds=1))

    assert is_visible(database, "for ever")
    assert is_visible(database, "until tomorrow")
    assert not is_visible(database, "over")


def test_a_share_goes_with_its_conversation(database: Database, conversation_id: UUID) -> None:
    share(database, conversation_id, "token")

    with database.writing() as session:
        session.execute(update(Conversation).values(deleted_at=now()))
    assert not is_visible(database, "token")

    with database.writing() as session:
        session.execute(update(Conversation).values(deleted_at=None))
    assert is_visible(database, "token")


def test_only_its_owner_withdraws_a_share(database: Database, conversation_id: UUID) -> None:
    share(database, conversation_id, "token")

    with database.writing() as session:
        assert not shares.withdraw(session, STRANGER, "token")
        assert shares.withdraw(session, ALICE, "token")
        assert not shares.withdraw(session, ALICE, "token")

    assert not is_visible(database, "token")


def test_an_owner_sees_their_own_shares_the_newest_first(database: Database, conversation_id: UUID) -> None:
    share(database, conversation_id, "first")
    share(database, conversation_id, "second")
    share(database, conversation_id, "over", now() - timedelta(seconds=1))

    with database.reading() as session:
        assert [each.token for each in shares.of_owner(session, ALICE, 10)] == ["second", "first"]
        assert shares.of_owner(session, STRANGER, 10) == []
        assert (shares.count(session, ALICE), shares.count(session, STRANGER)) == (3, 0)


def test_what_is_over_is_swept(database: Database, conversation_id: UUID) -> None:
    share(database, conversation_id, "for ever")
    share(database, conversation_id, "later", now() + timedelta(hours=1))
    for number in range(3):
        share(database, conversation_id, f"over {number}", now() - timedelta(hours=1))

    with database.writing() as session:
        assert [shares.sweep(session, now(), limit=2) for _ in range(3)] == [2, 1, 0]

    with database.reading() as session:
        assert shares.count(session, ALICE) == 2
