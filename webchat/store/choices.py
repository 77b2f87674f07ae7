"""Which child each message's line goes on with: written when another line than the shown one is to be shown.

Invariant: from its root down, the shown line goes at each message to `chosen_child_id`, or without one to the child
with the highest position, and it ends at the conversation's `leaf_id`.
"""

from uuid import UUID

from sqlalchemy import CTE, bindparam, func, select, update
from sqlalchemy.orm import Session, aliased

from webchat.store.base import table_of
from webchat.store.message import Message


def _upwards(name: str) -> CTE:
    """The messages from the one called `name` up to depth `down_to`."""
    above = aliased(Message)
    start = select(Message.id, Message.parent_id, Message.depth).where(Message.id == bindparam(name))
    line = start.cte(name, recursive=True)
    return line.union_all(
        select(above.id, above.parent_id, above.depth)
        .join(line, above.id == line.c.parent_id)
        .where(line.c.depth > bindparam("down_to"))
    )


_line, _other = _upwards("message"), _upwards("leaf")
_SHARED = select(func.max(_line.c.depth)).join(_other, _line.c.id == _other.c.id)
_DEPTH = select(Message.depth).where(Message.id == bindparam("message"))
_IS_ON_LINE = select(select(_other.c.id).where(_other.c.id == bindparam("message")).exists())
_table = table_of(Message)
_CHOOSE = (
    update(_table)
    .where(
        _table.c.id == _line.c.parent_id,
        _line.c.depth > bindparam("down_to"),
        _table.c.chosen_child_id.is_distinct_from(_line.c.id),
    )
    .values(chosen_child_id=_line.c.id)
    .execution_options(synchronize_session=False)
)


def choose(session: Session, *, shown_leaf_id: UUID | None, message_id: UUID) -> bool:
    """Let the line through a message be the chosen one, from where it leaves the line that ends at `shown_leaf_id`.

    False when it stands on that line already, so that nothing was to be done.
    """
    depth = session.scalars(_DEPTH, {"message": message_id}).one()
    shared = _shared_depth(session, shown_leaf_id, message_id, depth) if shown_leaf_id else 0
    if shared == depth:
        return False
    session.execute(_CHOOSE, {"message": message_id, "down_to": shared})
    return True


def is_on_line(session: Session, *, leaf_id: UUID, message_id: UUID) -> bool:
    """Whether the line that ends at this leaf goes through a message; reads no further up than to that message."""
    depth = session.scalar(_DEPTH, {"message": message_id})
    if depth is None:
        return False
    return session.scalars(_IS_ON_LINE, {"message": message_id, "leaf": leaf_id, "down_to": depth}).one()


def _shared_depth(session: Session, leaf_id: UUID, message_id: UUID, depth: int) -> int:
    """How deep two lines are the same, of which one ends at `message_id`: 0 when not even their roots are.

    Mostly they part right above that message, so that far the other line is read, and everything only else.
    """
    ends = {"message": message_id, "leaf": leaf_id}
    for down_to in (max(depth - 1, 1), 1):
        shared: int | None = session.scalar(_SHARED, ends | {"down_to": down_to})
        if shared:
            return shared
    return 0
