"""What of a conversation can be sent at all."""

from collections.abc import Sequence

from webchat.provider import ChatMessage
from webchat.store.lines import Spoken

REFUSED_FOR_ITSELF = ("content_filter", "context_too_long", "request_refused")


def sendable(said: Sequence[Spoken]) -> list[Spoken]:
    """Not what has no words, nor a message that was refused for its own sake, which would only have every later one
    refused too."""
    refused = {reply.parent_id for reply in said if reply.error in REFUSED_FOR_ITSELF and not reply.text}
    return [message for message in said if message.text and message.id not in refused]


def messages_of(said: Sequence[Spoken]) -> list[ChatMessage]:
    """The same as messages for a model."""
    return [ChatMessage(message.role, message.text) for message in said]
