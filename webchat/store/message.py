"""One message as it is stored, and what its states are called. `messages` has the queries; `replies` a reply's life."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    UniqueConstraint,
    Uuid,
    false,
    literal_column,
)
from sqlalchemy.orm import Mapped, mapped_column

from webchat.store.base import Base
from webchat.store.columns import StorableText, UtcDateTime

Role = Literal["user", "assistant"]
Status = Literal["pending", "streaming", "complete", "stopped", "failed", "interrupted"]
End = Literal["complete", "stopped", "failed", "interrupted"]
RUNNING = ("pending", "streaming")
TokenCount = BigInteger().with_variant(Integer, "sqlite")  # whose integers have 64 bits as they are


class Message(Base):
    """One message. Its parent has no cascade: SQLite cascades one level of recursion a message, and allows 1,000.

    `depth` counts the messages from the root on (1). `chosen_child_id` is the one that the line goes on with; without
    it that is the child with the highest position. `deleted_at`: put away, and skipped wherever messages are shown.
    Of a reply: `asked_with` is what answered and with which parameters, known from its beginning; `cost_nanos` are
    billionths of `currency`; `seconds_to_text` passed before its first words; `counted_seconds` are those of the
    requests whose `completion_tokens` are known, for a reply may be continued; `continued_from` are the characters of
    text that it had when it was continued last.
    """

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("conversation_id", "position"),
        CheckConstraint("role IN ('user', 'assistant')", name="role"),
        CheckConstraint(
            "status IN ('pending', 'streaming', 'complete', 'stopped', 'failed', 'interrupted')", name="status"
        ),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    conversation_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("conversations.id", ondelete="CASCADE"))
    parent_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("messages.id"), index=True)
    position: Mapped[int]
    depth: Mapped[int] = mapped_column(default=1, server_default="1")
    chosen_child_id: Mapped[UUID | None] = mapped_column(Uuid)
    role: Mapped[str]
    text: Mapped[str] = mapped_column(StorableText)
    reasoning: Mapped[str] = mapped_column(StorableText, default="")
    status: Mapped[str]
    error: Mapped[str | None]
    error_detail: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    model: Mapped[str | None] = mapped_column(StorableText)
    finish_reason: Mapped[str | None] = mapped_column(StorableText)
    prompt_tokens: Mapped[int | None] = mapped_column(TokenCount)
    completion_tokens: Mapped[int | None] = mapped_column(TokenCount)
    cached_tokens: Mapped[int | None] = mapped_column(TokenCount)
    reasoning_tokens: Mapped[int | None] = mapped_column(TokenCount)
    cost_nanos: Mapped[int | None] = mapped_column(TokenCount)
    currency: Mapped[str | None]
    asked_with: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    left_out: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    seconds_to_text: Mapped[float | None]
    counted_seconds: Mapped[float | None]
    continued_from: Mapped[int | None]
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lease_holder: Mapped[str | None]
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    stop_requested: Mapped[bool] = mapped_column(default=False, server_default=false())

    @property
    def is_running(self) -> bool:
        return self.status in RUNNING


# Literals, not parameters: SQLite uses a partial index only when the query repeats its condition as it stands.
IS_RUNNING = Message.status.in_([literal_column("'pending'"), literal_column("'streaming'")])
Index("ix_messages_roots", Message.conversation_id, sqlite_where=Message.parent_id.is_(None))
Index("ix_messages_deleted_at", Message.deleted_at, sqlite_where=Message.deleted_at.is_not(None))
Index("ix_messages_edited_at", Message.conversation_id, Message.edited_at, sqlite_where=Message.edited_at.is_not(None))
# PostgreSQL's have the same conditions, said only in the migrations: here they would import that dialect (0.05 s).
Index("ix_messages_running", Message.conversation_id, sqlite_where=IS_RUNNING)
