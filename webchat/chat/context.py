"""Which part of a conversation is sent: the system prompt and the newest messages that fit the model's context.

Tokens are estimated, on the careful side: three bytes of UTF-8 a token and four tokens a message for its frame.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from webchat.provider import ChatMessage
from webchat.store.lines import Spoken

BYTES_PER_TOKEN = 3
TOKENS_PER_MESSAGE = 4
REFUSED_FOR_ITSELF = ("content_filter", "context_too_long", "request_refused")


@dataclass(frozen=True, slots=True)
class Context:
    """The messages to send, oldest first, and how many of those that were read were left out."""

    messages: tuple[ChatMessage, ...]
    left_out: int

    @property
    def tokens(self) -> int:
        """About how many tokens it takes."""
        return sum(estimate_tokens(message.content) for message in self.messages)


def history_of(said: Sequence[Spoken]) -> list[ChatMessage]:
    """What of a conversation can be sent: not what has no words, nor a message that was refused for its own sake,
    which would only have every later one refused too."""
    refused = {reply.parent_id for reply in said if reply.error in REFUSED_FOR_ITSELF and not reply.text}
    return [ChatMessage(message.role, message.text) for message in said if message.text and message.id not in refused]


def estimate_tokens(text: str) -> int:
    """About how many tokens a message with this text takes, rather too many than too few."""
    return -(-len(text.encode()) // BYTES_PER_TOKEN) + TOKENS_PER_MESSAGE


def fit(history: Sequence[ChatMessage], *, system_prompt: str | None, budget: int) -> Context:
    """The newest messages of `history` that take at most `budget` tokens with the system prompt.

    The last message is always sent. What is sent starts with a user's message, and roles alternate, since the chat
    templates of many models insist on both.
    """
    system = (ChatMessage("system", system_prompt),) if system_prompt else ()
    room = budget - sum(estimate_tokens(message.content) for message in system)
    kept = _newest(history, room)
    return Context(system + _alternating(kept), len(history) - len(kept))


def _newest(history: Sequence[ChatMessage], room: int) -> Sequence[ChatMessage]:
    first, start = len(history) - 1, len(history) - 1
    room -= estimate_tokens(history[-1].content)
    while first > 0:
        first -= 1
        room -= estimate_tokens(history[first].content)
        if room < 0:
            break
        if history[first].role == "user":
            start = first
    return history[start:]


def _alternating(messages: Sequence[ChatMessage]) -> tuple[ChatMessage, ...]:
    joined: list[ChatMessage] = []
    for message in messages:
        if joined and joined[-1].role == message.role:
            message = ChatMessage(message.role, f"{joined.pop().content}\n\n{message.content}")
        joined.append(message)
    return tuple(joined)
