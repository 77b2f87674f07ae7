"""Conversations: who owns them, which leaf they show, and the place that their next message takes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID, uuid4

from sqlalchemy import Index, Uuid, false, insert, select
from sqlalchemy import delete as sql_delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from webchat.store.base import Base, table_of
from webchat.store.columns import StorableText, UtcDateTime, now


class Conversation(Base):
    """A session's list of messages. `leaf_id` names the shown leaf; it has no foreign key, which would be a circle."""

    __tablename__ = "conversations"
    __table_args__ = (
        Index("ix_conversations_shelf", "owner_id", "shelf", "is_pinned", "updated_at", "id"),
        Index(None, "updated_at"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    owner_id: Mapped[str]
    title: Mapped[str | None] = mapped_column(StorableText)
    title_by: Mapped[str] = mapped_column(default="words", server_default="words")
    shelf: Mapped[str] = mapped_column(default="list", server_default="list")
    is_pinned: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    leaf_id: Mapped[UUID | None] = mapped_column(Uuid)
    next_position: Mapped[int]


Shelf = Literal["list", "archive", "temporary"]
TitleBy = Literal["words", "model", "person"]
_INSERT = insert(table_of(Conversation))


def create(session: Session, owner_id: str, *, title: str | None = None) -> Conversation:
    """An empty conversation of this owner."""
    moment = now()
    columns = {
        "id": uuid4(),
        "owner_id": owner_id,
        "title": title,
        "title_by": "words",
        "shelf": "list",
        "is_pinned": False,
        "created_at": moment,
        "updated_at": moment,
        "deleted_at": None,
        "expires_at": None,
        "leaf_id": None,
        "next_position": 0,
    }
    session.execute(_INSERT, columns)
    return Conversation(**columns)


def owned_by(
    session: Session, owner_id: str, conversation_id: UUID, *, for_change: bool = False
) -> Conversation | None:
    """The conversation if it is this owner's, else None: a stranger cannot tell it from one that does not exist.

    `for_change` holds it until the transaction ends, so that what is then read about it (a running reply, an earlier
    submission) stays true until the append.
    """
    query = select(Conversation).where(Conversation.id == conversation_id, Conversation.owner_id == owner_id)
    if for_change:
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalar(query)


def recent_for(session: Session, owner_id: str, limit: int) -> Sequence[Conversation]:
    """At most `limit` conversations of this owner, the one with the newest message first."""
    query = (
        select(Conversation)
        .where(Conversation.owner_id == owner_id)
        .order_by(Conversation.updated_at.desc(), Conversation.id)
        .limit(limit)
    )
    return session.scalars(query).all()


def delete(session: Session, conversation: Conversation) -> None:
    """Remove it with its messages, exchanges and submissions: the foreign keys cascade."""
    session.execute(sql_delete(Conversation).where(Conversation.id == conversation.id))
