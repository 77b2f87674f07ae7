"""Pairs: a message of a person's with every version of its reply, put away, brought back, or deleted for good.

What followed the pair stays: while the pair is put away its line goes through it unseen, and when it is deleted its
children follow what it followed.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, or_, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from webchat.errors import InvalidInput, NotFound
from webchat.store import clock, lines, versions
from webchat.store.conversations import Conversation, hold
from webchat.store.gaps import take_out
from webchat.store.message import IS_RUNNING, Message
from webchat.store.submissions import Submission
from webchat.wording import N_


def head_of(session: Session, message: Message) -> Message:
    """The message that was asked with; a reply that answers none stands for itself."""
    if message.role == "user" or message.parent_id is None:
        return message
    above = session.get_one(Message, message.parent_id)
    return above if above.role == "user" else message


def put_away(session: Session, conversation: Conversation, message: Message) -> list[UUID]:
    """Hide a pair, named by either of both; returns the ids of what vanished.

    When nothing followed it, another version of the message is shown, if there is one. Raises InvalidInput while one
    of its replies runs, NotFound when it is gone already.
    """
    hold(session, conversation)
    head = head_of(session, message)
    pair = _pair_of(head)
    if session.scalar(select(Message.id).where(pair, IS_RUNNING).limit(1)):
        raise InvalidInput(N_("A reply to this message is still being written. Stop it first, then delete the two."))
    moment = clock.moment(session)
    gone = _mark(session, and_(pair, Message.deleted_at.is_(None)), moment)
    if not gone:
        raise NotFound(N_("This message does not exist any more."))
    _forget_submissions(session, conversation.id, gone)
    if not lines.after(session, head.id, 1).messages and lines.shows(session, conversation, head.id):
        set_committed_value(head, "deleted_at", moment)
        _show_another(session, conversation, head)
    return gone


def put_away_of(session: Session, owner_id: str, message_id: UUID, *, within: timedelta) -> Message | None:
    """The message of a pair that this owner put away at most `within` ago, so that it can still be brought back."""
    theirs = (Conversation.owner_id == owner_id, Conversation.deleted_at.is_(None))
    query = select(Message).join(Conversation, Conversation.id == Message.conversation_id).where(*theirs)
    recently = Message.deleted_at >= clock.moment(session) - within
    found = session.scalar(query.where(Message.id == message_id, recently))
    return found and head_of(session, found)


def bring_back(session: Session, owner_id: str, message_id: UUID, *, within: timedelta) -> Message | None:
    """The message of a pair that this owner put away at most `within` ago, shown again with its replies; else None."""
    head = put_away_of(session, owner_id, message_id, within=within)
    if head is None:
        return None
    conversation = session.get_one(Conversation, head.conversation_id)
    hold(session, conversation)
    if not _mark(session, and_(_pair_of(head), Message.deleted_at.is_not(None)), None):
        return None
    versions.show(session, conversation, head.id)
    return session.get(Message, head.id, populate_existing=True)


def _pair_of(head: Message) -> ColumnElement[bool]:
    its_replies = and_(Message.parent_id == head.id, Message.role == "assistant")
    return or_(Message.id == head.id, its_replies) if head.role == "user" else Message.id == head.id


def _mark(session: Session, which: ColumnElement[bool], moment: datetime | None) -> list[UUID]:
    marked = update(Message).where(which).values(deleted_at=moment).returning(Message.id)
    return list(session.scalars(marked.execution_options(synchronize_session=False)))


def _forget_submissions(session: Session, conversation_id: UUID, message_ids: Sequence[UUID]) -> None:
    """The form that sent what is gone, sent again, is a new submission."""
    led_here = or_(Submission.message_id.in_(message_ids), Submission.reply_id.in_(message_ids))
    session.execute(delete(Submission).where(Submission.conversation_id == conversation_id, led_here))


def _show_another(session: Session, conversation: Conversation, head: Message) -> None:
    """Show the newest other version of a message that nothing follows any more; or of one above that is hidden too."""
    at: Message | None = head
    while at and at.deleted_at:
        is_sibling = (
            Message.parent_id == at.parent_id
            if at.parent_id
            else and_(Message.conversation_id == conversation.id, Message.parent_id.is_(None))
        )
        others = select(Message.id).where(is_sibling, Message.deleted_at.is_(None))
        other_id = session.scalar(others.order_by(Message.position.desc()).limit(1))
        if other_id:
            versions.show(session, conversation, other_id)
            return
        at = session.get(Message, at.parent_id, populate_existing=True) if at.parent_id else None


def purge(session: Session, put_away_before: datetime, limit: int = 100) -> int:
    """Delete for good at most `limit` messages that were put away before this moment; returns how many.

    Call it again, in a new transaction, until that is 0.
    """
    is_due = and_(Message.deleted_at < put_away_before, Message.deleted_at.is_not(None))
    theirs = select(Message.conversation_id).where(is_due).limit(limit)
    held = (
        select(Conversation)
        .where(Conversation.id.in_(theirs.scalar_subquery()), Conversation.deleted_at.is_(None))
        .order_by(Conversation.id)
        .with_for_update(key_share=True, skip_locked=True)
        .execution_options(populate_existing=True)
    )
    purged = 0
    for conversation in session.scalars(held).all():
        its = select(Message.id).where(is_due, Message.conversation_id == conversation.id)
        message_ids = session.scalars(its.limit(limit - purged)).all()  # asked now: they may have been brought back
        take_out(session, conversation, message_ids)
        purged += len(message_ids)
    return purged
