"""Two conversations side by side, read again from the store: they belong together when both were begun with the same
words.

So nothing has to be kept of a comparison but the conversations themselves. What somebody makes of one of them later, by
editing its first message, say, is another version there: the comparison goes on showing the first one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from webchat.comparing.draft import SIDES
from webchat.errors import NotFound
from webchat.parameters.answering import Overrides
from webchat.parameters.panel import texts_of
from webchat.store import Conversation, Message, Session, conversations, lines, versions
from webchat.store.database import Database
from webchat.store.versions import Versions
from webchat.wording import N_

UNKNOWN = N_(
    "This comparison does not exist, or it belongs to another browser session. One that was not kept is deleted some "
    "minutes after its page is closed."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two: `message` and `reply` begin the conversation. `versions`: which of how many the reply is."""

    name: str
    conversation: Conversation
    message: Message
    reply: Message
    versions: Versions | None

    @property
    def own(self) -> Mapping[str, str]:
        """What the conversation sets for itself, as its form's fields say it."""
        return texts_of(Overrides.of(self.conversation.overrides))

    @property
    def is_kept(self) -> bool:
        """Whether it stays."""
        return self.conversation.shelf != "temporary"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both sides."""

    a: Side
    b: Side

    def __iter__(self) -> Iterator[Side]:
        return iter((self.a, self.b))

    def side(self, name: str) -> Side:
        """The one of that letter. Raises NotFound."""
        if name not in SIDES:
            raise NotFound(UNKNOWN)
        return self.a if name == "a" else self.b

    @property
    def address(self) -> str:
        """Where its page is."""
        return f"/compare/{self.a.conversation.id}/{self.b.conversation.id}"

    @property
    def form_address(self) -> str:
        """Where its form is, with all of it."""
        return f"/compare?a={self.a.conversation.id}&b={self.b.conversation.id}"

    @property
    def is_running(self) -> bool:
        """Whether one of them is being written."""
        return any(side.reply.is_running for side in self)

    @property
    def is_kept(self) -> bool:
        """Whether both stay."""
        return all(side.is_kept for side in self)

    @property
    def stays_until(self) -> datetime | None:
        """When the first of what is not kept goes; None when both stay."""
        return min((side.conversation.expires_at for side in self if side.conversation.expires_at), default=None)


def open_comparison(database: Database, owner: str | None, first_id: UUID, second_id: UUID) -> Comparison:
    """The comparison of these conversations. Raises NotFound, also where they do not belong together."""
    if owner is None or first_id == second_id:
        raise NotFound(UNKNOWN)
    with database.reading() as session:
        first, second = (
            _side(session, owner, name, known_id) for name, known_id in zip(SIDES, (first_id, second_id), strict=True)
        )
    if first.message.text != second.message.text:
        raise NotFound(UNKNOWN)
    return Comparison(first, second)


def _side(session: Session, owner: str, name: str, conversation_id: UUID) -> Side:
    conversation = conversations.owned_by(session, owner, conversation_id)
    message = versions.first_of(session, conversation) if conversation else None
    reply = next(iter(lines.after(session, message.id, 1).messages), None) if message else None
    if conversation is None or message is None or reply is None:
        raise NotFound(UNKNOWN)
    if (message.role, reply.role) != ("user", "assistant"):
        raise NotFound(UNKNOWN)
    known = versions.of(session, [reply])
    return Side(name=name, conversation=conversation, message=message, reply=reply, versions=known.get(reply.id))
