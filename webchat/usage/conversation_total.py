"""What a whole conversation has taken so far: all versions of its replies that are still there."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from webchat import unknown
from webchat.errors import NotFound
from webchat.store import Conversation, conversations, usage
from webchat.store.database import Database
from webchat.store.usage import Total
from webchat.usage.month import Cost

AT_ONCE = 200  # messages: with long texts 5 ms
PAUSE = 0.000_5  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationTotal:
    """`counted` of the `replies` have known tokens; `costs`: one for each currency."""

    conversation: Conversation
    replies: int
    counted: int
    prompt_tokens: int
    completion_tokens: int
    costs: tuple[Cost, ...]

    @property
    def tokens(self) -> int:
        """Of the prompts and of the replies."""
        return self.prompt_tokens + self.completion_tokens


def total_of(database: Database, owner_id: str | None, conversation_id: UUID) -> ConversationTotal:
    """The total; it reads the whole conversation, so it is made when it is asked for. Raises NotFound."""
    with database.reading() as session:
        conversation = owner_id and conversations.owned_by(session, owner_id, conversation_id)
        if not conversation:
            raise NotFound(unknown.CONVERSATION)
    found = list(_parts(database, conversation))
    return ConversationTotal(
        conversation=conversation,
        replies=sum(each.replies for each in found),
        counted=sum(each.counted_replies for each in found),
        prompt_tokens=sum(each.prompt_tokens for each in found),
        completion_tokens=sum(each.completion_tokens for each in found),
        costs=_costs(found),
    )


def _parts(database: Database, conversation: Conversation) -> Iterator[Total]:
    """The totals of a part of the conversation after the other: others are served between two."""
    for first in range(0, conversation.next_position, AT_ONCE):
        with database.reading() as session:
            yield from usage.totals(session, conversation.id, first=first, count=AT_ONCE)
        time.sleep(PAUSE)


def _costs(found: Iterable[Total]) -> tuple[Cost, ...]:
    nanos: dict[str, int] = {}
    for each in found:
        if each.currency:
            nanos[each.currency] = nanos.get(each.currency, 0) + each.cost_nanos
    return tuple(Cost(nanos[currency], currency) for currency in sorted(nanos))
