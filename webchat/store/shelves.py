"""Shelves: the conversations of an owner as they are listed, a page at a time, pinned ones first, then the newest.

A page begins after the last row of the one before it, so that it costs the same wherever it stands in the list.
"""

import base64
import binascii
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select, tuple_
from sqlalchemy.orm import Session

from webchat.errors import NotFound
from webchat.store.columns import UtcDateTime
from webchat.store.conversation import Conversation, Shelf
from webchat.wording import N_

_PLACE = struct.Struct(">?q16s")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Page:
    """Some conversations, and the cursor to ask for those after them with (None at the end)."""

    conversations: Sequence[Conversation]
    next: str | None


_sorted_by = (Conversation.is_pinned, Conversation.updated_at, Conversation.id)
_FIRST = (
    select(Conversation)
    .where(
        Conversation.owner_id == bindparam("owner"),
        Conversation.shelf == bindparam("on"),
        Conversation.deleted_at.is_(None),
    )
    .order_by(*(column.desc() for column in _sorted_by))
    .limit(bindparam("count"))
)
_FURTHER = _FIRST.where(
    tuple_(*_sorted_by)
    < tuple_(
        bindparam("pinned", type_=Conversation.is_pinned.type),
        bindparam("updated", type_=UtcDateTime()),
        bindparam("last", type_=Conversation.id.type),
    )
)


def page(session: Session, owner_id: str, shelf: Shelf, *, after: str | None = None, limit: int = 30) -> Page:
    """At most `limit` conversations after the cursor. Raises NotFound for a cursor that is none of ours."""
    wanted: dict[str, Any] = {"owner": owner_id, "on": shelf, "count": limit + 1}
    query = _FIRST if after is None else _FURTHER
    found = session.scalars(query, wanted | ({} if after is None else _place(after))).all()
    listed = found[:limit]
    return Page(listed, _cursor(listed[-1]) if len(found) > limit else None)


def _cursor(conversation: Conversation) -> str:
    since = (conversation.updated_at - _EPOCH) // timedelta(microseconds=1)
    packed = _PLACE.pack(conversation.is_pinned, since, conversation.id.bytes)
    return base64.urlsafe_b64encode(packed).rstrip(b"=").decode()


def _place(cursor: str) -> dict[str, Any]:
    try:
        packed = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        is_pinned, since, last = _PLACE.unpack(packed)
        updated = _EPOCH + timedelta(microseconds=since)
    except (binascii.Error, ValueError, struct.error, OverflowError) as problem:
        raise NotFound(N_("The list does not go on from there. Reload the page.")) from problem
    return {"pinned": is_pinned, "updated": updated, "last": UUID(bytes=last)}
