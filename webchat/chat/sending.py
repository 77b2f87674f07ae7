"""Sends a message: stores it with an empty, claimed reply, in one transaction; once, however often it is submitted.

While another reply runs in its conversation, the message waits.
"""

import uuid
from dataclasses import dataclass
from typing import NotRequired, TypedDict

from webchat import unknown
from webchat.chat import submission
from webchat.chat.opening import begin
from webchat.chat.pairing import Pairing, held, held_with
from webchat.chat.placing import end_for
from webchat.chat.room import check_room
from webchat.chat.sent import Sent, Waits
from webchat.errors import NotFound
from webchat.parameters.answering import Overrides
from webchat.parameters.resolving import NOTHING_OWN
from webchat.store import Session, running, waiting
from webchat.store.conversations import Conversation
from webchat.store.database import Database
from webchat.usage import budget
from webchat.waiting import queue
from webchat.waiting.queue import Stuck


def parse_id(text: str) -> uuid.UUID | None:
    """The id that a form carries; None when it is none."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


class MessageForm(TypedDict):
    """What is sent with a message: see `Sending.send`."""

    conversation_id: str
    text: str
    submission_id: str
    parent_id: NotRequired[str]
    is_temporary: NotRequired[bool]
    assistant: NotRequired[str | None]
    overrides: NotRequired[Overrides | None]


@dataclass(frozen=True, slots=True)
class Sending:
    """Stores messages with their replies.

    Every method raises NotFound, ReplyRunning, MessageWaits, Busy, BudgetUsedUp, UnknownField or StorageUnavailable;
    then nothing was stored.
    AlreadySubmitted too, when the same was stored at the same moment: called again, it finds that.
    """

    database: Database
    pairing: Pairing

    def send(
        self,
        owner: str,
        *,
        conversation_id: str,
        text: str,
        submission_id: str,
        parent_id: str = "",
        is_temporary: bool = False,
        assistant: str | None = None,
        overrides: Overrides | None = None,
    ) -> Sent | Waits:
        """Store a message, already accepted, and its reply; while another reply runs there, let it wait.

        An empty `conversation_id` opens a new conversation of this assistant, which sets `overrides` for itself; in
        another one they count for this message alone, if it need not wait, instead of the conversation's own.
        `parent_id`: the last message that the sender sees.
        """
        key = submission.key_of(submission_id, "send", conversation_id, text)
        with self.database.writing() as session:
            conversation = held(session, owner, parse_id(conversation_id)) if conversation_id else None
            found = submission.found(session, owner, key)
            if found:
                return found
            if conversation:
                return self._append(session, conversation, text, parse_id(parent_id), key, overrides)
            own = overrides or NOTHING_OWN
            conversation = begin(session, owner, text, is_temporary=is_temporary, assistant=assistant, overrides=own)
            self.pairing.check_room(session, conversation)
            return self.pairing.store(session, conversation, text, parent_id=None, key=key)

    def _append(
        self,
        session: Session,
        conversation: Conversation,
        text: str,
        parent_id: uuid.UUID | None,
        key: str,
        overrides: Overrides | None,
    ) -> Sent | Waits:
        earlier = waiting.of_conversation(session, conversation.id)
        now = running.now(session, conversation.owner_id, conversation.id)
        if earlier:
            stuck = None if now.here else self._why_stuck(session, conversation)
            return Waits(conversation, queue.same(earlier, key), stuck)
        budget.check(session, conversation.owner_id, self.pairing.settings)
        if now.here:
            waits = queue.put(session, conversation, text=text, submission_id=key, parent_id=parent_id)
            return Waits(conversation, waits)
        check_room(now, self.pairing.settings)
        end = end_for(session, conversation, parent_id)
        return self.pairing.store(session, conversation, text, parent_id=end, key=key, overrides=overrides)

    def _why_stuck(self, session: Session, conversation: Conversation) -> Stuck:
        return queue.why_stuck(session, conversation.owner_id, conversation.id, self.pairing.settings)

    def edit(self, owner: str, *, message_id: uuid.UUID, text: str, submission_id: str) -> Sent:
        """Store another version of a person's message, already accepted, with its reply; both are then shown."""
        key = submission.key_of(submission_id, "edit", str(message_id), text)
        with self.database.writing() as session:
            theirs = held_with(session, owner, message_id)
            if theirs is None or theirs[1].role != "user":
                raise NotFound(unknown.MESSAGE)
            found = submission.found(session, owner, key)
            if found:
                return found
            conversation, message = theirs
            self.pairing.check_room(session, conversation)
            return self.pairing.store(session, conversation, text, parent_id=message.parent_id, key=key)
