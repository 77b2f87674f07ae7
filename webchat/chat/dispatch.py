"""Dispatching a waiting message: when the reply before it has ended, or when its writer says so."""

import contextlib
import uuid
from dataclasses import dataclass

from webchat.chat import submission
from webchat.chat.pairing import Pairing, held
from webchat.chat.placing import end_for
from webchat.chat.sent import Sent
from webchat.errors import NotFound
from webchat.store import Session, waiting
from webchat.store.database import Database
from webchat.store.submissions import AlreadySubmitted
from webchat.store.waiting import HeldForEnd
from webchat.usage import budget
from webchat.usage.budget import BudgetUsedUp
from webchat.waiting import queue


@dataclass(frozen=True, slots=True)
class Dispatch:
    """Sends what waits: exactly once, since whoever does holds the conversation and takes it."""

    database: Database
    pairing: Pairing

    def send_next(self, session: Session, reply_id: uuid.UUID, place: HeldForEnd) -> Sent | None:
        """A reply has just ended: what waited for it is stored with a claimed reply, in the same transaction.

        What cannot be sent, as in a conversation that has expired or when the budget is used up, goes on waiting: it
        never undoes the end.
        """
        if waiting.of_conversation(session, place.conversation_id) is None:
            return None
        with contextlib.suppress(NotFound, AlreadySubmitted, BudgetUsedUp), session.begin_nested():
            conversation = held(session, place.owner_id, place.conversation_id)
            budget.check(session, conversation.owner_id, self.pairing.settings)
            waits = queue.take(session, conversation, key="")
            end = end_for(session, conversation, waits.parent_id or reply_id)
            return self.pairing.store(session, conversation, waits.text, parent_id=end, key=waits.submission_id)
        return None

    def send_now(self, owner: str, *, conversation_id: uuid.UUID, key: str) -> Sent:
        """Send what waits though the reply before it broke off, at the end of what is shown; once, by its key.

        Raises NotFound when it does not wait any more, ReplyRunning, Busy or BudgetUsedUp; then nothing has changed.
        """
        with self.database.writing() as session:
            conversation = held(session, owner, conversation_id)
            found = submission.found(session, owner, key)
            if found:
                return found
            waits = queue.take(session, conversation, key)
            self.pairing.check_room(session, conversation)
            end = end_for(session, conversation, waits.parent_id)
            return self.pairing.store(session, conversation, waits.text, parent_id=end, key=waits.submission_id)

    def withdraw(self, owner: str, *, conversation_id: uuid.UUID, key: str) -> str:
        """Let it not be sent; returns its text. Raises NotFound when it does not wait any more."""
        with self.database.writing() as session:
            return queue.take(session, held(session, owner, conversation_id), key).text
