"""How a conversation stands after a reply of it has ended: what was sent next, and what still waits."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from webchat import unknown
from webchat.config import Settings
from webchat.errors import NotFound
from webchat.messages.paging import AT_ONCE
from webchat.store import Conversation, Message, Session, conversations, lines, messages, versions
from webchat.store.database import Database
from webchat.store.versions import Versions
from webchat.waiting import queue
from webchat.waiting.queue import WaitingView


@dataclass(frozen=True, slots=True)
class Outcome:
    """A reply and what follows it on its own line, oldest first."""

    conversation: Conversation
    reply: Message
    following: Sequence[Message]
    versions: Mapping[uuid.UUID, Versions]
    waiting: WaitingView | None

    @property
    def is_last(self) -> bool:
        """Whether the conversation ends with the reply."""
        return self.conversation.leaf_id == self.reply.id


def outcome_of(database: Database, settings: Settings, owner: str | None, reply_id: uuid.UUID) -> Outcome:
    """How the conversation of this owner's reply stands. Raises NotFound."""
    with database.reading() as session:
        reply = messages.owned_by(session, owner, reply_id) if owner else None
        conversation = reply and conversations.owned_by(session, owner or "", reply.conversation_id)
        if not reply or not conversation or reply.role != "assistant":
            raise NotFound(unknown.REPLY)
        following = _following(session, conversation, reply)
        known = versions.of(session, [reply, *following])
        waits = queue.look(session, conversation.owner_id, conversation.id, settings)
        return Outcome(conversation, reply, following, known, waits)


def _following(session: Session, conversation: Conversation, reply: Message) -> Sequence[Message]:
    if conversation.leaf_id == reply.id:
        return []
    return lines.after(session, reply.id, AT_ONCE).messages
