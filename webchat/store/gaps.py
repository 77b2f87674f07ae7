"""The gap that a deleted message leaves in its conversation's tree: what followed it follows what it followed.

Each step keeps the invariant of `choices`: the line that was shown is shown, without the messages that are gone.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.orm import Session, aliased

from webchat.store.base import table_of
from webchat.store.conversations import Conversation, show_leaf
from webchat.store.lines import leaf_below
from webchat.store.message import Message


class Node(NamedTuple):
    """A message's place in the tree."""

    id: UUID
    parent_id: UUID | None
    chosen_child_id: UUID | None


_table = table_of(Message)
_newest = _table.c.position.desc()
_is_root = (_table.c.conversation_id == bindparam("conversation"), _table.c.parent_id.is_(None))
_NODE = select(_table.c.id, _table.c.parent_id, _table.c.chosen_child_id).where(_table.c.id == bindparam("node"))
_NEWEST_CHILD = select(_table.c.id).where(_table.c.parent_id == bindparam("node")).order_by(_newest).limit(1)
_NEWEST_ROOT = select(_table.c.id).where(*_is_root).order_by(_newest).limit(1)
_ADOPT = (
    update(_table)
    .where(_table.c.parent_id == bindparam("gone"))
    .values(parent_id=bindparam("instead"))
    .returning(_table.c.id)
)
_CHOOSE = update(_table).where(_table.c.id == bindparam("node")).values(chosen_child_id=bindparam("child"))
_DELETE = delete(_table).where(_table.c.id == bindparam("node"))

_above, _below = aliased(Message), aliased(Message)
_right_depth = func.coalesce(_above.depth, 0) + 1
_raised = (
    select(_table.c.id, _right_depth.label("depth"))
    .outerjoin(_above, _above.id == _table.c.parent_id)
    .where(_table.c.id == bindparam("adopted"), _table.c.depth != _right_depth)
    .cte("raised", recursive=True)
)
_raised = _raised.union_all(select(_below.id, _raised.c.depth + 1).join(_raised, _below.parent_id == _raised.c.id))
_RAISE = (
    update(_table)
    .where(_table.c.id == _raised.c.id, _table.c.depth != _raised.c.depth)
    .values(depth=_raised.c.depth)
    .execution_options(synchronize_session=False)
)


def take_out(session: Session, conversation: Conversation, message_ids: Collection[UUID]) -> None:
    """Delete these messages of a conversation, which is held, and close the gaps that they leave."""
    adopted = [child_id for message_id in message_ids for child_id in _take_out(session, conversation, message_id)]
    for child_id in set(adopted).difference(message_ids):  # in any order: each raises all that is below it
        session.execute(_RAISE, {"adopted": child_id})


def _take_out(session: Session, conversation: Conversation, message_id: UUID) -> Sequence[UUID]:
    """Delete one; returns its children, whose depth is not right yet."""
    gone = _node(session, message_id)
    parent = _node(session, gone.parent_id) if gone.parent_id else None
    chosen_id = _next_of(session, parent) if parent else None
    heir_id = _next_of(session, gone)
    adopted = session.scalars(_ADOPT, {"gone": gone.id, "instead": gone.parent_id}).all()
    session.execute(_DELETE, {"node": gone.id})
    if parent:
        child_id = heir_id if chosen_id == gone.id else chosen_id
        session.execute(_CHOOSE, {"node": parent.id, "child": child_id})
    if conversation.leaf_id == gone.id:
        show_leaf(session, conversation, _end(session, conversation, gone.parent_id))
    return adopted


def _node(session: Session, message_id: UUID) -> Node:
    return Node(*session.execute(_NODE, {"node": message_id}).one())


def _next_of(session: Session, node: Node) -> UUID | None:
    """The message that the line through this one goes on with."""
    return node.chosen_child_id or session.scalar(_NEWEST_CHILD, {"node": node.id})


def _end(session: Session, conversation: Conversation, parent_id: UUID | None) -> UUID | None:
    """The leaf to show when the shown one, which followed `parent_id`, is gone; None when nothing is left."""
    above_id = parent_id or session.scalar(_NEWEST_ROOT, {"conversation": conversation.id})
    return leaf_below(session, above_id) if above_id else None
