"""Lines of messages: from the root of a conversation down to one of its leaves, read a part at a time.

Upwards a line follows the parents; downwards the chosen child, or without one the newest. Messages that were put away
are walked through and not returned. What a query reads is what it returns, however long the line is.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import CTE, Select, bindparam, case, func, literal, select
from sqlalchemy.orm import Session, aliased

from webchat.store.choices import is_on_line
from webchat.store.conversation import Conversation
from webchat.store.message import RUNNING, Message

ALL = 2**31 - 2  # as a limit: the whole line
MOST_PUT_AWAY = 1_000  # messages: they are purged after seconds


class Spoken(NamedTuple):
    """What of a message matters to the model."""

    id: UUID
    parent_id: UUID | None
    role: str
    text: str
    error: str | None
    depth: int


class Asked(NamedTuple):
    """What a reply was asked with, how many messages were left out then, and what the provider counted.

    For one that was continued (`continued_from` is known) that is the sum of all its parts.
    """

    asked_with: dict[str, Any] | None
    left_out: int
    prompt_tokens: int | None
    continued_from: int | None


@dataclass(frozen=True, slots=True)
class Part:
    """Some messages of a line, oldest first.

    `older`: the message to ask `before` with for what stands above them, None at the beginning of the line. `newer`:
    the one to ask `after` with, None at its end. Each is told only by the queries that look in its direction.
    """

    messages: Sequence[Message]
    older: UUID | None = None
    newer: UUID | None = None


_is_shown = case((Message.deleted_at.is_(None), 1), else_=0)


def _upwards(*, with_start: bool) -> CTE:
    """From `start` to the root, until `limit` messages that are shown have been seen."""
    above = aliased(Message)
    seen = _is_shown if with_start else literal(0)
    line = select(Message.id, Message.parent_id, seen.label("seen")).where(Message.id == bindparam("start"))
    up = line.cte("line", recursive=True)
    is_shown = case((above.deleted_at.is_(None), 1), else_=0)
    return up.union_all(
        select(above.id, above.parent_id, up.c.seen + is_shown)
        .join(up, above.id == up.c.parent_id)
        .where(up.c.seen < bindparam("limit"))
    )


def _downwards() -> CTE:
    """From `start` along the choices to the leaf, until `limit` messages below it that are shown have been seen."""
    below, child = aliased(Message), aliased(Message)
    line = select(Message.id, Message.chosen_child_id, literal(0).label("seen"))
    down = line.where(Message.id == bindparam("start")).cte("line", recursive=True)
    newest = (
        select(child.id)
        .where(child.parent_id == down.c.id)
        .order_by(child.position.desc())
        .limit(1)
        .correlate(down)
        .scalar_subquery()
    )
    is_shown = case((below.deleted_at.is_(None), 1), else_=0)
    return down.union_all(
        select(below.id, below.chosen_child_id, down.c.seen + is_shown)
        .join(down, below.id == func.coalesce(down.c.chosen_child_id, newest))
        .where(down.c.seen < bindparam("limit"))
    )


def _of(line: CTE, what: Sequence[Any] = (Message,)) -> Select[Any]:
    return select(*what).join(line, Message.id == line.c.id).where(Message.deleted_at.is_(None)).order_by(Message.depth)


_up_with_start = _upwards(with_start=True)
_up = _upwards(with_start=False)
_down = _downwards()
_is_other = Message.id != bindparam("start")
_spoken = (Message.id, Message.parent_id, Message.role, Message.text, Message.error, Message.depth)
_UP_FROM = _of(_up_with_start)
_ABOVE = _of(_up).where(_is_other)
_BELOW = _of(_down).where(_is_other)
_SPOKEN = _of(_up, _spoken).where(_is_other)
_SPOKEN_WITH_START = _of(_up_with_start, _spoken)
_END = select(Message.status, func.length(Message.text)).where(Message.id == bindparam("end"))
_LAST_EDITED = select(func.max(Message.edited_at)).where(
    Message.conversation_id == bindparam("conversation"), Message.edited_at.is_not(None)
)
_PUT_AWAY = select(Message.conversation_id, Message.id).where(Message.deleted_at.is_not(None)).limit(bindparam("limit"))
_ASKED = select(Message.asked_with, Message.left_out, Message.prompt_tokens, Message.continued_from).where(
    Message.id == bindparam("reply")
)
_BEGINNING = _of(_up_with_start, (Message.text,)).where(Message.role == "user").limit(1)
_LEAF_BELOW = select(_down.c.id).join(Message, Message.id == _down.c.id).order_by(Message.depth.desc()).limit(1)


def newest(session: Session, conversation: Conversation, limit: int = 40) -> Part:
    """The last messages of the line that the conversation shows."""
    if conversation.leaf_id is None:
        return Part([])
    return _upper_part(session.scalars(_UP_FROM, _from(conversation.leaf_id, limit)).all(), limit)


def before(session: Session, message_id: UUID, limit: int) -> Part:
    """The messages above one, on its own line."""
    return _upper_part(session.scalars(_ABOVE, _from(message_id, limit)).all(), limit)


def after(session: Session, message_id: UUID, limit: int) -> Part:
    """The messages below one, along the choices."""
    found = session.scalars(_BELOW, _from(message_id, limit)).all()
    has_more = len(found) > limit
    messages = found[:limit]
    return Part(messages, newer=messages[-1].id if has_more and messages else None)


def around(session: Session, message_id: UUID, up: int, down: int) -> Part:
    """A message with at most `up` messages above it and `down` below it."""
    above = _upper_part(session.scalars(_UP_FROM, _from(message_id, up + 1)).all(), up + 1)
    below = after(session, message_id, down)
    return Part([*above.messages, *below.messages], above.older, below.newer)


def beginning(session: Session, conversation: Conversation) -> str | None:
    """The text of the first message of a person's on the line that the conversation shows."""
    return session.scalar(_BEGINNING, _from(conversation.leaf_id, ALL)) if conversation.leaf_id else None


