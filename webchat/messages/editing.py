"""A message that is being edited: what its form shows, and a reply whose text is changed in its place.

A person's own message is never changed: what is sent from its form becomes another version of it, answered anew.
"""

import uuid
from dataclasses import dataclass

from webchat import unknown
from webchat.errors import InvalidInput, NotFound, ReplyRunning
from webchat.messages.choosing import owned
from webchat.store import Message, messages, replies
from webchat.store.database import Database
from webchat.wording import N_

LONGEST_REPLY = 200_000  # characters
STILL_WRITTEN = N_("This reply is still being written. Stop it, or wait for its end, to edit it.")


@dataclass(frozen=True, slots=True)
class Editing:
    """The form in which a message is edited; `error` are words for the person."""

    message_id: str
    conversation_id: str
    role: str
    text: str
    submission_id: str
    error: str | None = None

    @property
    def sends(self) -> bool:
        """Whether what is written will be sent, and not only saved."""
        return self.role == "user"


def editing_of(message: Message, *, text: str | None = None, error: str | None = None) -> Editing:
    """The form for a message, with `text` in it instead of the stored one."""
    shown = message.text if text is None else text
    return Editing(str(message.id), str(message.conversation_id), message.role, shown, uuid.uuid4().hex, error)


def begin(database: Database, owner: str | None, message_id: uuid.UUID) -> Editing:
    """The form for a message as it is stored. Raises NotFound, and ReplyRunning for a reply that is still written."""
    message = find(database, owner, message_id)
    if message.is_running:
        raise ReplyRunning(STILL_WRITTEN)
    return editing_of(message)


def find(database: Database, owner: str | None, message_id: uuid.UUID) -> Message:
    """A message of this owner. Raises NotFound."""
    with database.reading() as session:
        message = owner and messages.owned_by(session, owner, message_id)
    if not message:
        raise NotFound(unknown.MESSAGE)
    return message


def change_reply(database: Database, owner: str | None, reply_id: uuid.UUID, text: str) -> Message:
    """Change the text of a reply, already cleaned. Raises NotFound, ReplyRunning, and InvalidInput when too long."""
    if len(text) > LONGEST_REPLY:
        raise InvalidInput(
            N_(
                "This text has %(count)s characters; a reply has at most %(most)s. "
                "Your text is kept: please shorten it."
            ),
            count=len(text),
            most=LONGEST_REPLY,
        )
    with database.writing() as session:
        reply, _ = owned(session, owner, reply_id)
        if not replies.edit(session, reply, text):
            raise ReplyRunning(STILL_WRITTEN)
        return reply
