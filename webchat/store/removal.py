"""Deleting for good: conversations go with all that belongs to them, and nothing of them stays behind.

One conversation may hold very many messages, so what a transaction deletes is bounded by messages: the longest ones
lose their newest messages first, call by call.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlalchemy.orm import Session

from webchat.store import search
from webchat.store.conversation import Conversation
from webchat.store.message import Message

BATCH = 1000  # messages in one transaction


def purge(session: Session, *, put_away_before: datetime, expired_before: datetime, limit: int = 100) -> int:
    """Delete conversations that were put away, or that have expired, before these moments.

    Returns how many it worked on, at most `limit`: call it again, in a new transaction, until that is 0. A reply that
    runs in one is no obstacle: its end is stored nowhere.
    """
    is_due = or_(Conversation.deleted_at < put_away_before, Conversation.expires_at < expired_before)
    return _remove(session, is_due, limit)


def delete_older(session: Session, before: datetime, limit: int = 100) -> int:
    """Delete conversations that nobody has written in since this moment; returns as `purge` does."""
    return _remove(session, Conversation.updated_at < before, limit)


def delete_all(session: Session, conversation_ids: Collection[UUID]) -> None:
    """Delete these with their messages, exchanges, submissions and whatever else names them: foreign keys cascade."""
    chosen = Conversation.id.in_(conversation_ids)
    session.execute(delete(Conversation).where(chosen).execution_options(synchronize_session=False))


def _remove(session: Session, is_due: ColumnElement[bool], limit: int) -> int:
    # One order for all, and rows that somebody else holds are left for the next time: no deadlocks.
    what = (Conversation.id, Conversation.owner_id, Conversation.next_position)
    due = select(*what).where(is_due).order_by(Conversation.id).limit(limit)
    room, whole, owners = BATCH, list[UUID](), set[str]()
    for conversation_id, owner_id, length in session.execute(due.with_for_update(skip_locked=True)):
        if length > room and not whole:
            _shorten(session, conversation_id, length - BATCH)
            return 1
        room -= length
        if room < 0:
            break
        whole.append(conversation_id)
        owners.add(owner_id)
    delete_all(session, whole)
    for owner_id in sorted(owners):
        _forget_if_last(session, owner_id)
    return len(whole)


def _forget_if_last(session: Session, owner_id: str) -> None:
    """Nothing names an owner any more who has no conversation left."""
    if session.scalar(select(Conversation.id).where(Conversation.owner_id == owner_id).limit(1)) is None:
        search.forget_owner(session, owner_id)


def _shorten(session: Session, conversation_id: UUID, length: int) -> None:
    """Delete the messages from this position on. Whatever follows a message stands at a higher one.

    Nobody sees the rest, or brings it back; a purge ends it too, should this be broken off.
    """
    its_newest = (Message.conversation_id == conversation_id, Message.position >= length)
    session.execute(delete(Message).where(*its_newest).execution_options(synchronize_session=False))
    session.execute(
        update(Conversation)
        .where(Conversation.id == conversation_id)
        .values(next_position=length, deleted_at=func.coalesce(Conversation.deleted_at, Conversation.updated_at))
        .execution_options(synchronize_session=False)
    )
