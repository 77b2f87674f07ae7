"""What was said before a reply, as far as the model can read it: the newest part, read until its context is full."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from webchat.chat.context import estimate_tokens, history_of
from webchat.provider import ChatMessage
from webchat.store import Session, lines
from webchat.store.lines import Spoken

AT_FIRST = 40  # messages; each further part is as long as all before it


@dataclass(frozen=True, slots=True)
class History:
    """Messages that can be sent, oldest first, and how many of the conversation stand before them, not even read."""

    messages: Sequence[ChatMessage]
    unread: int


def read(session: Session, reply_id: uuid.UUID, *, budget: int, at_first: int = AT_FIRST) -> History:
    """The newest messages before a reply that fill `budget` tokens, or all that there are."""
    said: list[Spoken] = []
    first_id, limit = reply_id, at_first
    while True:
        earlier = lines.spoken_before(session, first_id, limit)
        said = earlier + said
        messages = history_of(said)
        if len(earlier) < limit:
            return History(messages, unread=0)
        if sum(estimate_tokens(message.content) for message in messages) > budget:
            return History(messages, unread=said[0].depth - 1)
        first_id, limit = said[0].id, len(said)
