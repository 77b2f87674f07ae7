"""One conversation as it is stored. `conversations` has the queries."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import JSON, Index, Uuid, false
from sqlalchemy.orm import Mapped, mapped_column

from webchat.store.base import Base
from webchat.store.columns import StorableText, UtcDateTime

Shelf = Literal["list", "archive", "temporary"]
TitleBy = Literal["words", "model", "person"]


class Conversation(Base):
    """A session's list of messages. `leaf_id` names the shown leaf; it has no foreign key, which would be a circle.

    `next_position` is above the position of every message. `deleted_at`: put away. `expires_at`: of
    temporary ones only. `assistant` is a slug, None the default one; `overrides` are what it sets for itself.
    """

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
    assistant: Mapped[str | None]
    overrides: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
