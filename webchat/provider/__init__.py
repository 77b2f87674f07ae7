"""The only client of the AI service: an OpenAI-compatible API over `requests`. Everything others need is named here."""

from webchat.provider.call import Heard
from webchat.provider.client import Provider, ReplyStream
from webchat.provider.endpoint import Endpoint, Timeouts
from webchat.provider.errors import (
    BrokenAnswer,
    ContentBlocked,
    ContextTooLong,
    EmptyAnswer,
    KeyRefused,
    ModelUnknown,
    NoKey,
    NotAllowed,
    Overloaded,
    ProviderDown,
    ProviderError,
    QuotaUsedUp,
    RateLimited,
    RequestRefused,
    TooLarge,
    TooSlow,
    Unreachable,
)
from webchat.provider.events import Event, Finished, Reasoning, Text, Usage
from webchat.provider.exchange import Exchange
from webchat.provider.wire import ChatMessage, ChatRequest, Model

__all__ = [
    "BrokenAnswer",
    "ChatMessage",
    "ChatRequest",
    "ContentBlocked",
    "ContextTooLong",
    "EmptyAnswer",
    "Endpoint",
    "Event",
    "Exchange",
    "Finished",
    "Heard",
    "KeyRefused",
    "Model",
    "ModelUnknown",
    "NoKey",
    "NotAllowed",
    "Overloaded",
    "Provider",
    "ProviderDown",
    "ProviderError",
    "QuotaUsedUp",
    "RateLimited",
    "Reasoning",
    "ReplyStream",
    "RequestRefused",
    "Text",
    "Timeouts",
    "TooLarge",
    "TooSlow",
    "Unreachable",
    "Usage",
]
