"""The messages that go with the next one and those that do not, each by its first words."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from webchat.context.gauge import Gauge, Outlook, gauge_in, outlook_of
from webchat.context.sendable import sendable
from webchat.parameters.answering import Answering
from webchat.store import lines
from webchat.store.database import Database
from webchat.store.lines import Spoken

SHOWN = 50  # messages of each kind
WORDS = 100  # characters


@dataclass(frozen=True, slots=True)
class Words:
    """A message by its first words."""

    id: uuid.UUID
    role: str
    words: str


@dataclass(frozen=True, slots=True)
class Glance:
    """What is sent and what is left out, in the order of sending; `more_…` is how many
    of each, earlier ones, are not shown.

    `instructions` are the first words of those, the conversation's own or its assistant's; None without.
    """

    gauge: Gauge
    instructions: str | None
    sent: Sequence[Words]
    more_sent: int
    left_out: Sequence[Words]
    more_left_out: int


def glance_at(
    database: Database, answering: Answering, *, conversation_id: uuid.UUID, end_id: uuid.UUID | None, text: str
) -> Glance:
    """What goes with a message with this text, already cleaned, below `end_id`. Raises StorageUnavailable."""
    outlook = outlook_of(database, answering, end_id=end_id, text=text)
    gauge = gauge_in(outlook.fitted, answering, conversation_id)
    said, count = outlook.history.said, outlook.context.left_out
    left_out = _left_out(database, outlook, said[:count])
    return Glance(
        gauge,
        first_words(answering.instructions) if answering.instructions else None,
        _shown(said[count:]),
        more_sent=max(0, len(said) - count - SHOWN),
        left_out=left_out,
        more_left_out=gauge.left_out - len(left_out),
    )


def first_words(text: str) -> str:
    """The beginning of a text in one line."""
    words = " ".join(text[: 4 * WORDS].split())
    return words if len(words) <= WORDS and len(text) <= 4 * WORDS else f"{words[: WORDS - 1].rstrip()}…"


def _left_out(database: Database, outlook: Outlook, read: Sequence[Spoken]) -> list[Words]:
    """The newest of those that are left out; those that were not even read are read for it."""
    missing = SHOWN - len(read)
    if missing > 0 and outlook.history.unread and outlook.history.said:
        with database.reading() as session:
            above = lines.spoken_before(session, outlook.history.said[0].id, missing)
        read = [*sendable(above), *read]
    return _shown(read)


def _shown(said: Sequence[Spoken]) -> list[Words]:
    return [Words(message.id, message.role, first_words(message.text)) for message in said[-SHOWN:]]
