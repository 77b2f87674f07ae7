"""What can be searched: put in, replaced and taken out with the titles and texts it comes from; `hits` finds it again.

Deleted conversations and messages take their entries along (foreign keys; on SQLite a trigger clears FTS5). What is
only put away stays, unseen. Temporary conversations are never put in. Statements are made once, and know of other
tables only the columns they name: those tables' modules call this one.
"""

from collections.abc import Collection, Sequence
from typing import Protocol
from uuid import UUID

from sqlalchemy import Text, Uuid, bindparam, column, delete, func, insert, select, table, update
from sqlalchemy.orm import Session

from webchat.store.base import table_of
from webchat.store.folding import tokens
from webchat.store.hits import Found, Hit, find
from webchat.store.lexemes import vectors_of
from webchat.store.searchable import Searchable, SearchVolume

__all__ = [
    "Found",
    "Hit",
    "find",
    "forget_owner",
    "put_conversation",
    "put_ended",
    "put_message",
    "put_title",
    "remove_message",
    "set_owner",
]

LONGEST_TEXT = 200_000  # characters; what follows in a text is not searched
VOLUME_SIZE = 1_024  # entries, about
_LOOKED_AT = 32  # how full a volume is, is looked at with each title, and with one message in so many
_AT_ONCE = 100  # texts in memory

_entries, _volumes = table_of(Searchable), table_of(SearchVolume)
_conversations = table("conversations", column("id", Uuid), column("owner_id", Text), column("shelf", Text))
_messages = table(
    "messages",
    *(column("id", Uuid), column("conversation_id", Uuid), column("position")),
    *(column("text", Text), column("status", Text)),
)
_HAS_ENDED = _messages.c.status.not_in(("pending", "streaming"))
_IS_SEARCHED = select(_conversations.c.id).where(
    _conversations.c.id == bindparam("of"), _conversations.c.shelf != "temporary"
)
# Held until the entry is put in: `forget_owner` leaves alone what is held.
_NEWEST_VOLUME = (
    select(_volumes.c.id)
    .where(_volumes.c.owner_id == bindparam("owner"))
    .order_by(_volumes.c.id.desc())
    .limit(1)
    .with_for_update(read=True, key_share=True)
)
_ENDED = (
    select(*_messages.c["id", "conversation_id", "text", "status"], _conversations.c.owner_id)
    .join_from(_messages, _conversations, _conversations.c.id == _messages.c.conversation_id)
    .where(_messages.c.id.in_(bindparam("these", expanding=True)), _HAS_ENDED)
)
_IN_CONVERSATION = (
    select(_messages.c.id, _messages.c.text)
    .where(_messages.c.conversation_id == bindparam("of"), _HAS_ENDED)
    .order_by(_messages.c.position)
)
_PUT = insert(_entries)
_OPEN_VOLUME = insert(_volumes).returning(_volumes.c.id)
_IS_OF = _entries.c.conversation_id == bindparam("of")
_REMOVE_TITLE = delete(_entries).where(_IS_OF, _entries.c.message_id.is_(None))
_REMOVE_MESSAGE = delete(_entries).where(_entries.c.message_id == bindparam("of"))
_REMOVE_CONVERSATION = delete(_entries).where(_IS_OF)
_SOME_ENTRIES = select(_entries.c.id).where(_entries.c.volume_id == bindparam("volume")).limit(VOLUME_SIZE).subquery()
_FILLING = select(func.count()).select_from(_SOME_ENTRIES)


class Titled(Protocol):
    """A conversation, or what of it is known here."""

    id: UUID
    owner_id: str
    title: str | None


class Written(Protocol):
    """A message, or what of it is known here."""

    id: UUID
    conversation_id: UUID
    text: str
    status: str


def put_title(session: Session, conversation: Titled) -> None:
    """Its title, in place of the one that was searched until now; the place for its messages when there is none yet."""
    volume_id = _volume_for(session, conversation.owner_id, conversation.id)
    if volume_id is None:
        return
    volume_id = _with_room(session, conversation.owner_id, volume_id)
    session.execute(_REMOVE_TITLE, {"of": conversation.id})
    _put(session, volume_id, conversation.id, None, conversation.title or "")


