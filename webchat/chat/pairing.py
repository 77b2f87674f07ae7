"""A message with its reply, stored together: the reply is claimed for `holder`, who accepted it and writes it."""

import uuid
from dataclasses import dataclass

from webchat.chat import submission
from webchat.chat.lease import LEASE
from webchat.chat.opening import renew
from webchat.chat.room import check_room
from webchat.chat.sent import Sent
from webchat.config import Settings
from webchat.errors import NotFound
from webchat.models.switchboard import Switchboard
from webchat.parameters.answering import Answering, Overrides
from webchat.parameters.changing import answering_in
from webchat.store import Session, conversations, messages, replies, running
from webchat.store.conversations import Conversation
from webchat.store.messages import Message
from webchat.usage import budget
from webchat.wording import N_

NOWHERE_TO_SEND = N_(
    "This conversation does not exist, or it belongs to another browser session. Your text is kept: start a new "
    "conversation to send it."
)


@dataclass(frozen=True, slots=True)
class Pairing:
    """Stores pairs in conversations that are held, in their transaction, within the bounds of `settings`.

    Each reply is stored with what it is asked with, as its conversation says at that moment.
    """

    settings: Settings
    holder: str
    switchboard: Switchboard

    def store(
        self,
        session: Session,
        conversation: Conversation,
        text: str,
        *,
        parent_id: uuid.UUID | None,
        key: str,
        overrides: Overrides | None = None,
    ) -> Sent:
        """Store a message below `parent_id` and its reply, and remember the submission; both are then shown.

        `overrides`: what counts for this reply instead of what the conversation sets for itself.
        """
        message = messages.new(conversation, role="user", text=text, parent_id=parent_id)
        reply = self.claimed_reply(session, conversation, message, overrides=overrides)
        messages.append_all(session, conversation, [message, reply])
        renew(session, conversation)
        sent = Sent(conversation, message, reply)
        submission.remember(session, key, sent)
        return sent

    def claimed_reply(
        self,
        session: Session,
        conversation: Conversation,
        message: Message,
        *,
        model: str | None = None,
        overrides: Overrides | None = None,
    ) -> Message:
        """An empty reply to `message`, claimed; it has no place yet. `model` answers instead of the conversation's."""
        reply = messages.new(conversation, role="assistant", text="", parent_id=message.id)
        for name, value in replies.held_by(session, self.holder, LEASE).items():
            setattr(reply, name, value)
        reply.asked_with = self.answering(conversation, model=model, overrides=overrides).record()
        return reply

    def answering(
        self, conversation: Conversation, *, model: str | None = None, overrides: Overrides | None = None
    ) -> Answering:
        """What answers now in a conversation that is held."""
        return answering_in(self.switchboard, conversation, model=model, overrides=overrides)

    def check_room(self, session: Session, conversation: Conversation) -> None:
        """Raises ReplyRunning, Busy or BudgetUsedUp when no reply can be begun in this conversation now."""
        check_room(running.now(session, conversation.owner_id, conversation.id), self.settings)
        budget.check(session, conversation.owner_id, self.settings)


def held(
    session: Session, owner: str, conversation_id: uuid.UUID | None, *, words: str = NOWHERE_TO_SEND
) -> Conversation:
    """The conversation, held until the end of the transaction: what is read about it from now on stays true.

    Raises NotFound with these words.
    """
    found = conversation_id and conversations.owned_by(session, owner, conversation_id, for_change=True)
    if not found:
        raise NotFound(words)
    return found


def held_with(session: Session, owner: str, message_id: uuid.UUID) -> tuple[Conversation, Message] | None:
    """A message with its conversation, held before the message is read; None when there is none."""
    conversation_id = messages.conversation_of(session, owner, message_id)
    if conversation_id is None:
        return None
    conversation = held(session, owner, conversation_id)
    message = messages.owned_by(session, owner, message_id)
    return (conversation, message) if message else None
