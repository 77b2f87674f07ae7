"""Finds text, reasoning and refusals in one choice of an answer, streamed or whole, in the shapes that providers use.

Pure. Reasoning is called `reasoning_content` (DeepSeek, vLLM, llama.cpp), `reasoning` (OpenRouter, Groq, Ollama),
`thinking`, `reasoning_details` (OpenRouter), or is a part of the content (Mistral); several in one delta say the same.
"""

from typing import Any

from webchat.provider.events import Reasoning, Text

# What a piece will be, and its text as it came: it becomes an event when it has been mended.
Piece = tuple[type[Text | Reasoning], str]

_PARTS = ("delta", "message")
_REASONING_FIELDS = ("reasoning_content", "reasoning", "thinking", "reasoning_details")
_THINKING_PARTS = ("thinking", "reasoning", "reasoning.text", "reasoning.summary")
_TEXT_FIELDS = ("text", "content", "thinking", "reasoning", "summary", "refusal")


def delta_of(choice: dict[str, Any]) -> dict[str, Any]:
    """Return the part of a choice that carries the text: `delta` in a stream, `message` in a whole answer."""
    for name in _PARTS:
        part = choice.get(name)
        if part and isinstance(part, dict):
            return part
    return {"content": choice.get("text")}


def pieces_of(delta: dict[str, Any]) -> list[Piece]:
    """Return the reasoning, the text and the refusal of a delta in this order."""
    pieces: list[Piece] = []
    for name in _REASONING_FIELDS:
        if (value := delta.get(name)) and (reasoning := _flat(value)):
            pieces.append((Reasoning, reasoning))
            break
    content = delta.get("content")
    if isinstance(content, str):
        pieces.append((Text, content))
    elif isinstance(content, list):
        pieces += map(_part, content)
    elif content:
        pieces.append(_part(content))
    if refusal := delta.get("refusal"):
        pieces.append((Text, _flat(refusal)))
    return pieces


def is_refusal(delta: dict[str, Any]) -> bool:
    """Say whether the model refuses in this delta, in the field that OpenAI has for it."""
    content = delta.get("content")
    parts = content if isinstance(content, list) else []
    return bool(delta.get("refusal")) or any(isinstance(part, dict) and part.get("refusal") for part in parts)


def calls_tools(delta: dict[str, Any]) -> bool:
    """Say whether the delta asks for a tool instead of writing text."""
    return bool(delta.get("tool_calls") or delta.get("function_call"))


def _part(part: object) -> Piece:
    if isinstance(part, dict) and part.get("type") in _THINKING_PARTS:
        return Reasoning, _flat(part)
    return Text, _flat(part)


def _flat(value: object, depth: int = 4) -> str:
    """Return the text in a string, a part or a list of parts."""
    if isinstance(value, str):
        return value
    if depth and isinstance(value, list):
        return "".join(_flat(part, depth - 1) for part in value)
    if depth and isinstance(value, dict):
        return next((text for name in _TEXT_FIELDS if (text := _flat(value.get(name), depth - 1))), "")
    return ""
