"""What was said in a conversation, as far as the model can read it: the newest part, read until its context is full.

Each part is read in a transaction of its own: between two of them it is counted, which may ask a server.
"""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from webchat.context.correction import LastReply, last_reply
from webchat.context.counter import Counter
from webchat.context.fitting import fit
from webchat.context.sendable import messages_of, sendable
from webchat.parameters.answering import Answering
from webchat.provider import ChatMessage
from webchat.store import Session, lines
from webchat.store.database import Database
from webchat.store.lines import Spoken

AT_FIRST = 40  # messages; each further part is twice as long
Read = Callable[[Session, uuid.UUID, int], list[Spoken]]


@dataclass(frozen=True, slots=True)
class History:
    """What can be sent, oldest first, and how many messages of the conversation stand before it, not even read.

    `counter` is the one to count it with: corrected by what the provider counted before. `said` are the same messages
    as `messages`, as they are stored; what is not stored yet comes after them.
    """

    said: Sequence[Spoken]
    messages: Sequence[ChatMessage]
    unread: int
    counter: Counter


def before_reply(
    database: Database, reply_id: uuid.UUID, answering: Answering, counter: Counter, *, at_first: int = AT_FIRST
) -> History:
    """The newest messages before a reply that fill the context, or all that there are."""
    return _Reading(database, answering, counter, _with_question, None).read(reply_id, at_first)


def before_next(
    database: Database,
    end_id: uuid.UUID | None,
    answering: Answering,
    counter: Counter,
    text: str,
    *,
    at_first: int = AT_FIRST,
) -> History:
    """The same for a message with this text that would follow `end_id`; it is the last of the messages."""
    draft = ChatMessage("user", text)
    if end_id is None:
        return History([], [draft], unread=0, counter=counter)
    return _Reading(database, answering, counter, lines.spoken_until, draft).read(end_id, at_first)


def _with_question(session: Session, reply_id: uuid.UUID, limit: int) -> list[Spoken]:
    return lines.spoken_before(session, reply_id, limit + 1)


@dataclass(slots=True)
class _Reading:
    """One reading of a line, upwards."""

    database: Database
    answering: Answering
    counter: Counter
    first_part: Read
    draft: ChatMessage | None

    def read(self, start_id: uuid.UUID, limit: int) -> History:
        """The parts begin at the same messages, whether the last one is stored already or not: so that what is not read
        is counted alike."""
        with self.database.reading() as session:
            said = self.first_part(session, start_id, limit)
            told = last_reply(session, said, self.answering) if self.counter.is_estimate else None
        is_whole = len(said) < limit
        while True:
            history = self._history(said, told, is_whole=is_whole)
            if not history.unread or self._fills(history):
                return history
            with self.database.reading() as session:
                earlier = lines.spoken_before(session, said[0].id, limit)
            said, is_whole, limit = earlier + said, len(earlier) < limit, 2 * limit

    def _history(self, said: Sequence[Spoken], told: LastReply | None, *, is_whole: bool) -> History:
        counter = told.correct(self.counter, said, is_whole=is_whole) if told else self.counter
        spoken = sendable(said)
        messages = messages_of(spoken) + ([self.draft] if self.draft else [])
        return History(spoken, messages, unread=0 if is_whole or not said else said[0].depth - 1, counter=counter)

    def _fills(self, history: History) -> bool:
        instructions, budget = self.answering.instructions, self.answering.context_budget
        if not history.messages:
            return False
        return fit(history.messages, instructions=instructions, budget=budget, counter=history.counter).is_full
