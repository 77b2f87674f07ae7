"""Bringing documents into the database: new conversations whole, known ones with what they have not got yet.

The same document twice adds nothing. What was done here meanwhile stays: titles by a person, other lines, edited texts,
the shelf. Long documents are written in many short transactions; one that breaks off is completed by the next try.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from typing import cast
from uuid import UUID, uuid5

from sqlalchemy import bindparam, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from webchat.errors import WebchatError
from webchat.store import conversations, search
from webchat.store.base import table_of
from webchat.store.conversations import Conversation, TitleBy
from webchat.store.database import Database
from webchat.store.documents import Document, DocumentMessage
from webchat.store.grafting import Graft, Known
from webchat.store.messages import Message
from webchat.wording import N_

BATCH = 100  # messages
BATCH_CHARACTERS = 250_000
IDS_AT_ONCE = 500
_SPACE = UUID("6f0c5a52-2f0e-5f3a-9d0a-6a1f1f0e7c11")  # any, for ever the same: ids derive from it
_messages, _conversations = table_of(Message), table_of(Conversation)
_FIELDS = tuple(field.name for field in fields(DocumentMessage))
_IDLE = {"deleted_at": None, "lease_holder": None, "lease_until": None, "stop_requested": False}
_INSERT = insert(_messages)
_INSERT_CONVERSATION = insert(_conversations)
_TAKE_PLACES = (
    update(_conversations)
    .where(_conversations.c.id == bindparam("conversation"))
    .values(next_position=_conversations.c.next_position + bindparam("count"))
    .returning(_conversations.c.next_position)
)
_SAME = select(
    _conversations.c.id, _conversations.c.owner_id, _conversations.c.deleted_at, _conversations.c.leaf_id
).where(or_(_conversations.c.id == bindparam("derived"), _conversations.c.id == bindparam("own")))
_BRING_BACK = (
    update(_conversations)
    .where(_conversations.c.id == bindparam("conversation"), _conversations.c.owner_id == bindparam("owner"))
    .where(_conversations.c.deleted_at.is_not(None))
    .values(deleted_at=None)
)
_CHOOSE = update(_messages).where(_messages.c.id == bindparam("parent")).values(chosen_child_id=bindparam("child"))
_KNOWN = select(*(_messages.c[name] for name in Known._fields)).where(
    _messages.c.conversation_id == bindparam("conversation")
)


class GoneMeanwhile(WebchatError):
    """The conversation was changed or deleted by somebody else while it was brought in."""

    status = 409


@dataclass(frozen=True, slots=True)
class Brought:
    """What bringing one document did. `added` counts messages."""

    conversation_id: UUID
    is_new: bool
    added: int


def derived_id(owner_id: str, source_id: str) -> UUID:
    """The id, always the same, of something that has an id elsewhere, for one owner (RFC 9562 §5.5)."""
    return uuid5(_SPACE, f"{owner_id}\n{source_id}")


def bring(
    database: Database,
    owner_id: str,
    document: Document,
    messages: Sequence[DocumentMessage],
    *,
    between: Callable[[], None] = lambda: None,
    hold: Callable[[Session], None] = lambda _: None,
) -> Brought:
    """Store what of the document is not here yet; every parent stands before its children in `messages`.

    `between` is called between two transactions, `hold` at the beginning of each; both may raise to end it there.
    Raises StorageUnavailable, and GoneMeanwhile when somebody else changes the same conversation again and again.
    """
    for attempt in (1, 2, 3):
        try:
            return _Bringing(database, owner_id, document, hold).bring(messages, between)
        except (IntegrityError, GoneMeanwhile) as problem:
            if attempt == 3:
                raise GoneMeanwhile(N_("This conversation was changed by somebody else at the same time.")) from problem
            between()
    raise AssertionError("unreachable")


def known_of(session: Session, owner_id: str, document_ids: Sequence[UUID]) -> int:
    """How many of these documents this owner has here already; of one id at most one is counted."""
    asked = {each: derived_id(owner_id, str(each)) for each in document_ids}
    theirs = select(_conversations.c.id).where(
        _conversations.c.owner_id == owner_id,
        _conversations.c.deleted_at.is_(None),
        _conversations.c.id.in_([*asked, *asked.values()]),
    )
    here = set(session.scalars(theirs))
    return sum(1 for each, derived in asked.items() if each in here or derived in here)


@dataclass(slots=True)
class _Added:
    """What search wants to know of a message."""

    id: UUID
    conversation_id: UUID
    text: str
    status: str


class _Bringing:
    """One document on its way into the database."""

    def __init__(self, database: Database, owner_id: str, document: Document, hold: Callable[[Session], None]) -> None:
        self._database, self._owner_id, self._document, self._hold = database, owner_id, document, hold

    def bring(self, messages: Sequence[DocumentMessage], between: Callable[[], None]) -> Brought:
        with self._database.reading() as session:
            self._id, is_new, is_complete = self._own_id(session)
            known = [] if is_new else [Known(*row) for row in session.execute(_KNOWN, {"conversation": self._id})]
            graft = Graft(known, self._own_ids(session, messages, {each.id for each in known}))
        fresh = graft.add_all(messages)
        if is_complete and not fresh:
            return Brought(self._id, is_new=False, added=0)
        batches = list(_batches(fresh)) or [[]]
        is_whole = is_new and len(batches) == 1
        for number, batch in enumerate(batches):
            if number:
                between()
            with self._database.writing() as session:
                self._hold(session)
                conversation = self._begun(session, is_new=is_new and not number)
                added = self._append(session, batch, graft)
                self._index(session, conversation, added, is_first=is_new and not number, is_whole=is_whole)
                if number == len(batches) - 1:
                    self._finish(session, conversation, graft)
        return Brought(self._id, is_new, len(fresh))

    def _own_id(self, session: Session) -> tuple[UUID, bool, bool]:
        """Its own id when that is free or this owner's already, else one derived from it; whether it is new; and
        whether all that was ever brought of it is shown."""
        derived = derived_id(self._owner_id, str(self._document.id))
        ids = {"derived": derived, "own": self._document.id}
        found = {row.id: row for row in session.execute(_SAME, ids)}
        for each in (derived, self._document.id):
            if each in found and found[each].owner_id == self._owner_id:
                return each, False, found[each].deleted_at is None and found[each].leaf_id is not None
        return (derived if found else self._document.id), True, False

    def _own_ids(self, session: Session, messages: Sequence[DocumentMessage], known: set[UUID]) -> dict[UUID, UUID]:
        """The id here of each message: its own, unless a message of another conversation has that."""
        taken: set[UUID] = set()
        for start in range(0, len(messages), IDS_AT_ONCE):
            part = [message.id for message in messages[start : start + IDS_AT_ONCE]]
            query = select(_messages.c.id).where(_messages.c.id.in_(part), _messages.c.conversation_id != self._id)
            taken |= set(session.scalars(query))
        own = {}
        for message in messages:
            derived = uuid5(self._id, str(message.id))
            own[message.id] = derived if derived in known or message.id in taken else message.id
        return own

    def _begun(self, session: Session, *, is_new: bool) -> Conversation:
        """The conversation: made, or as it stands now, held until the transaction ends; one put away is back."""
        if is_new:
            values = asdict(self._document) | {"id": self._id, "owner_id": self._owner_id, "leaf_id": None}
            values |= {"deleted_at": None, "expires_at": None, "next_position": 0}
            session.execute(_INSERT_CONVERSATION, values)
            return Conversation(**values)
        session.execute(_BRING_BACK, {"conversation": self._id, "owner": self._owner_id})
        found = conversations.owned_by(session, self._owner_id, self._id, for_change=True)
        if found is None:
            raise GoneMeanwhile(N_("This conversation was deleted meanwhile."))
        return found

    def _append(self, session: Session, batch: Sequence[DocumentMessage], graft: Graft) -> "list[_Added]":
        if not batch:
            return []
        taken = {"conversation": self._id, "count": len(batch)}
        place = int(session.execute(_TAKE_PLACES, taken).scalar_one()) - len(batch)
        rows = []
        for position, message in enumerate(batch, start=place):
            graft.place(message.id, position)
            here = {"conversation_id": self._id, "position": position, "depth": graft.depth(message.id)}
            rows.append({name: getattr(message, name) for name in _FIELDS} | here | _IDLE)
        session.execute(_INSERT, rows)
        return [_Added(message.id, self._id, message.text, message.status) for message in batch]

    def _index(
        self,
        session: Session,
        conversation: Conversation,
        added: "list[_Added]",
        *,
        is_first: bool,
        is_whole: bool,
    ) -> None:
        """Let search find it: all at once where all is here, which takes a third of the time."""
        if is_whole:
            search.put_conversation(session, conversation)
            return
        if is_first:
            search.put_title(session, conversation)
        for each in added:
            search.put_message(session, each, self._owner_id)

    def _finish(self, session: Session, conversation: Conversation, graft: Graft) -> None:
        """Show the right line: the document's where it goes on from the one shown here, else the one shown here."""
        if not graft.has_grown and conversation.leaf_id is not None:
            return
        leaf_id = graft.leaf(conversation.leaf_id, self._document.leaf_id)
        choices = graft.choices(leaf_id)
        if choices:
            changes = [{"parent": parent, "child": child} for parent, child in choices.items()]
            session.connection().execute(_CHOOSE, changes)
        conversations.show_leaf(session, conversation, leaf_id)
        newest = max(conversation.updated_at, self._document.updated_at)
        session.execute(update(_conversations).where(_conversations.c.id == self._id).values(updated_at=newest))
        self._rename(session, conversation)

    def _rename(self, session: Session, conversation: Conversation) -> None:
        """A title that a person gave here stays, whoever gave the one in the document."""
        title, by = self._document.title, self._document.title_by
        if title and title != conversation.title and conversation.title_by != "person":
            if conversations.rename(session, conversation, title, by=cast(TitleBy, by)):
                search.put_title(session, conversation)


def _batches(messages: Sequence[DocumentMessage]) -> Iterator[list[DocumentMessage]]:
    """Parts that one transaction can store within some milliseconds."""
    batch: list[DocumentMessage] = []
    characters = 0
    for message in messages:
        batch.append(message)
        characters += len(message.text) + len(message.reasoning)
        if len(batch) >= BATCH or characters >= BATCH_CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch
