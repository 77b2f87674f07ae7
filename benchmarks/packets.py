"""The bytes of a streamed chat completion as OpenAI sends them: one chunk of HTTP holding one event for each token."""

import json
from functools import lru_cache

from benchmarks.order import Order
from benchmarks.texts import prose, stamp

_EVENT = {
    "id": "chatcmpl-BenchBenchBenchBench0001",
    "object": "chat.completion.chunk",
    "created": 1764000000,
    "model": "bench-model",
    "system_fingerprint": "fp_0123456789",
}
_END_OF_BODY = b"0\r\n\r\n"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n"


def document(status: str, content: object) -> bytes:
    """A whole answer with a JSON body."""
    body = json.dumps(content).encode()
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def opening() -> bytes:
    """The event before the first token."""
    return _chunk(_event({"role": "assistant", "content": "", "refusal": None}))


def ending(tokens: int) -> bytes:
    """The events after the last token, and the end of the body."""
    usage = {"prompt_tokens": 20, "completion_tokens": tokens, "total_tokens": 20 + tokens}
    last = json.dumps(_EVENT | {"choices": [], "usage": usage}, separators=(",", ":"))
    return _chunk(_event({}, "stop")) + _chunk(last) + _chunk("[DONE]") + _END_OF_BODY


def stamped(number: int, microseconds: int) -> bytes:
    """One token that carries its time."""
    before, after = _stamp_frame()
    text = stamp(number, microseconds).replace("\n", "\\n").encode()
    size = len(before) + len(text) + len(after)
    return b"%x\r\n%b%b%b\r\n" % (size, before, text, after)


@lru_cache(maxsize=8)
def spoken(order: Order) -> tuple[bytes, ...]:
    """All tokens of an order of prose."""
    return tuple(_chunk(_event({"content": token})) for token in prose(order.tokens))


@lru_cache(maxsize=1)
def _stamp_frame() -> tuple[bytes, bytes]:
    before, after = f"data: {_event({'content': '§'})}\n\n".encode().split(b"\\u00a7")
    return before, after


def _event(delta: dict[str, object], finish_reason: str | None = None) -> str:
    choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
    return json.dumps(_EVENT | {"choices": [choice]}, separators=(",", ":"))


def _chunk(data: str) -> bytes:
    event = f"data: {data}\n\n".encode()
    return b"%x\r\n%b\r\n" % (len(event), event)
