"""Messages: append-only rows that name their parent, and the life of a reply from pending to exactly one end.

A reply is a message of the assistant. Whoever generates it holds it by name under a lease; every later write asks for
that name, so a holder that was given up for dead can no longer change anything.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, TypedDict, Unpack
from uuid import UUID, uuid4

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    CursorResult,
    ForeignKey,
    Index,
    UniqueConstraint,
    Uuid,
    and_,
    func,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column
from sqlalchemy.orm.attributes import set_committed_value

from webchat.errors import NotFound
from webchat.store.base import Base
from webchat.store.columns import StorableText, UtcDateTime, now
from webchat.store.conversations import Conversation

Role = Literal["user", "assistant"]
Status = Literal["pending", "streaming", "complete", "stopped", "failed", "interrupted"]
End = Literal["complete", "stopped", "failed", "interrupted"]

PENDING_BOUND = timedelta(seconds=30)  # a reply that nobody has claimed by then is given up


class Outcome(TypedDict, total=False):
    """What may be written with the end of a reply; a field left out stays as it is."""

    text: str
    reasoning: str
    error: str | None
    error_detail: dict[str, Any] | None
    model: str | None
    finish_reason: str | None
    prompt_tokens: int | None
    completion_tokens: int | None
    left_out: int


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
    role: Mapped[str]
    text: Mapped[str] = mapped_column(StorableText)
    reasoning: Mapped[str] = mapped_column(StorableText, default="")
    status: Mapped[str]
    error: Mapped[str | None]
    error_detail: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    model: Mapped[str | None] = mapped_column(StorableText)
    finish_reason: Mapped[str | None] = mapped_column(StorableText)
    prompt_tokens: Mapped[int | None]
    completion_tokens: Mapped[int | None]
    left_out: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lease_holder: Mapped[str | None]
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def is_running(self) -> bool:
        return self.status in ("pending", "streaming")


# Literals, not parameters: SQLite uses a partial index only when the query repeats its condition as it stands.
_IS_RUNNING = Message.status.in_([literal_column("'pending'"), literal_column("'streaming'")])
# PostgreSQL's index has the same condition, said only in its migration: here it would import that dialect (0.05 s).
Index("ix_messages_running", Message.conversation_id, sqlite_where=_IS_RUNNING)


def append(
    session: Session,
    conversation: Conversation,
    *,
    role: Role,
    text: str,
    parent_id: UUID | None,
    status: Status = "complete",
    model: str | None = None,
) -> Message:
    """Add a message at the next place of its conversation, which then shows it as its leaf.

    Raises NotFound when the conversation was deleted meanwhile.
    """
    moment = now()
    message = Message(
        id=uuid4(),
        conversation_id=conversation.id,
        parent_id=parent_id,
        position=0,
        role=role,
        text=text,
        status=status,
        model=model,
        created_at=moment,
    )
    message.position = _take_position(session, conversation, message)
    session.add(message)
    session.flush()
    return message


def _take_position(session: Session, conversation: Conversation, message: Message) -> int:
    """The UPDATE holds the conversation's row until the end of the transaction, so that no two get one place."""
    here = Conversation.id == conversation.id
    changed = (
        update(Conversation)
        .where(here)
        .values(next_position=Conversation.next_position + 1, leaf_id=message.id, updated_at=message.created_at)
    )
    if not _rows(session, changed.execution_options(synchronize_session=False)):
        raise NotFound("This conversation does not exist any more.")
    following = session.scalars(select(Conversation.next_position).where(here)).one()
    set_committed_value(conversation, "next_position", following)
    set_committed_value(conversation, "leaf_id", message.id)
    set_committed_value(conversation, "updated_at", message.created_at)
    return following - 1


def shown(session: Session, conversation: Conversation) -> Sequence[Message]:
    """The messages from the root to the conversation's leaf; other branches are left aside."""
    return _line_to(session, conversation.leaf_id)


def path_to(session: Session, message: Message) -> Sequence[Message]:
    """The ancestors of a message from the root to its parent, without itself."""
    return _line_to(session, message.parent_id)


def _line_to(session: Session, leaf_id: UUID | None) -> Sequence[Message]:
    if leaf_id is None:
        return []
    line = select(Message.id, Message.parent_id).where(Message.id == leaf_id).cte("line", recursive=True)
    above = aliased(Message)
    line = line.union_all(select(above.id, above.parent_id).join(line, above.id == line.c.parent_id))
    return session.scalars(select(Message).join(line, Message.id == line.c.id).order_by(Message.position)).all()


def owned_by(session: Session, owner_id: str, message_id: UUID) -> Message | None:
    """The message if it stands in a conversation of this owner, else None."""
    query = select(Message).join(Conversation, Conversation.id == Message.conversation_id)
    return session.scalar(query.where(Message.id == message_id, Conversation.owner_id == owner_id))


def claim(session: Session, reply_id: UUID, holder: str, lease: timedelta) -> bool:
    """Take a pending reply for `holder` and start it; False when somebody else has it or it has ended."""
    moment = now()
    is_free = and_(Message.id == reply_id, Message.status == "pending")
    return _change(
        session, is_free, status="streaming", started_at=moment, lease_holder=holder, lease_until=moment + lease
    )


def renew(session: Session, reply_id: UUID, holder: str, lease: timedelta) -> bool:
    """Hold the reply for `lease` from now on; False when it is no longer this holder's: stop generating."""
    return _change(session, _held(reply_id, holder), lease_until=now() + lease)


def save_progress(session: Session, reply_id: UUID, holder: str, *, text: str, reasoning: str) -> bool:
    """Keep what has arrived so far; False when the reply is no longer this holder's."""
    return _change(session, _held(reply_id, holder), text=text, reasoning=reasoning)


def finish(session: Session, reply_id: UUID, holder: str, *, status: End, **outcome: Unpack[Outcome]) -> bool:
    """End the reply, once: False when it has ended already or belongs to another holder."""
    return _change(session, _held(reply_id, holder), **_ended(status), **outcome)


def fail_pending(
    session: Session,
    reply_id: UUID,
    *,
    status: Literal["failed", "stopped"] = "failed",
    error: str | None = None,
    error_detail: dict[str, Any] | None = None,
) -> bool:
    """End a reply that nobody could start, or that was stopped before; False when it is not pending any more."""
    is_free = and_(Message.id == reply_id, Message.status == "pending")
    return _change(session, is_free, **_ended(status), error=error, error_detail=error_detail)


def sweep_expired(session: Session, now: datetime) -> int:
    """Mark as interrupted what runs under a lease that has passed, or was never claimed; returns how many.

    The text received so far stays. A reply whose lease lives is never touched.
    """
    lease_passed = and_(Message.status == "streaming", Message.lease_until < now)
    never_claimed = and_(Message.status == "pending", Message.created_at < now - PENDING_BOUND)
    lost = update(Message).where(_IS_RUNNING, or_(lease_passed, never_claimed)).values(**_ended("interrupted"))
    return _rows(session, lost.execution_options(synchronize_session=False))


def running_in(session: Session, conversation_id: UUID) -> bool:
    """Whether the conversation has a pending or streaming reply."""
    query = select(Message.id).where(_IS_RUNNING, Message.conversation_id == conversation_id).limit(1)
    return session.scalar(query) is not None


def count_running(session: Session, owner_id: str | None = None) -> int:
    """How many replies are pending or streaming: of this owner, or of everybody."""
    query = select(func.count()).select_from(Message).where(_IS_RUNNING)
    if owner_id is not None:
        query = query.join(Conversation, Conversation.id == Message.conversation_id)
        query = query.where(Conversation.owner_id == owner_id)
    return session.scalars(query).one()


def _held(reply_id: UUID, holder: str) -> ColumnElement[bool]:
    return and_(Message.id == reply_id, Message.status == "streaming", Message.lease_holder == holder)


def _ended(status: End) -> dict[str, Any]:
    return {"status": status, "finished_at": now(), "lease_holder": None, "lease_until": None}


def _change(session: Session, condition: ColumnElement[bool], **values: Any) -> bool:
    return _rows(session, update(Message).where(condition).values(**values)) == 1


def _rows(session: Session, statement: Any) -> int:
    result = session.execute(statement)
    assert isinstance(result, CursorResult)
    return result.rowcount
