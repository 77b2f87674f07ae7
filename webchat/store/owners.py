"""What belongs to an owner, over all tables: counted, given to another owner, deleted.

Everything here works in batches: the caller repeats each in a short transaction of its own until nothing is left, so
that others are served meanwhile.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from webchat.store import clock, conversations, search, usage
from webchat.store.base import changed_rows
from webchat.store.conversation import Conversation
from webchat.store.exchanges import Exchange
from webchat.store.imports import Import
from webchat.store.message import IS_RUNNING, Message
from webchat.store.moves import Move
from webchat.store.shares import Share
from webchat.store.submissions import Submission
from webchat.store.waiting import WaitingMessage

CONVERSATIONS_AT_ONCE = 25  # with two messages each, exchanges and search entries: 9 ms to delete, 4 ms to merge
MESSAGES_AT_ONCE = 100
ROWS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Overview:
    """What an owner sees that they have: neither temporary nor deleted. `since`: when the oldest one was begun."""

    conversations: int = 0
    messages: int = 0
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Deleted:
    """How many of each were deleted."""

    conversations: int = 0
    messages: int = 0
    exchanges: int = 0
    waiting_messages: int = 0
    shares: int = 0
    moves: int = 0
    submissions: int = 0
    usage_days: int = 0

    def __add__(self, other: "Deleted") -> "Deleted":
        return Deleted(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(Deleted)))

    @property
    def is_nothing(self) -> bool:
        """Whether there was nothing left to delete."""
        return self == Deleted()

    @classmethod
    def of_conversations(cls, session: Session, ids: Sequence[UUID]) -> Self:
        """What goes with these conversations, but for their messages and exchanges."""
        return cls(
            conversations=len(ids),
            waiting_messages=_count(session, WaitingMessage, ids),
            shares=_count(session, Share, ids),
            submissions=_count(session, Submission, ids),
        )


def overview(session: Session, owner_id: str) -> Overview:
    """What this owner has."""
    is_seen = (Conversation.owner_id == owner_id, Conversation.shelf != "temporary", Conversation.deleted_at.is_(None))
    count, since = session.execute(select(func.count(), func.min(Conversation.created_at)).where(*is_seen)).one()
    # The rows of messages are not read, only an index: what was put away, a few, is counted for itself.
    in_them = select(func.count()).select_from(Message).join(Conversation).where(*is_seen)
    hidden = in_them.where(Message.deleted_at.is_not(None))
    return Overview(count, session.scalars(in_them).one() - session.scalars(hidden).one(), since)


def running_replies(session: Session, owner_id: str) -> Sequence[UUID]:
    """The replies that are being written for this owner."""
    query = select(Message.id).join(Conversation).where(IS_RUNNING, Conversation.owner_id == owner_id)
    return session.scalars(query).all()


def merge_some(session: Session, from_owner: str, to_owner: str) -> int:
    """Give a batch of what one owner has to another; returns how much it was, 0 when nothing is left.

    What was used goes last: as long as the first owner has conversations, replies that end there are counted for them.
    """
    of_first = select(Conversation.id).where(Conversation.owner_id == from_owner).limit(CONVERSATIONS_AT_ONCE)
    ids = session.scalars(of_first).all()
    moved = 0
    for table in (Import, Share, Move):  # imports first, in the order of who brings one: nothing follows the rest then
        taken = update(table).where(table.owner_id == from_owner).values(owner_id=to_owner)
        moved += changed_rows(session, _without_loading(taken))
    if ids:
        given = update(Conversation).where(Conversation.id.in_(ids)).values(owner_id=to_owner)
        moved += changed_rows(session, _without_loading(given))
        search.set_owner(session, ids, to_owner)
    else:
        search.forget_owner(session, from_owner)
        moved += usage.give(session, from_owner, to_owner)
    return moved + _merge_submissions(session, from_owner, to_owner)


def delete_some(session: Session, owner_id: str) -> Deleted:
    """Delete a batch of what this owner has; nothing (`is_nothing`) when nothing is left.

    The messages of long conversations go before these do, newest first: children before their parents. Nobody sees
    such a conversation meanwhile.
    """
    of_owner = select(Conversation.id).where(Conversation.owner_id == owner_id).order_by(Conversation.id)
    ids = session.scalars(of_owner.limit(CONVERSATIONS_AT_ONCE)).all()
    if not ids:
        search.forget_owner(session, owner_id)
        moved = changed_rows(session, delete(Move).where(Move.owner_id == owner_id))
        return Deleted(moves=moved, usage_days=usage.forget(session, owner_id))
    newest = select(Message.id).where(Message.conversation_id.in_(ids)).order_by(Message.position.desc())
    messages = session.scalars(newest.limit(MESSAGES_AT_ONCE)).all()
    deleted = _delete_messages(session, messages)
    if len(messages) == MESSAGES_AT_ONCE:
        moment = clock.moment(session)
        session.execute(
            _without_loading(update(Conversation).where(Conversation.id.in_(ids)).values(deleted_at=moment))
        )
        return deleted
    deleted += Deleted.of_conversations(session, ids)
    conversations.delete_all(session, ids)
    return deleted


def _delete_messages(session: Session, ids: Sequence[UUID]) -> Deleted:
    exchanges = select(func.count()).select_from(Exchange).where(Exchange.reply_id.in_(ids))
    kept = session.scalars(exchanges).one()
    gone = changed_rows(session, _without_loading(delete(Message).where(Message.id.in_(ids))))
    return Deleted(messages=gone, exchanges=kept)


def _merge_submissions(session: Session, from_owner: str, to_owner: str) -> int:
    """A submission that both made stays the one of the second: each finds the pair of its own form."""
    of_first = select(Submission.submission_id).where(Submission.owner_id == from_owner).limit(ROWS_AT_ONCE)
    keys = session.scalars(of_first).all()
    theirs = select(Submission.submission_id).where(Submission.owner_id == to_owner, Submission.submission_id.in_(keys))
    known = session.scalars(theirs).all()
    these = (Submission.owner_id == from_owner, Submission.submission_id.in_(keys))
    session.execute(_without_loading(delete(Submission).where(*these, Submission.submission_id.in_(known))))
    session.execute(_without_loading(update(Submission).where(*these).values(owner_id=to_owner)))
    return len(keys)


def _count(session: Session, table: type[WaitingMessage] | type[Share] | type[Submission], ids: Sequence[UUID]) -> int:
    query = select(func.count()).select_from(table).where(table.conversation_id.in_(ids))
    return session.scalars(query).one()


def _without_loading(statement: Any) -> Any:
    return statement.execution_options(synchronize_session=False)
