"""The words of the OpenAI-compatible protocol: how a request is written and what the fields of an answer mean. Pure."""

import json
from dataclasses import dataclass
from typing import Any

from webchat.provider.dialect import Dialect
from webchat.provider.events import Usage

_FINISH_WORDS = {
    "stop": ("stop", "end_turn", "eos", "eos_token", "stop_sequence", "completed", "complete", "finished"),
    "length": ("length", "max_tokens", "max_output_tokens", "model_length", "max_length", "incomplete"),
    "content_filter": (
        *("content_filter", "content_filtered", "safety", "recitation", "blocklist", "prohibited_content", "spii"),
        *("refusal", "guardrail_intervened", "sensitive"),
    ),
    "tool_calls": ("tool_calls", "tool_use", "function_call"),
}
_FINISH_WORD = {theirs: ours for ours, words in _FINISH_WORDS.items() for theirs in words}
_CONTEXT_FIELDS = (
    *("max_model_len", "n_ctx", "context_length", "context_window", "max_context_length", "max_input_tokens"),
    *("max_context_tokens", "context_size", "inputTokenLimit", "n_ctx_train"),
)


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """One message of the history. `role` is system, user or assistant."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """What is asked of a model. `max_tokens` bounds the reply; None leaves a parameter to the provider."""

    model: str
    messages: tuple[ChatMessage, ...]
    max_tokens: int | None = None
    temperature: float | None = None
    reasoning_effort: str | None = None
    stream: bool = True


@dataclass(frozen=True, slots=True)
class Model:
    """A model that the provider offers. `context_tokens` is what it can read and write in all; None when not told."""

    id: str
    context_tokens: int | None = None


def request_body(request: ChatRequest, dialect: Dialect) -> bytes:
    """Return the JSON body for `POST /chat/completions` in UTF-8, in the parameters that the model understands."""
    body: dict[str, Any] = {
        "model": request.model,
        "messages": [{"role": message.role, "content": message.content} for message in request.messages],
        "stream": request.stream,
    }
    if request.stream and dialect.takes_stream_options:
        body["stream_options"] = {"include_usage": True}
    if request.max_tokens is not None:
        body[dialect.length_parameter] = request.max_tokens
    if request.temperature is not None and dialect.takes_temperature:
        body["temperature"] = request.temperature
    if request.reasoning_effort is not None and dialect.takes_reasoning_effort:
        body["reasoning_effort"] = request.reasoning_effort
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def is_complaint(payload: object) -> bool:
    """Say whether a JSON document, or one event of a stream, is an error object instead of an answer."""
    if isinstance(payload, list):
        return any(is_complaint(inner) for inner in payload[:1])
    if not isinstance(payload, dict):
        return False
    if payload.get("error") or payload.get("object") == "error" or payload.get("type") == "error":
        return True
    return not payload.get("choices") and any(
        payload.get(name) for name in ("detail", "message", "errors", "error_message")
    )


def usage_in(payload: dict[str, Any]) -> Usage | None:
    """Return the token counts of an answer or of an event (Groq puts them under `x_groq`), or None."""
    usage = payload.get("usage")
    if not isinstance(usage, dict):
        aside = payload.get("x_groq")
        usage = aside.get("usage") if isinstance(aside, dict) else None
    if not isinstance(usage, dict):
        return None
    counted = Usage(
        prompt_tokens=_count(usage, "prompt_tokens"),
        completion_tokens=_count(usage, "completion_tokens"),
        reasoning_tokens=_count(usage.get("completion_tokens_details"), "reasoning_tokens"),
        cached_tokens=_count(usage.get("prompt_tokens_details"), "cached_tokens"),
    )
    return None if counted == Usage() else counted


def finish_word(reason: str) -> str:
    """Return the OpenAI word for a provider's finish reason, or the provider's own in lower case."""
    return _FINISH_WORD.get(reason.lower(), reason.lower()[:100])


def models_in(payload: object) -> list[Model] | None:
    """Return the models of a `GET /models` answer, in the provider's order; None when it is no such answer."""
    if isinstance(payload, dict):
        listed = payload.get("data") if isinstance(payload.get("data"), list) else payload.get("models")
    else:
        listed = payload
    if not isinstance(listed, list):
        return None
    return [model for entry in listed if (model := _model(entry)) is not None]


def _model(entry: object) -> Model | None:
    if not isinstance(entry, dict):
        return None
    name = entry.get("id") or entry.get("name") or entry.get("model")
    return Model(name, _context_tokens(entry)) if isinstance(name, str) else None


def _context_tokens(entry: dict[str, Any]) -> int | None:
    for place in (entry, entry.get("top_provider"), entry.get("meta"), entry.get("limits")):
        for field in _CONTEXT_FIELDS:
            if (count := _count(place, field)) is not None and count > 0:
                return count
    return None


def _count(place: object, field: str) -> int | None:
    value = place.get(field) if isinstance(place, dict) else None
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53 else None
