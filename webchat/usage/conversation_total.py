"""What a whole conversation has taken so far: all versions of its replies that are still there."""

from dataclasses import dataclass
from uuid import UUID

from webchat import unknown
from webchat.errors import NotFound
from webchat.store import Conversation, conversations, usage
from webchat.store.database import Database
from webchat.usage.month import Cost


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
    """The total; it reads the whole conversation (10,000 messages: 15 ms), so it is made when it is asked for.

    Raises NotFound.
    """
    with database.reading() as session:
        conversation = owner_id and conversations.owned_by(session, owner_id, conversation_id)
        if not conversation:
            raise NotFound(unknown.CONVERSATION)
        found = usage.totals(session, conversation_id)
    return ConversationTotal(
        conversation=conversation,
        replies=sum(each.replies for each in found),
        counted=sum(each.counted_replies for each in found),
        prompt_tokens=sum(each.prompt_tokens for each in found),
        completion_tokens=sum(each.completion_tokens for each in found),
        costs=tuple(Cost(each.cost_nanos, each.currency) for each in found if each.currency),
    )
