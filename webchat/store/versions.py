"""Versions: messages that follow the same one, made by editing or retrying; the conversation shows one of them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from webchat.errors import NotFound
from webchat.store.choices import choose
from webchat.store.conversations import Conversation, hold, show_leaf
from webchat.store.lines import leaf_below
from webchat.store.message import Message
from webchat.wording import N_

__all__ = ["Versions", "first_of", "leaf_below", "of", "show"]


@dataclass(frozen=True, slots=True)
class Versions:
    """Which version a message is: `number` from 1 to `count`, with its neighbours."""

    number: int
    count: int
    previous_id: UUID | None
    following_id: UUID | None


_ID_AND_PARENT = (Message.id, Message.parent_id)
_CHILDREN = (
    select(*_ID_AND_PARENT)
    .where(Message.parent_id.in_(bindparam("parents", expanding=True)), Message.deleted_at.is_(None))
    .order_by(Message.position)
)
_ROOTS = (
    select(*_ID_AND_PARENT)
    .where(Message.conversation_id == bindparam("conversation"), Message.parent_id.is_(None))
    .where(Message.deleted_at.is_(None))
    .order_by(Message.position)
)
_FIRST = (
    select(Message)
    .where(Message.conversation_id == bindparam("conversation"), Message.parent_id.is_(None))
    .where(Message.deleted_at.is_(None))
    .order_by(Message.position)
    .limit(1)
)


def first_of(session: Session, conversation: Conversation) -> Message | None:
    """What the conversation was begun with: of the versions of its first message the oldest, shown or not."""
    return session.scalar(_FIRST, {"conversation": conversation.id})


def of(session: Session, messages: Sequence[Message]) -> dict[UUID, Versions]:
    """For messages of one conversation: which versions they are, where there are several."""
    families: dict[UUID | None, list[UUID]] = defaultdict(list)
    for row in _siblings(session, messages):
        families[row.parent_id].append(row.id)
    return {
        message.id: _among(families[message.parent_id], message.id)
        for message in messages
        if len(families[message.parent_id]) > 1 and message.id in families[message.parent_id]
    }


def show(session: Session, conversation: Conversation, message_id: UUID) -> UUID:
    """Show the line through this message, down to where it was left; returns its leaf.

    Raises NotFound when one of both is gone or they do not belong together.
    """
    hold(session, conversation)
    its = (Message.id == message_id, Message.conversation_id == conversation.id, Message.deleted_at.is_(None))
    if session.scalar(select(Message.id).where(*its)) is None:
        raise NotFound(N_("This message does not exist any more."))
    if not choose(session, shown_leaf_id=conversation.leaf_id, message_id=message_id) and conversation.leaf_id:
        return conversation.leaf_id
    leaf_id = leaf_below(session, message_id)
    show_leaf(session, conversation, leaf_id)
    return leaf_id


def _siblings(session: Session, messages: Sequence[Message]) -> list[Row[tuple[UUID, UUID | None]]]:
    found: list[Row[tuple[UUID, UUID | None]]] = []
    parents = {message.parent_id for message in messages}
    if known := parents - {None}:
        found.extend(session.execute(_CHILDREN, {"parents": list(known)}))
    if None in parents:
        found.extend(session.execute(_ROOTS, {"conversation": messages[0].conversation_id}))
    return found


def _among(family: Sequence[UUID], message_id: UUID) -> Versions:
    place = family.index(message_id)
    before, after = family[:place], family[place + 1 :]
    return Versions(place + 1, len(family), before[-1] if before else None, after[0] if after else None)
