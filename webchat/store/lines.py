"""Lines of messages: from the root of a conversation down to one of its leaves, other branches left aside."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, aliased

from webchat.store.conversations import Conversation
from webchat.store.messages import Message


class Spoken(NamedTuple):
    """What of a message matters to the model."""

    id: UUID
    parent_id: UUID | None
    role: str
    text: str
    error: str | None


_above = aliased(Message)
_line = select(Message.id, Message.parent_id).where(Message.id == bindparam("leaf")).cte("line", recursive=True)
_line = _line.union_all(select(_above.id, _above.parent_id).join(_line, _above.id == _line.c.parent_id))
_SHOWN = select(Message).join(_line, Message.id == _line.c.id).order_by(Message.position)
_SPOKEN = (
    select(Message.id, Message.parent_id, Message.role, Message.text, Message.error)
    .join(_line, Message.id == _line.c.id)
    .where(Message.id != bindparam("leaf"))
    .order_by(Message.position)
)


def shown(session: Session, conversation: Conversation) -> Sequence[Message]:
    """The messages from the root to the conversation's leaf."""
    return session.scalars(_SHOWN, {"leaf": conversation.leaf_id}).all() if conversation.leaf_id else []


def spoken_before(session: Session, message_id: UUID) -> list[Spoken]:
    """What was said before a message: its ancestors, oldest first, without itself."""
    return [Spoken(*row) for row in session.execute(_SPOKEN, {"leaf": message_id})]
