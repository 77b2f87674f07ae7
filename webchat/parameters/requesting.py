"""The request that a resolved answering makes: each setting of it stands here once, whoever asks or tells of it."""

from webchat.parameters.answering import Answering
from webchat.provider import ChatMessage, ChatRequest


def request_for(answering: Answering, messages: tuple[ChatMessage, ...]) -> ChatRequest:
    """What is asked of the model, with these messages."""
    return ChatRequest(
        model=answering.model.id,
        messages=messages,
        max_tokens=answering.max_tokens,
        temperature=answering.temperature,
        reasoning_effort=answering.reasoning_effort,
    )
