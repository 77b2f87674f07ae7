"""Shares: read-only snapshots of conversations behind links that nobody can guess."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from webchat.store.base import Base
from webchat.store.columns import PackedJson, StorableText, UtcDateTime


class Share(Base):
    """A snapshot; it goes with its conversation. `token` stands in the link."""

    __tablename__ = "shares"

    token: Mapped[str] = mapped_column(primary_key=True)
    owner_id: Mapped[str] = mapped_column(index=True)
    conversation_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    title: Mapped[str | None] = mapped_column(StorableText)
    snapshot: Mapped[Any] = mapped_column(PackedJson)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
