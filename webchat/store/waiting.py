"""Waiting messages: one for each conversation may wait until the running reply has ended.

Whoever puts, takes or ends a reply holds the conversation first, so that a message is put in wait only while a reply
will still find it at its end.
"""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ForeignKey, Uuid, bindparam, delete, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from webchat.store.base import Base, table_of
from webchat.store.columns import StorableText, UtcDateTime, now
from webchat.store.conversations import Conversation
from webchat.store.messages import Message


class WaitingMessage(Base):
    """What a person wants to send next. `parent_id`: set when it follows another version than the one being written."""

    __tablename__ = "waiting_messages"

    conversation_id: Mapped[UUID] = mapped_column(
        Uuid, ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
    )
    submission_id: Mapped[str]
    parent_id: Mapped[UUID | None] = mapped_column(Uuid)
    text: Mapped[str] = mapped_column(StorableText)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class HeldForEnd(NamedTuple):
    """The conversation in which a reply ends, held until the end of the transaction; perhaps put away or expired."""

    conversation_id: UUID
    owner_id: str
    shelf: str


# Made once: making a statement takes longer than executing it.
_table = table_of(WaitingMessage)
_INSERT = insert(_table)
_OF_CONVERSATION = select(WaitingMessage).where(WaitingMessage.conversation_id == bindparam("conversation"))
_TAKE = delete(_table).where(_table.c.conversation_id == bindparam("conversation")).returning(*_table.columns)
_HELD_FOR_END = (
    select(Conversation.id, Conversation.owner_id, Conversation.shelf)
    .join(Message, Message.conversation_id == Conversation.id)
    .where(Message.id == bindparam("reply"))
    .with_for_update(of=Conversation, key_share=True)  # not against whoever saves the reply meanwhile
)


def put(
    session: Session, conversation: Conversation, *, text: str, submission_id: str, parent_id: UUID | None
) -> WaitingMessage:
    """Let a message wait in a conversation that is held and in which none waits yet."""
    columns = {
        "conversation_id": conversation.id,
        "submission_id": submission_id,
        "parent_id": parent_id,
        "text": text,
        "created_at": now(),
    }
    session.execute(_INSERT, columns)
    return WaitingMessage(**columns)


def of_conversation(session: Session, conversation_id: UUID) -> WaitingMessage | None:
    """The message that waits there."""
    return session.scalar(_OF_CONVERSATION, {"conversation": conversation_id})


def take(session: Session, conversation_id: UUID) -> WaitingMessage | None:
    """The message that waited there: from now on it does not, and exactly one caller gets it."""
    row = session.execute(_TAKE, {"conversation": conversation_id}).mappings().first()
    return WaitingMessage(**row) if row else None


def held_for_end(session: Session, reply_id: UUID) -> HeldForEnd | None:
    """The conversation of a reply that is about to end, held; None when it was deleted.

    PostgreSQL checks the foreign key of a row that a transaction changes twice, as saving a reply does: it would wait
    for a stronger lock, while the end waits for the reply's row.
    """
    row = session.execute(_HELD_FOR_END, {"reply": reply_id}).first()
    return HeldForEnd(*row) if row else None
