"""Asks for a reply again: another version of it, or, when it ended early, the rest of it."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from webchat import unknown
from webchat.chat import submission
from webchat.chat.lease import LEASE
from webchat.chat.opening import renew
from webchat.chat.pairing import Pairing, held_with
from webchat.chat.sent import Sent
from webchat.errors import InvalidInput, NotFound
from webchat.parameters.recorded import key_in
from webchat.store import Session, messages, replies
from webchat.store.conversations import Conversation
from webchat.store.database import Database
from webchat.store.messages import Message
from webchat.wording import N_

Writes = Callable[[Session, Conversation, Message, Message], Message]


@dataclass(frozen=True, slots=True)
class Again:
    """Stores or reopens replies; it raises what `Sending` does."""

    database: Database
    pairing: Pairing

    def retry(self, owner: str, *, reply_id: uuid.UUID, submission_id: str, model: str | None = None) -> Sent:
        """Store a sibling of a reply that has ended; the conversation then shows the sibling.

        `model`, a key that was accepted, writes this one; the conversation keeps its own.
        """
        key = submission.key_of(submission_id, "retry", str(reply_id), *((model,) if model else ()))
        return self._again(key, partial(self._sibling, model=model), owner, reply_id)

    def go_on(self, owner: str, *, reply_id: uuid.UUID, submission_id: str) -> Sent:
        """Open a reply again that ended early, to be continued.

        Raises InvalidInput when it did not, or when the conversation has gone on since.
        """
        key = submission.key_of(submission_id, "continue", str(reply_id))
        return self._again(key, self._reopened, owner, reply_id)

    def _again(self, key: str, written_by: Writes, owner: str, reply_id: uuid.UUID) -> Sent:
        with self.database.writing() as session:
            conversation, message, reply = _answered(session, owner, reply_id)
            found = submission.found(session, owner, key)
            if found:
                return found
            self.pairing.check_room(session, conversation)
            sent = Sent(conversation, message, written_by(session, conversation, message, reply))
            submission.remember(session, key, sent)
            return sent

    def _sibling(
        self, session: Session, conversation: Conversation, message: Message, reply: Message, *, model: str | None
    ) -> Message:
        sibling = self.pairing.claimed_reply(session, conversation, message, model=model)
        messages.append_all(session, conversation, [sibling])
        renew(session, conversation)
        return sibling

    def _reopened(self, session: Session, conversation: Conversation, message: Message, reply: Message) -> Message:
        if conversation.leaf_id != reply.id:
            raise InvalidInput(N_("This conversation has gone on since: only its last reply can be continued."))
        model = key_in(reply.asked_with) if reply.asked_with else None  # who began it goes on, while it is offered
        asked_with = self.pairing.answering(conversation, model=model).record()
        if not reply.text or not replies.reopen(session, reply.id, self.pairing.holder, LEASE, asked_with=asked_with):
            raise InvalidInput(N_("This reply has nothing that could be continued."))
        return reply


def _answered(session: Session, owner: str, reply_id: uuid.UUID) -> tuple[Conversation, Message, Message]:
    """The conversation, held until the end of the transaction, with this reply and the message that it answers."""
    found = held_with(session, owner, reply_id)
    if found is None:
        raise NotFound(unknown.REPLY)
    conversation, reply = found
    message = reply.parent_id and messages.owned_by(session, owner, reply.parent_id)
    if not message:
        raise NotFound(unknown.REPLY)
    return conversation, message, reply
