"""Which reply is the newest: of this owner, still there, and asked for here."""

from uuid import UUID

from sqlalchemy import update

from tests.store.actors import ALICE, STRANGER, ask
from webchat.store import Database, conversations
from webchat.store.message import Message
from webchat.store.newest import newest_reply


def asked(database: Database, owner_id: str = ALICE) -> tuple[UUID, UUID]:
    """A reply that was asked for here, with its conversation."""
    exchanged = ask(database, owner_id=owner_id)
    with database.writing() as session:
        session.execute(update(Message).where(Message.id == exchanged.reply_id).values(asked_with={"model": "m"}))
    return exchanged.conversation_id, exchanged.reply_id


def newest(database: Database, owner_id: str = ALICE) -> UUID | None:
    with database.reading() as session:
        return newest_reply(session, owner_id)


def test_the_newest_of_several_is_found(database: Database) -> None:
    asked(database)
    _, later = asked(database)
    asked(database, STRANGER)

    assert newest(database) == later


def test_a_deleted_one_is_not(database: Database) -> None:
    _, earlier = asked(database)
    conversation_id, _ = asked(database)
    with database.writing() as session:
        conversation = conversations.owned_by(session, ALICE, conversation_id)
        assert conversation
        conversations.put_away(session, conversation)

    assert newest(database) == earlier


def test_one_that_was_imported_is_not(database: Database) -> None:
    ask(database)

    assert newest(database) is None
    assert newest(database, STRANGER) is None
