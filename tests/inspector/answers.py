"""Records of answers: what the tests' own provider really sent, as the client recorded it, and made by hand."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from tests.provider_server import Part, ProviderServer
from webchat.chat.recording import record_of
from webchat.provider import ChatMessage, ChatRequest, Endpoint, Exchange, Provider, ProviderError, Timeouts
from webchat.store.exchanges import ExchangeRecord
from webchat.store.headers import Headers

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
QUESTION = ChatRequest("model-a", (ChatMessage("user", "Hello"),))


def record(body: bytes = b"", **changes: Any) -> ExchangeRecord:
    """The record of a response with that body."""
    usual: dict[str, Any] = {
        "method": "POST",
        "url": "http://127.0.0.1/v1/chat/completions",
        "request_headers": Headers(),
        "request_body": b"{}",
        "status": 200,
        "response_headers": Headers([("Content-Type", "text/event-stream")]),
        "response_body": body,
        "started_at": NOON,
    }
    return ExchangeRecord(**usual | changes)


def recorded(server: ProviderServer, request: ChatRequest = QUESTION) -> ExchangeRecord:
    """Ask the server over real HTTP, and take what the client recorded, whatever came."""
    exchange = Exchange()
    provider = Provider(Endpoint(server.base_url, "sk-test"), Timeouts(2, 3, 3, 10))
    try:
        with provider.stream(request, exchange) as events:
            for _ in events:
                pass
    except ProviderError:
        pass
    finally:
        provider.close()
    return record_of(exchange)


def answered(server: ProviderServer, parts: Iterable[Part]) -> ExchangeRecord:
    """The same for an answer of these parts."""
    server.answer_raw(list(parts))
    return recorded(server)


def chunk(delta: dict[str, Any], **more: Any) -> bytes:
    """One event of a streamed answer."""
    choice = {"index": 0, "delta": delta, "finish_reason": None} | more
    payload = {"id": "chatcmpl-7", "object": "chat.completion.chunk", "created": 1780000000, "model": "model-a"}
    return b"data: " + json.dumps(payload | {"choices": [choice]}, ensure_ascii=False).encode() + b"\n\n"
