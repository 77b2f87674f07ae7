"""Which version of a message is shown: the conversation's line then goes through it, and ends below it."""

from dataclasses import replace
from uuid import UUID

from webchat import unknown
from webchat.errors import NotFound
from webchat.messages.paging import BELOW, Opened
from webchat.store import Conversation, Message, Session, conversations, lines, messages, versions
from webchat.store.database import Database


def show(database: Database, owner: str | None, message_id: UUID) -> Opened:
    """Show the line through a message; what is shown from that message on. Raises NotFound.

    A reply that runs in the line that was shown goes on, and stands there when one comes back to it.
    """
    with database.writing() as session:
        message, conversation = owned(session, owner, message_id)
        versions.show(session, conversation, message.id)
    with database.reading() as session:
        below = lines.after(session, message.id, BELOW)
        part = replace(below, messages=[message, *below.messages])
        return Opened(conversation, part, versions.of(session, part.messages))


def owned(session: Session, owner: str | None, message_id: UUID) -> tuple[Message, Conversation]:
    """A message of this owner with its conversation, which is held until the transaction ends. Raises NotFound."""
    message = owner and messages.owned_by(session, owner, message_id)
    if not owner or not message:
        raise NotFound(unknown.MESSAGE)
    conversation = conversations.owned_by(session, owner, message.conversation_id, for_change=True)
    if not conversation:
        raise NotFound(unknown.MESSAGE)
    return message, conversation
