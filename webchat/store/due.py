"""Whether anything waits to be deleted: asked every few seconds, so it reads indexes and takes no lock."""

from datetime import datetime

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from webchat.store.conversation import Conversation
from webchat.store.message import Message


def is_any(session: Session, *, put_away_before: datetime, expired_before: datetime) -> bool:
    """Whether a conversation or a pair was put away, or a temporary conversation has expired, before these moments."""
    put_away = exists().where(Conversation.deleted_at < put_away_before)
    expired = exists().where(Conversation.expires_at < expired_before)
    pair = exists().where(Message.deleted_at < put_away_before)
    return bool(session.scalar(select(or_(put_away, expired, pair))))
