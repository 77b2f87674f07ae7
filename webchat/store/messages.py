"""Messages: append-only rows that name their parent. A reply is a message of the assistant; `replies` has its life."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID, uuid4

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    UniqueConstraint,
    Uuid,
    and_,
    bindparam,
    false,
    insert,
    literal_column,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.orm.attributes import set_committed_value

from webchat.errors import NotFound
from webchat.store.base import Base, table_of
from webchat.store.columns import StorableText, UtcDateTime, now
from webchat.store.conversations import Conversation

Role = Literal["user", "assistant"]
Status = Literal["pending", "streaming", "complete", "stopped", "failed", "interrupted"]
End = Literal["complete", "stopped", "failed", "interrupted"]
RUNNING = ("pending", "streaming")
TokenCount = BigInteger().with_variant(Integer, "sqlite")  # whose integers have 64 bits as they are


class Message(Base):
    """One message. Its parent has no cascade: SQLite cascades one level of recursion a message, and allows 1,000."""

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
    left_out: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lease_holder: Mapped[str | None]
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    stop_requested: Mapped[bool] = mapped_column(default=False, server_default=false())

    @property
    def is_running(self) -> bool:
        return self.status in RUNNING


# Made once: making a statement takes longer than executing it.
_table = table_of(Message)
_COLUMNS = tuple(_table.columns.keys())
_INSERT = insert(_table)
_THEIRS = and_(
    Message.id == bindparam("message"),
    Conversation.id == Message.conversation_id,
    Conversation.owner_id == bindparam("owner"),
)
_OWNED = select(Message).where(_THEIRS)
_OWNED_WITH_LEAF = select(Message, Conversation.leaf_id).where(_THEIRS)
_STATUS = select(_table.c.status).where(_THEIRS, Message.role == "assistant")
_TAKE_PLACES = (
    update(table_of(Conversation))
    .where(Conversation.id == bindparam("of"))
    .values(
        next_position=Conversation.next_position + bindparam("count"),
        leaf_id=bindparam("leaf_id"),
        updated_at=bindparam("updated_at"),
    )
    .returning(Conversation.next_position)
)
# Literals, not parameters: SQLite uses a partial index only when the query repeats its condition as it stands.
IS_RUNNING = Message.status.in_([literal_column("'pending'"), literal_column("'streaming'")])
Index("ix_messages_roots", Message.conversation_id, sqlite_where=Message.parent_id.is_(None))
Index("ix_messages_deleted_at", Message.deleted_at, sqlite_where=Message.deleted_at.is_not(None))
# PostgreSQL's have the same conditions, said only in the migrations: here they would import that dialect (0.05 s).
Index("ix_messages_running", Message.conversation_id, sqlite_where=IS_RUNNING)


def new(
    conversation: Conversation, *, role: Role, text: str, parent_id: UUID | None, status: Status = "complete"
) -> Message:
    """A message that has no place yet: `append_all` gives it one."""
    return Message(
        id=uuid4(),
        conversation_id=conversation.id,
        parent_id=parent_id,
        position=0,
        depth=1,
        role=role,
        text=text,
        reasoning="",
        status=status,
        left_out=0,
        created_at=now(),
        stop_requested=False,
    )


def append(
    session: Session,
    conversation: Conversation,
    *,
    role: Role,
    text: str,
    parent_id: UUID | None,
    status: Status = "complete",
) -> Message:
    """Add one message; see `append_all`."""
    message = new(conversation, role=role, text=text, parent_id=parent_id, status=status)
    append_all(session, conversation, [message])
    return message


def append_all(session: Session, conversation: Conversation, messages: Sequence[Message]) -> None:
    """Add new messages at the next places of their conversation, which then shows the last of them as its leaf.

    Raises NotFound when the conversation was deleted meanwhile.
    """
    place = _take_places(session, conversation, messages)
    for message in messages:
        message.position = place
        place += 1
    session.execute(_INSERT, [_columns_of(message) for message in messages])


def _take_places(session: Session, conversation: Conversation, messages: Sequence[Message]) -> int:
    """The first place. The UPDATE holds the conversation's row until the end of the transaction, so that no two
    messages get one place."""
    last = messages[-1]
    taken = {"leaf_id": last.id, "updated_at": last.created_at}
    following = session.scalar(_TAKE_PLACES, {"of": conversation.id, "count": len(messages)} | taken)
    if following is None:
        raise NotFound("This conversation does not exist any more.")
    for name, value in (taken | {"next_position": following}).items():
        set_committed_value(conversation, name, value)
    return int(following) - len(messages)


def _columns_of(message: Message) -> dict[str, Any]:
    return {name: getattr(message, name) for name in _COLUMNS}


def owned_by(session: Session, owner_id: str, message_id: UUID) -> Message | None:
    """The message if it stands in a conversation of this owner, else None."""
    return session.scalar(_OWNED, {"message": message_id, "owner": owner_id})


def owned_with_leaf(session: Session, owner_id: str, message_id: UUID) -> tuple[Message, UUID | None] | None:
    """The message if it stands in a conversation of this owner, with the leaf that the conversation shows."""
    row = session.execute(_OWNED_WITH_LEAF, {"message": message_id, "owner": owner_id}).first()
    return (row[0], row[1]) if row else None


def status_of(session: Session, owner_id: str, reply_id: UUID) -> str | None:
    """The status of a reply of this owner, quickly; None when there is none."""
    return session.scalar(_STATUS, {"message": reply_id, "owner": owner_id})