def shows(session: Session, conversation: Conversation, message_id: UUID) -> bool:
    """Whether a message stands on the line that the conversation shows."""
    leaf_id = conversation.leaf_id
    return leaf_id is not None and is_on_line(session, leaf_id=leaf_id, message_id=message_id)


def leaf_below(session: Session, message_id: UUID) -> UUID:
    """Where the line through a message ends, along the choices: the message itself when nothing follows it."""
    leaf_id: UUID = session.scalars(_LEAF_BELOW, _from(message_id, ALL)).one()
    return leaf_id


def spoken_before(session: Session, message_id: UUID, limit: int = ALL) -> list[Spoken]:
    """What was said last before a message: its newest `limit` ancestors, oldest first, without itself."""
    rows = session.execute(_SPOKEN, {"start": message_id, "limit": limit})
    return [Spoken(*row) for row in rows]


def spoken_until(session: Session, message_id: UUID, limit: int = ALL) -> list[Spoken]:
    """What was said last, down to a message: its newest ancestors and itself, at most `limit`, oldest first."""
    rows = session.execute(_SPOKEN_WITH_START, {"start": message_id, "limit": limit})
    return [Spoken(*row) for row in rows]


def asked(session: Session, reply_id: UUID) -> Asked | None:
    """What is known of how a reply came about; None when it is gone."""
    row = session.execute(_ASKED, {"reply": reply_id}).first()
    return Asked(*row) if row else None


def stamp(session: Session, conversation_id: UUID, end_id: UUID) -> Hashable | None:
    """Changes whenever what is said down to `end_id` does, other than by another end; quickly.

    None while that cannot be told: while a reply is written there, or very much is being deleted.
    """
    end = session.execute(_END, {"end": end_id}).first()
    put_away = session.execute(_PUT_AWAY, {"limit": MOST_PUT_AWAY}).all()
    if end is None or end.status in RUNNING or len(put_away) == MOST_PUT_AWAY:
        return None
    edited_at = session.scalar(_LAST_EDITED, {"conversation": conversation_id})
    gone = frozenset(message for conversation, message in put_away if conversation == conversation_id)
    return (tuple(end), edited_at, gone)


def _from(message_id: UUID, limit: int) -> dict[str, Any]:
    """One more than is wanted, to know whether there are more."""
    return {"start": message_id, "limit": limit + 1}


def _upper_part(found: Sequence[Message], limit: int) -> Part:
    messages = found[-limit:] if limit else []
    return Part(messages, older=messages[0].id if messages and len(found) > limit else None)
