"""Messages: append-only rows that name their parent. A reply is a message of the assistant; `replies` has its life."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import and_, bindparam, insert, or_, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from webchat.errors import NotFound
from webchat.store import search
from webchat.store.base import table_of
from webchat.store.choices import choose
from webchat.store.columns import UtcDateTime, now
from webchat.store.conversations import Conversation, hold
from webchat.store.message import IS_RUNNING, RUNNING, End, Message, Role, Status
from webchat.wording import N_

__all__ = [
    "IS_RUNNING",
    "RUNNING",
    "End",
    "Message",
    "Role",
    "Status",
    "append_all",
    "conversation_of",
    "new",
    "owned_by",
    "status_of",
]

# Made once: making a statement takes longer than executing it.
_table = table_of(Message)
_conversations = table_of(Conversation)
_COLUMNS = tuple(_table.columns.keys())
_INSERT = insert(_table)
_THEIRS = and_(
    Message.id == bindparam("message"),
    Message.deleted_at.is_(None),
    Conversation.id == Message.conversation_id,
    Conversation.owner_id == bindparam("owner"),
    Conversation.deleted_at.is_(None),
    or_(Conversation.expires_at.is_(None), Conversation.expires_at > bindparam("moment", type_=UtcDateTime())),
)
_OWNED = select(Message).where(_THEIRS)
_CONVERSATION = select(_table.c.conversation_id).where(_THEIRS)
_STATUS = select(_table.c.status).where(_THEIRS, Message.role == "assistant")
_DEPTH = select(_table.c.depth).where(_table.c.id == bindparam("parent"), _table.c.conversation_id == bindparam("of"))
_TAKE_PLACES = (
    update(_conversations)
    .where(
        _conversations.c.id == bindparam("of"),
        _conversations.c.deleted_at.is_(None),
        _conversations.c.leaf_id.is_not_distinct_from(bindparam("shown_leaf")),
    )
    .values(
        next_position=_conversations.c.next_position + bindparam("count"),
        leaf_id=bindparam("new_leaf"),
        updated_at=bindparam("moment"),
    )
    .returning(_conversations.c.next_position, _DEPTH.scalar_subquery())
)


def new(
    conversation: Conversation, *, role: Role, text: str, parent_id: UUID | None, status: Status = "complete"
) -> Message:
    """A message that has no place yet: `append_all` gives it one."""
    return Message(
        id=uuid4(),
        conversation_id=conversation.id,
        parent_id=parent_id,
        position=0,
        depth=1,
        role=role,
        text=text,
        reasoning="",
        status=status,
        left_out=0,
        created_at=now(),
        stop_requested=False,
    )


def append_all(session: Session, conversation: Conversation, messages: Sequence[Message]) -> None:
    """Add new messages at the next places of their conversation, which then shows the line down to the last of them.

    Each follows one of the conversation or one that stands before it in `messages`. Raises NotFound when the
    conversation, or the message that the first one follows, was deleted meanwhile.
    """
    first, last = messages[0], messages[-1]
    shown_leaf_id, place, depth = _take_places(session, conversation, messages)
    depths = {first.parent_id: depth}
    for message in messages:
        message.position, place = place, place + 1
        message.depth = depths[message.parent_id] + 1
        depths[message.id] = message.depth
    session.execute(_INSERT, [_columns_of(message) for message in messages])
    if first.parent_id != shown_leaf_id:
        choose(session, shown_leaf_id=shown_leaf_id, message_id=last.id)
    for message in messages:
        search.put_message(session, message, conversation.owner_id)


def _take_places(
    session: Session, conversation: Conversation, messages: Sequence[Message]
) -> tuple[UUID | None, int, int]:
    """The leaf shown before, the first place, and the depth of what the first message follows (0 without one).

    The UPDATE holds the conversation's row until the end of the transaction, so that no two messages get one place.
    """
    parent_id, last = messages[0].parent_id, messages[-1]
    wanted = {"of": conversation.id, "count": len(messages), "new_leaf": last.id, "moment": last.created_at}
    wanted["parent"] = parent_id
    taken = session.execute(_TAKE_PLACES, wanted | {"shown_leaf": conversation.leaf_id}).first()
    if taken is None:  # it shows another leaf meanwhile, or is gone
        hold(session, conversation)
        taken = session.execute(_TAKE_PLACES, wanted | {"shown_leaf": conversation.leaf_id}).one()
    following, depth = taken
    if parent_id and depth is None:
        raise NotFound(N_("The message that this one follows does not exist any more."))
    shown_leaf_id = conversation.leaf_id
    _set(conversation, {"leaf_id": last.id, "updated_at": last.created_at, "next_position": following})
    return shown_leaf_id, following - len(messages), depth or 0


def _set(conversation: Conversation, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        set_committed_value(conversation, name, value)


def _columns_of(message: Message) -> dict[str, Any]:
    return {name: getattr(message, name) for name in _COLUMNS}


def owned_by(session: Session, owner_id: str, message_id: UUID) -> Message | None:
    """The message if it stands in a conversation of this owner that is there and has not expired, else None."""
    return session.scalar(_OWNED, _asked(owner_id, message_id))


def conversation_of(session: Session, owner_id: str, message_id: UUID) -> UUID | None:
    """The conversation of this owner in which a message stands: to be held before the message is read for a change."""
    return session.scalar(_CONVERSATION, _asked(owner_id, message_id))


def status_of(session: Session, owner_id: str, reply_id: UUID) -> str | None:
    """The status of a reply of this owner, quickly; None when there is none."""
    return session.scalar(_STATUS, _asked(owner_id, reply_id))


def _asked(owner_id: str, message_id: UUID) -> dict[str, Any]:
    return {"message": message_id, "owner": owner_id, "moment": now()}