def put_message(session: Session, message: Written, owner_id: str) -> None:
    """Its text, in place of the one that was searched until now. A running reply is not searched before its end."""
    if message.status in ("pending", "streaming"):
        return
    volume_id = _volume_for(session, owner_id, message.conversation_id)
    if volume_id is not None:
        if _is_looked_at(message.id):
            volume_id = _with_room(session, owner_id, volume_id)
        remove_message(session, message.id)
        _put(session, volume_id, message.conversation_id, message.id, message.text)


def put_ended(session: Session, message_ids: Collection[UUID]) -> None:
    """The texts of replies that have just ended, in whatever way, as they are stored."""
    if not message_ids:
        return
    for row in session.execute(_ENDED, {"these": list(message_ids)}).all():
        put_message(session, row, row.owner_id)


def put_conversation(session: Session, conversation: Titled) -> None:
    """All that is stored of it: for one that was imported, kept after having been temporary, or found unsearched."""
    session.execute(_REMOVE_CONVERSATION, {"of": conversation.id})
    put_title(session, conversation)
    volume_id = _volume_for(session, conversation.owner_id, conversation.id)
    if volume_id is None:
        return
    rows = session.execute(_IN_CONVERSATION, {"of": conversation.id}, execution_options={"yield_per": _AT_ONCE})
    for message_id, text in rows:
        if _is_looked_at(message_id):
            volume_id = _with_room(session, conversation.owner_id, volume_id)
        _put(session, volume_id, conversation.id, message_id, text)


def remove_message(session: Session, message_id: UUID) -> None:
    """Its text is not found any more. Not needed where the message itself is deleted."""
    session.execute(_REMOVE_MESSAGE, {"of": message_id})


def set_owner(session: Session, conversation_ids: Sequence[UUID], owner_id: str) -> None:
    """Whoever has these conversations now finds them, with nothing put in anew.

    Whole volumes go over, with all that the earlier owner has in them: call it for everything that somebody has.
    """
    theirs = select(_entries.c.volume_id).where(_entries.c.conversation_id.in_(conversation_ids))
    session.execute(update(_volumes).where(_volumes.c.id.in_(theirs)).values(owner_id=owner_id))


def forget_owner(session: Session, owner_id: str) -> None:
    """Remove the empty volumes of an owner whose conversations are all deleted; those with entries stay."""
    theirs = select(_volumes.c.id).where(_volumes.c.owner_id == owner_id).with_for_update(skip_locked=True)
    free = session.scalars(theirs).all()  # first: what is put in from now on opens a new volume
    is_empty = ~select(_entries.c.id).where(_entries.c.volume_id == _volumes.c.id).exists()
    session.execute(delete(_volumes).where(_volumes.c.id.in_(free), is_empty))


def _volume_for(session: Session, owner_id: str, conversation_id: UUID) -> int | None:
    """Where the conversation's next entry goes; None when nothing of it is to be found."""
    if session.scalar(_IS_SEARCHED, {"of": conversation_id}) is None:
        return None
    volume_id = session.scalar(_NEWEST_VOLUME, {"owner": owner_id})
    return _open_volume(session, owner_id) if volume_id is None else int(volume_id)


def _is_looked_at(message_id: UUID) -> bool:
    """Whether this is the one message in so many: by chance, which its id has already drawn."""
    return message_id.int % _LOOKED_AT == 0


def _with_room(session: Session, owner_id: str, volume_id: int) -> int:
    """This volume, or the next one when it is full."""
    is_full = session.scalars(_FILLING, {"volume": volume_id}).one() >= VOLUME_SIZE
    return _open_volume(session, owner_id) if is_full else volume_id


def _open_volume(session: Session, owner_id: str) -> int:
    return int(session.scalars(_OPEN_VOLUME, {"owner_id": owner_id}).one())


def _put(session: Session, volume_id: int, conversation_id: UUID, message_id: UUID | None, text: str) -> None:
    words = tokens(text[:LONGEST_TEXT])
    if not words:
        return
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    written = vectors_of(volume_id, words) if is_postgresql else [" ".join(words)]
    place = {"volume_id": volume_id, "conversation_id": conversation_id, "message_id": message_id}
    session.execute(_PUT, [place | {"words": each} for each in written])
