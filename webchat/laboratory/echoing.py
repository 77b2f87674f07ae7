"""What the laboratory's provider writes when it answers: the message itself, as a stream of events.

Source: OpenAI API reference, "The chat completion chunk object".
"""

import json
import re
import time
import uuid
from collections.abc import Mapping
from typing import Any

from webchat.laboratory.answer import Answer, usual_headers

MOST_PIECES = 60


def cut(payload: Mapping[str, Any]) -> Answer:
    """The same, broken off in the middle."""
    whole = echo(payload)
    texts = len(_pieces_of(_message(payload)))
    return Answer(headers=whole.headers, pieces=whole.pieces[: 1 + max(1, texts // 2)], is_cut=True)


def echo(payload: Mapping[str, Any]) -> Answer:
    """The message, repeated word by word."""
    pieces = _pieces_of(_message(payload))
    deltas: list[dict[str, Any]] = [{"role": "assistant", "content": ""}, *({"content": piece} for piece in pieces)]
    identity = f"chatcmpl-{uuid.uuid4().hex}"
    events = [_event(payload, identity, [_choice(delta)]) for delta in deltas]
    events.append(_event(payload, identity, [_choice({}, "stop")]))
    options = payload.get("stream_options")
    if isinstance(options, dict) and options.get("include_usage"):
        read, written = tokens_of(payload), len(pieces)
        usage = {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}
        events.append(_event(payload, identity, [], usage=usage))
    headers = usual_headers() | {"Content-Type": "text/event-stream; charset=utf-8"}
    return Answer(headers=headers, pieces=[*events, b"data: [DONE]\n\n"])


def _event(payload: Mapping[str, Any], identity: str, choices: list[dict[str, Any]], **more: Any) -> bytes:
    chunk = {
        "id": identity,
        "object": "chat.completion.chunk",
        "created": int(time.time()),
        "model": str(payload.get("model")),
        "choices": choices,
    }
    return b"data: " + json.dumps(chunk | more, ensure_ascii=False, separators=(",", ":")).encode() + b"\n\n"


def _choice(delta: dict[str, Any], finish_reason: str | None = None) -> dict[str, Any]:
    return {"index": 0, "delta": delta, "finish_reason": finish_reason}


def _pieces_of(text: str) -> list[str]:
    """The words of a text, each with the space behind it; of a single word its two halves, of a long text 60 parts."""
    words = re.findall(r"\s*\S+", text) or [text]
    if len(words) == 1 < len(text):
        words = [text[: len(text) // 2], text[len(text) // 2 :]]
    size = -(-len(words) // MOST_PIECES)
    return ["".join(words[i : i + size]) for i in range(0, len(words), size)]


def _message(payload: Mapping[str, Any]) -> str:
    messages = payload.get("messages")
    last = messages[-1] if isinstance(messages, list) and messages else None
    return str(last.get("content") or "…") if isinstance(last, dict) else "…"


def tokens_of(payload: Mapping[str, Any]) -> int:
    """About as many as a model would count: four characters a token, and seven for the form of a message."""
    return 7 + -(-len(_message(payload)) // 4)
