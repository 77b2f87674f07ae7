"""Putting a message and its replies away, and bringing them back for as long as Undo is offered."""

from dataclasses import dataclass, replace
from uuid import UUID

from webchat.errors import NotFound
from webchat.messages.choosing import owned
from webchat.messages.paging import Opened
from webchat.store import Message, Session, conversations, lines, pairs, versions
from webchat.store.database import Database
from webchat.wording import N_

TOO_LATE = N_("This cannot be undone any more: the time for it has passed, or it was undone already.")


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What stands above and below a pair: there a page can go on that began or ended with the pair."""

    above: UUID | None
    below: UUID | None


@dataclass(frozen=True, slots=True)
class Removed:
    """What was put away: the message (even when its reply was pointed at), and all ids, that one first.

    `last`: the last message that is left. `had_versions`: another version may stand in its place now.
    """

    conversation_id: UUID
    message_ids: list[UUID]
    neighbours: Neighbours
    last: Message | None
    had_versions: bool


def put_away(database: Database, owner: str | None, message_id: UUID) -> Removed:
    """Put a message and its replies away; what follows them stays.

    Raises NotFound, and InvalidInput while one of the replies runs.
    """
    with database.writing() as session:
        message, conversation = owned(session, owner, message_id)
        head = pairs.head_of(session, message)
        had_versions = bool(versions.of(session, [head]))
        gone = pairs.put_away(session, conversation, head)
        left = lines.newest(session, conversation, 1).messages
        ids = [head.id, *(each for each in gone if each != head.id)]
        neighbours = _neighbours(session, head.id, head.id)
        return Removed(conversation.id, ids, neighbours, left[-1] if left else None, had_versions)


def recently(database: Database, owner: str | None, message_id: UUID) -> UUID | None:
    """The message of a pair that can still be brought back; None when there is no such."""
    with database.reading() as session:
        message = owner and pairs.put_away_of(session, owner, message_id, within=conversations.UNDO_OFFERED)
        return message.id if message else None


def bring_back(database: Database, owner: str | None, message_id: UUID) -> tuple[Opened, Neighbours, Message]:
    """Bring a pair back: it as it is shown again, and the last message of its conversation. Raises NotFound."""
    with database.writing() as session:
        message = owner and pairs.bring_back(session, owner, message_id, within=conversations.UNDO)
        conversation = owner and message and conversations.owned_by(session, owner, message.conversation_id)
        if not message or not conversation:
            raise NotFound(TOO_LATE)
    with database.reading() as session:
        below = lines.after(session, message.id, 1)
        pair = [message, *(each for each in below.messages if each.role == "assistant")]
        last = lines.newest(session, conversation, 1).messages[-1]
        part = replace(below, messages=pair, newer=None)
        opened = Opened(conversation, part, versions.of(session, pair))
        return opened, _neighbours(session, message.id, pair[-1].id), last


def _neighbours(session: Session, first_id: UUID, last_id: UUID) -> Neighbours:
    above, below = lines.before(session, first_id, 1).messages, lines.after(session, last_id, 1).messages
    return Neighbours(above[0].id if above else None, below[0].id if below else None)
