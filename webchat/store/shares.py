"""Shares: read-only snapshots of conversations behind links that nobody can guess."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Uuid, delete, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from webchat.store.base import Base, changed_rows
from webchat.store.columns import PackedJson, StorableText, UtcDateTime, now
from webchat.store.conversation import Conversation


class Share(Base):
    """A snapshot; it goes with its conversation. `token` stands in the link."""

    __tablename__ = "shares"

    token: Mapped[str] = mapped_column(primary_key=True)
    owner_id: Mapped[str] = mapped_column(index=True)
    conversation_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    title: Mapped[str | None] = mapped_column(StorableText)
    snapshot: Mapped[Any] = mapped_column(PackedJson, deferred=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)


def add(
    session: Session,
    conversation: Conversation,
    *,
    token: str,
    snapshot: Any,
    expires_at: datetime | None,
) -> Share:
    """Keep a snapshot of a conversation, for its owner; `snapshot` is any JSON value, None for `expires_at` never."""
    share = Share(
        token=token,
        owner_id=conversation.owner_id,
        conversation_id=conversation.id,
        title=conversation.title,
        snapshot=snapshot,
        created_at=now(),
        expires_at=expires_at,
    )
    session.add(share)
    session.flush()
    return share


def of_owner(session: Session, owner_id: str, limit: int) -> Sequence[Share]:
    """What an owner shares now, the newest first, without the snapshots."""
    query = select(Share).where(Share.owner_id == owner_id, *_is_open()).join(Conversation)
    return session.scalars(query.order_by(Share.created_at.desc(), Share.token).limit(limit)).all()


def count(session: Session, owner_id: str) -> int:
    """How many an owner has, those too that cannot be seen at the moment."""
    return session.scalars(select(func.count()).select_from(Share).where(Share.owner_id == owner_id)).one()


def visible(session: Session, token: str) -> Share | None:
    """The share behind a link, without its snapshot; None when it is unknown, over, or its conversation is deleted."""
    return session.scalar(select(Share).where(Share.token == token, *_is_open()).join(Conversation))


def snapshot_of(session: Session, token: str) -> Any:
    """The snapshot of a share, None when there is none."""
    return session.scalar(select(Share.snapshot).where(Share.token == token))


def withdraw(session: Session, owner_id: str, token: str) -> bool:
    """End a share of this owner; False when there is none."""
    return changed_rows(session, delete(Share).where(Share.token == token, Share.owner_id == owner_id)) == 1


def sweep(session: Session, expired_before: datetime, limit: int = 100) -> int:
    """Delete shares that were over before this moment; returns how many."""
    over = select(Share.token).where(Share.expires_at < expired_before).limit(limit)
    return changed_rows(session, delete(Share).where(Share.token.in_(over)))


def _is_open() -> tuple[Any, ...]:
    """What a share must be to be seen: not over, and its conversation not put away."""
    return or_(Share.expires_at.is_(None), Share.expires_at > now()), Conversation.deleted_at.is_(None)
