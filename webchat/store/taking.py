"""Taking conversations out of the database, a piece at a time, so that nobody waits for a long one.

What is taken is what stood below one place when it began: messages that are appended meanwhile are left aside, so that
the pieces fit together. Messages that were put away are passed over; their children follow what stood above them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, or_, select
from sqlalchemy.orm import Session

from webchat.store.base import table_of
from webchat.store.columns import UtcDateTime, now
from webchat.store.conversations import Conversation
from webchat.store.database import Database
from webchat.store.documents import Document, DocumentMessage
from webchat.store.messages import Message

WHOLE = 40  # messages: as many are read at once and kept; a longer conversation is read again for each use
PLACES = 2_000
CHARACTERS = 200_000  # of text that one read should bring
LONGEST_READ = 200

_conversations, _messages = table_of(Conversation), table_of(Message)
_NAMES = tuple(field.name for field in fields(DocumentMessage))
_HEAD = tuple(field.name for field in fields(Document))
_IS_THEIRS = (_conversations.c.owner_id == bindparam("owner")) & _conversations.c.deleted_at.is_(None)
_ONE = select(*(_conversations.c[name] for name in _HEAD), _conversations.c.next_position).where(
    _IS_THEIRS,
    _conversations.c.id == bindparam("conversation"),
    or_(_conversations.c.expires_at.is_(None), _conversations.c.expires_at > bindparam("moment", type_=UtcDateTime())),
)
_IDS = (
    select(_conversations.c.id)
    .where(_IS_THEIRS, _conversations.c.shelf != "temporary", _conversations.c.id > bindparam("after"))
    .order_by(_conversations.c.id)
    .limit(200)
)


def _part(*columns: Any) -> Any:
    """Messages of one conversation from one place on, in order."""
    return (
        select(_messages.c.position, _messages.c.deleted_at, *columns)
        .where(
            _messages.c.conversation_id == bindparam("conversation"),
            _messages.c.position >= bindparam("start"),
            _messages.c.position < bindparam("bound"),
        )
        .order_by(_messages.c.position)
        .limit(bindparam("size"))
    )


_PLACES = _part(_messages.c.id, _messages.c.parent_id, _messages.c.chosen_child_id)
_ROWS = _part(*(_messages.c[name] for name in _NAMES))


def take(database: Database, owner_id: str, conversation_id: UUID) -> "Taking | None":
    """Begin to take a conversation of this owner; None when there is none. Raises StorageUnavailable."""
    asked = {"owner": owner_id, "conversation": conversation_id, "moment": now()}
    with database.reading() as session:
        head = session.execute(_ONE, asked).first()
        if head is None:
            return None
        is_short = head.next_position <= WHOLE
        rows = session.execute(_ROWS, asked | {"start": 0, "bound": WHOLE, "size": WHOLE}).all() if is_short else None
    document = Document(**{name: getattr(head, name) for name in _HEAD})
    return Taking(_Reading(database, conversation_id, head.next_position), document, rows)


def ids_of(session: Session, owner_id: str, *, after: UUID | None) -> Sequence[UUID]:
    """The next 200 conversations of this owner, temporary ones left aside; `after` is the last of those before."""
    return session.scalars(_IDS, {"owner": owner_id, "after": after or UUID(int=0)}).all()


class Taking:
    """One conversation that is being taken. `document` is what it is besides its messages."""

    def __init__(self, reading: "_Reading", document: Document, rows: Sequence[Row[Any]] | None) -> None:
        self._reading, self._rows = reading, rows
        self._parents: dict[UUID, UUID | None] = {}
        self._choices: dict[UUID, UUID] = {}
        self._newest_below: dict[UUID, UUID] = {}
        self._put_away: set[UUID] = set()
        for row in reading.places() if rows is None else rows:
            self._place(row)
        self.document = replace(document, leaf_id=self._above(document.leaf_id))

    def messages(self) -> Iterator[DocumentMessage]:
        """All of its messages, the oldest first. Raises StorageUnavailable."""
        for row in self._reading.rows() if self._rows is None else self._rows:
            if row.id not in self._put_away:
                yield self._message(row)

    def shown(self) -> Iterator[DocumentMessage]:
        """The messages of the line that it shows, the oldest first. Raises StorageUnavailable."""
        line: set[UUID] = set()
        message_id = self.document.leaf_id
        while message_id is not None:
            line.add(message_id)
            message_id = self._above(self._parents[message_id])
        return (message for message in self.messages() if message.id in line)

    @property
    def count(self) -> int:
        """How many messages it has."""
        return len(self._parents) - len(self._put_away)

    def _place(self, row: Row[Any]) -> None:
        self._parents[row.id] = row.parent_id
        if row.parent_id in self._put_away:
            self._newest_below[row.parent_id] = row.id
        if row.chosen_child_id:
            self._choices[row.id] = row.chosen_child_id
        if row.deleted_at:
            self._put_away.add(row.id)

    def _above(self, message_id: UUID | None) -> UUID | None:
        """This message, or if it was put away the first one above it that was not."""
        while message_id in self._put_away:
            message_id = self._parents[message_id]
        return message_id if message_id in self._parents else None

    def _choice(self, message_id: UUID) -> UUID | None:
        """The chosen child, or if it was put away the one with which the line goes on below it."""
        chosen = self._choices.get(message_id)
        while chosen is not None and chosen in self._put_away:
            chosen = self._choices.get(chosen) or self._newest_below.get(chosen)
        return chosen if chosen in self._parents else None

    def _message(self, row: Row[Any]) -> DocumentMessage:
        values = dict(zip(_NAMES, row[-len(_NAMES) :], strict=True))
        values |= {"parent_id": self._above(row.parent_id), "chosen_child_id": self._choice(row.id)}
        return DocumentMessage(**values)


class _Reading:
    """Reads what stands below one place of a conversation, each part in a transaction of its own."""

    def __init__(self, database: Database, conversation_id: UUID, bound: int) -> None:
        self._database, self._conversation_id, self._bound = database, conversation_id, bound

    def places(self) -> Iterator[Row[Any]]:
        start = 0
        while part := self._part(_PLACES, start, PLACES):
            yield from part
            start = part[-1].position + 1

    def rows(self) -> Iterator[Row[Any]]:
        """As many at once as their texts allow, judged by those before."""
        start, size = 0, WHOLE
        while part := self._part(_ROWS, start, size):
            yield from part
            start = part[-1].position + 1
            characters = sum(len(row.text) + len(row.reasoning) for row in part) // len(part)
            size = max(1, min(LONGEST_READ, CHARACTERS // (characters + 1)))

    def _part(self, statement: Any, start: int, size: int) -> Sequence[Row[Any]]:
        asked = {"conversation": self._conversation_id, "start": start, "bound": self._bound, "size": size}
        with self._database.reading() as session:
            return session.execute(statement, asked).all()
