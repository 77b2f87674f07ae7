"""Which replies are being written: asked before each message, so there is one statement for it, made once."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from webchat.store.base import table_of
from webchat.store.conversation import Conversation
from webchat.store.message import IS_RUNNING, Message

_ALL = select(Message.id, Message.conversation_id).where(IS_RUNNING).subquery()
_of_conversation = _ALL.c.conversation_id == bindparam("conversation")
_HERE = select(func.count()).select_from(_ALL).where(_of_conversation).scalar_subquery()
# Not a join: SQLite would go through all conversations of the owner, however few replies run.
_its_owner = (
    select(Conversation.owner_id)
    .where(Conversation.id == _ALL.c.conversation_id, Conversation.deleted_at.is_(None))
    .correlate(_ALL)
    .scalar_subquery()
)
_OF_OWNER = select(func.count()).select_from(_ALL).where(_its_owner == bindparam("owner")).scalar_subquery()
_STOP = (
    update(table_of(Message))
    .where(Message.id.in_(select(_ALL.c.id).where(_of_conversation)))
    .values(stop_requested=True)
    .execution_options(synchronize_session=False)
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


def ask_to_stop(session: Session, conversation_id: UUID) -> None:
    """Whoever writes a reply in this conversation is to stop; they learn of it with their next lease."""
    session.execute(_STOP, {"conversation": conversation_id})


def among(session: Session, message_ids: Collection[UUID]) -> set[UUID]:
    """Which of these run."""
    return set(session.scalars(select(Message.id).where(IS_RUNNING, Message.id.in_(message_ids))))


def count(session: Session) -> int:
    """How many run, of everybody."""
    return session.scalars(select(func.count()).select_from(Message).where(IS_RUNNING)).one()
