"""The answers that the tests' own provider has ready: polite replies, lists of models, and a refused key."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.provider.packets import DONE, Part, chunk, event, finish, pause


@dataclass(frozen=True)
class Recorded:
    """One request as it arrived. Header names are in lower case; `json` is None when there is no JSON body."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    json: Any


@dataclass
class Answer:
    """What the server does with a request: a status, headers, and the parts of the body."""

    parts: Iterable[Part]
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    chunked: bool = True
    times: int | None = None


Reply = Callable[[Recorded], Answer]
Judge = Callable[[Recorded], tuple[int, Any] | None]


def document(
    content: bytes, status: int = 200, headers: Mapping[str, str] | None = None, times: int | None = None
) -> Answer:
    given = {"Content-Type": "application/json", "x-request-id": "req-1", "Content-Length": str(len(content))}
    return Answer([content], status, given | dict(headers or {}), times=times)


def polite(
    text: str | Callable[[Recorded], str],
    words_per_second: float | None = None,
    finish_reason: str = "stop",
    reasoning: str = "",
    stream: bool = True,
) -> Reply:
    def reply(request: Recorded) -> Answer:
        content = text(request) if callable(text) else text
        if stream and (request.json or {}).get("stream"):
            parts = _streamed(content, reasoning, finish_reason, words_per_second, request.json)
            return Answer(parts, headers={"Content-Type": "text/event-stream", "x-request-id": "req-1"})
        return document(json.dumps(_whole(content, reasoning, finish_reason)).encode())

    return reply


def _streamed(
    text: str, reasoning: str, finish_reason: str, words_per_second: float | None, request: dict[str, Any]
) -> Iterable[Part]:
    yield chunk({"role": "assistant", "content": ""})
    for name, content in (("reasoning_content", reasoning), ("content", text)):
        for word in _words(content):
            yield chunk({name: word})
            if words_per_second:
                yield pause(1 / words_per_second)
    yield finish(finish_reason)
    if (request.get("stream_options") or {}).get("include_usage"):
        yield event({"id": "chatcmpl-1", "object": "chat.completion.chunk", "choices": [], "usage": _usage(text)})
    yield DONE


def _whole(text: str, reasoning: str, finish_reason: str) -> dict[str, Any]:
    message = {"role": "assistant", "content": text} | ({"reasoning_content": reasoning} if reasoning else {})
    choice = {"index": 0, "message": message, "finish_reason": finish_reason}
    return {"id": "chatcmpl-1", "object": "chat.completion", "choices": [choice], "usage": _usage(text)}


def _usage(text: str) -> dict[str, int]:
    count = len(_words(text))
    return {"prompt_tokens": 10, "completion_tokens": count, "total_tokens": 10 + count}


def _words(text: str) -> list[str]:
    return re.findall(r"\s*\S+|\s+$", text)


def listing(models: list[str | dict[str, Any]]) -> Answer:
    entries = [model if isinstance(model, dict) else {"id": model, "object": "model"} for model in models]
    body = json.dumps({"object": "list", "data": entries}).encode()
    return document(body)


def refused_key(key: str) -> Answer:
    masked = f"{key[:8]}{'*' * max(0, len(key) - 12)}{key[-4:]}"
    error = {"type": "invalid_request_error", "param": None, "code": "invalid_api_key"}
    if key:
        error["message"] = f"Incorrect API key provided: {masked}. You can find your API key at https://example.com."
    else:
        error["message"] = "You didn't provide an API key. You need to provide your API key in an Authorization header."
        error["code"] = None
    return document(json.dumps({"error": error}).encode(), 401)
