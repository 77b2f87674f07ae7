"""Which part of a conversation is shown: its newest messages, those around one, or those on one side of one.

No query here reads what is not shown, however long the conversation is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self
from uuid import UUID

from webchat import unknown
from webchat.errors import NotFound
from webchat.store import Conversation, Message, Session, conversations, lines, messages, versions
from webchat.store.database import Database
from webchat.store.lines import Part
from webchat.store.versions import Versions

AT_ONCE = 40
ABOVE, BELOW = 10, 30  # what is shown around a message that was asked for


@dataclass(frozen=True, slots=True)
class Place:
    """Where to open a conversation: at a message, before one, or after one; without any of them at its end."""

    at: UUID | None = None
    before: UUID | None = None
    after: UUID | None = None

    @classmethod
    def of(cls, address: Mapping[str, str]) -> Self:
        """The place that the query of an address names. Raises NotFound when what it names cannot be a message."""
        try:
            return cls(**{name: UUID(address[name]) for name in ("at", "before", "after") if address.get(name)})
        except ValueError as problem:
            raise NotFound(unknown.MESSAGE) from problem

    @property
    def message_id(self) -> UUID | None:
        """The message that it names; None at the end of the conversation."""
        return self.at or self.before or self.after


NEWEST = Place()


@dataclass(frozen=True, slots=True)
class Opened:
    """A conversation and the part of it that is shown, oldest first.

    `is_other`: the part belongs to another version of the conversation than the one that it shows.
    """

    conversation: Conversation
    part: Part
    versions: Mapping[UUID, Versions]
    is_other: bool = False

    @property
    def messages(self) -> Sequence[Message]:
        return self.part.messages

    @property
    def is_part(self) -> bool:
        """Whether the part ends before the conversation does, or ends elsewhere."""
        return self.is_other or self.part.newer is not None


def open_conversation(database: Database, owner: str | None, conversation_id: UUID, place: Place = NEWEST) -> Opened:
    """The part of a conversation at a place, as a page. Raises NotFound, also for a message of another conversation."""
    opened = _read(database, owner, conversation_id, place, compares=place != NEWEST)
    return replace(opened, part=_with_both_ends(opened.part, place))


def further(database: Database, owner: str | None, conversation_id: UUID, place: Place) -> Opened:
    """The same to be added to a page: it goes on only on its far side. Raises NotFound."""
    return _read(database, owner, conversation_id, place, compares=place.after is not None)


def _read(database: Database, owner: str | None, conversation_id: UUID, place: Place, *, compares: bool) -> Opened:
    with database.reading() as session:
        conversation = owner and conversations.owned_by(session, owner, conversation_id)
        if not conversation:
            raise NotFound(unknown.CONVERSATION)
        part = _part_at(session, conversation, place)
        is_other = compares and _is_other(session, conversation, part)
        return Opened(conversation, part, versions.of(session, part.messages), is_other)


def _part_at(session: Session, conversation: Conversation, place: Place) -> Part:
    if place.message_id is None:
        return lines.newest(session, conversation, AT_ONCE)
    message = messages.owned_by(session, conversation.owner_id, place.message_id)
    if message is None or message.conversation_id != conversation.id:
        raise NotFound(unknown.MESSAGE)
    if place.at:
        return lines.around(session, place.at, ABOVE, BELOW)
    read = lines.before if place.before else lines.after
    return read(session, place.message_id, AT_ONCE)


def _with_both_ends(part: Part, place: Place) -> Part:
    """Before a message there is that message to go on to, and after one the same."""
    if not part.messages or place.at:
        return part
    if place.before:
        return replace(part, newer=part.messages[-1].id)
    return replace(part, older=part.messages[0].id) if place.after else part


def _is_other(session: Session, conversation: Conversation, part: Part) -> bool:
    last = part.messages[-1].id if part.messages else conversation.leaf_id
    return last is not None and last != conversation.leaf_id and not lines.shows(session, conversation, last)
