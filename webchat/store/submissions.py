"""Submissions: which message and reply one press of Send led to, so that a second press finds the same pair."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Uuid, bindparam, delete, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from webchat.errors import WebchatError
from webchat.store.base import Base, changed_rows, table_of
from webchat.store.columns import UtcDateTime, now
from webchat.wording import N_


class AlreadySubmitted(WebchatError):
    """Another request stored this submission at the same moment. Nothing was stored; look again and `find` it."""

    status = 409


class Submission(Base):
    """Goes with its conversation; messages go only with their conversation, so they need no key of their own here."""

    __tablename__ = "submissions"

    owner_id: Mapped[str] = mapped_column(primary_key=True)
    submission_id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    message_id: Mapped[UUID] = mapped_column(Uuid)
    reply_id: Mapped[UUID] = mapped_column(Uuid)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


_INSERT = insert(table_of(Submission))
_KNOWN = select(Submission).where(
    Submission.owner_id == bindparam("owner"), Submission.submission_id == bindparam("submission")
)


def find(session: Session, owner_id: str, submission_id: str) -> Submission | None:
    """What this owner's submission led to, or None when it is new."""
    return session.scalar(_KNOWN, {"owner": owner_id, "submission": submission_id})


def add(
    session: Session, owner_id: str, submission_id: str, *, conversation_id: UUID, message_id: UUID, reply_id: UUID
) -> Submission:
    """Remember the pair. Raises AlreadySubmitted when it is known: leave the transaction and `find` it in a new one."""
    columns = {
        "owner_id": owner_id,
        "submission_id": submission_id,
        "conversation_id": conversation_id,
        "message_id": message_id,
        "reply_id": reply_id,
        "created_at": now(),
    }
    try:
        session.execute(_INSERT, columns)
    except IntegrityError as problem:
        raise AlreadySubmitted(N_("This message was already sent.")) from problem
    return Submission(**columns)


def sweep(session: Session, older_than: datetime) -> int:
    """Forget the submissions stored before this moment; returns how many."""
    return changed_rows(session, delete(Submission).where(Submission.created_at < older_than))
