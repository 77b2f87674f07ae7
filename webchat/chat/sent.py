"""What sending led to: a message with its running reply, or a message that waits for another reply to end."""

from dataclasses import dataclass

from webchat.store.conversations import Conversation
from webchat.store.messages import Message
from webchat.store.waiting import WaitingMessage
from webchat.waiting.queue import Stuck


@dataclass(frozen=True, slots=True)
class Sent:
    """A stored message, its reply and their conversation.

    `is_repeated`: this submission had been accepted before, and nothing more was stored.
    """

    conversation: Conversation
    message: Message
    reply: Message
    is_repeated: bool = False

    @property
    def is_first(self) -> bool:
        """Whether it began its conversation."""
        return self.message.parent_id is None

    @property
    def begins_listed(self) -> bool:
        """Whether a conversation was begun by it just now that will want a title."""
        return self.is_first and not self.is_repeated and self.conversation.shelf != "temporary"


@dataclass(frozen=True, slots=True)
class Waits:
    """A stored message that is sent when the running reply has ended; `stuck`: why it does not go by itself."""

    conversation: Conversation
    message: WaitingMessage
    stuck: Stuck | None = None
