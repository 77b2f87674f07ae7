"""Which replies are being written: asked before each message, so there is one statement for it, made once."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from webchat.store.conversations import Conversation
from webchat.store.messages import IS_RUNNING, Message

_ALL = select(Message.id, Message.conversation_id).where(IS_RUNNING).subquery()
_HERE = select(func.count()).where(_ALL.c.conversation_id == bindparam("conversation")).scalar_subquery()
_OF_OWNER = (
    select(func.count())
    .select_from(_ALL.join(Conversation, Conversation.id == _ALL.c.conversation_id))
    .where(Conversation.owner_id == bindparam("owner"))
    .scalar_subquery()
)
_NOW = select(_HERE, _OF_OWNER, select(func.count()).select_from(_ALL).scalar_subquery())


@dataclass(frozen=True, slots=True)
class Running:
    """How many replies are pending or streaming: in one conversation, of its owner, and of everybody."""

    here: int
    of_owner: int
    in_all: int


def now(session: Session, owner_id: str, conversation_id: UUID) -> Running:
    """How many run now."""
    return Running(*session.execute(_NOW, {"owner": owner_id, "conversation": conversation_id}).one())


def among(session: Session, message_ids: Collection[UUID]) -> set[UUID]:
    """Which of these run."""
    return set(session.scalars(select(Message.id).where(IS_RUNNING, Message.id.in_(message_ids))))


def count(session: Session) -> int:
    """How many run, of everybody."""
    return session.scalars(select(func.count()).select_from(Message).where(IS_RUNNING)).one()
