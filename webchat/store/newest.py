"""Which reply of an owner is the newest that was asked for here: where to look under the hood first."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from webchat.store.conversation import Conversation
from webchat.store.message import Message

FEW_CONVERSATIONS = 5  # the newest ones may have lost all their messages


def newest_reply(session: Session, owner_id: str) -> UUID | None:
    """The id of that reply, or None: imported ones, which nobody asked for here, are not counted."""
    is_there = (Conversation.owner_id == owner_id, Conversation.deleted_at.is_(None))
    newest = select(Conversation.id).where(*is_there).order_by(Conversation.updated_at.desc()).limit(FEW_CONVERSATIONS)
    is_reply = (Message.role == "assistant", Message.deleted_at.is_(None), Message.asked_with.is_not(None))
    found = select(Message.id).where(Message.conversation_id.in_(session.scalars(newest).all()), *is_reply)
    return session.scalar(found.order_by(Message.created_at.desc()).limit(1))
