"""How much of the model's context the next message uses, known before it is sent."""

import uuid
from collections.abc import Hashable
from dataclasses import dataclass

from webchat.context.counting import counter_for
from webchat.context.fitting import Context, fit
from webchat.context.history import History, before_next
from webchat.context.remembered import Fitted, Line, Remembered
from webchat.parameters.answering import Answering
from webchat.store import lines
from webchat.store.database import Database

NOTICED_FROM = 1 / 3  # of the context


@dataclass(frozen=True, slots=True)
class Gauge:
    """`tokens` of the model's `most` would be sent; `room` is what may be, so that the reply has its place too.

    `left_out`: how many messages of the conversation would not be sent.
    """

    tokens: int
    most: int
    room: int
    is_estimate: bool
    left_out: int
    conversation_id: uuid.UUID | None

    @property
    def share(self) -> float:
        """The part of the context that is used; more than 1 when it is too long."""
        return self.tokens / self.most

    @property
    def is_over(self) -> bool:
        """Whether the message alone is longer than the model can read."""
        return self.tokens > self.room

    @property
    def is_quiet(self) -> bool:
        """Whether nobody needs to think of it yet."""
        return self.share < NOTICED_FROM and not self.left_out and not self.is_over


@dataclass(frozen=True, slots=True)
class Place:
    """Where the next message would stand: below `end_id`, in a conversation that is there already."""

    conversation_id: uuid.UUID
    end_id: uuid.UUID | None


@dataclass(frozen=True, slots=True)
class Outlook:
    """What would be sent with a message, and what was read to know it."""

    history: History
    context: Context

    @property
    def fitted(self) -> Fitted:
        """It in numbers."""
        left_out = self.history.unread + self.context.left_out
        return Fitted(self.context.tokens, left_out, self.context.is_estimate)


def outlook_of(database: Database, answering: Answering, *, end_id: uuid.UUID | None, text: str) -> Outlook:
    """What would be sent with a message with this text, already cleaned, below `end_id` (None: the first one).

    May ask the local model, for half a second at most: to be called outside of transactions. Raises StorageUnavailable.
    """
    history = before_next(database, end_id, answering, counter_for(answering), text)
    instructions, budget = answering.instructions, answering.context_budget
    return Outlook(history, fit(history.messages, instructions=instructions, budget=budget, counter=history.counter))


def gauge_of(
    database: Database, answering: Answering, remembered: Remembered, *, place: Place | None, text: str
) -> Gauge:
    """The gauge for a message with this text, already cleaned; without a place of a new conversation: see `outlook_of`.

    A long conversation is read once, and then `remembered`.
    """
    if place is None or place.end_id is None:
        fitted = outlook_of(database, answering, end_id=None, text=text).fitted
        return gauge_in(fitted, answering, place.conversation_id if place else None)
    key: Hashable = (place.end_id, answering.key, answering.instructions, answering.context_budget)
    with database.reading() as session:
        stamp = lines.stamp(session, place.conversation_id, place.end_id)
    line = remembered.find(key, stamp) if stamp else None
    known = line.fit(text, answering) if line else None
    if known is None:
        outlook = outlook_of(database, answering, end_id=place.end_id, text=text)
        known = outlook.fitted
        if stamp and (line := Line.of(outlook.history, outlook.context, answering)):
            remembered.keep(key, stamp, line)
    return gauge_in(known, answering, place.conversation_id)


def gauge_in(fitted: Fitted, answering: Answering, conversation_id: uuid.UUID | None) -> Gauge:
    """The gauge of what would be sent."""
    return Gauge(
        tokens=fitted.tokens,
        most=answering.model.context_tokens,
        room=answering.context_budget,
        is_estimate=fitted.is_estimate,
        left_out=fitted.left_out,
        conversation_id=conversation_id,
    )
