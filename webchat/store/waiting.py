"""Waiting messages: one for each conversation may wait until the running reply has ended."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from webchat.store.base import Base
from webchat.store.columns import StorableText, UtcDateTime


class WaitingMessage(Base):
    """What a person wants to send next. `parent_id`: the message that it follows, as its composer knew it."""

    __tablename__ = "waiting_messages"

    conversation_id: Mapped[UUID] = mapped_column(
        Uuid, ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
    )
    submission_id: Mapped[str]
    parent_id: Mapped[UUID | None] = mapped_column(Uuid)
    text: Mapped[str] = mapped_column(StorableText)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
