"""Conversations as JSON, whole: what `webchat.imports` reads. The fields are described in docs/export-format.md."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

import orjson

from webchat.store.documents import Document, DocumentMessage
from webchat.store.taking import Taking

FORMAT, VERSION = "webchat", 1
ASKED_WITH = ("provider", "model", "assistant", "instructions", "temperature", "max_tokens", "reasoning_effort")


def file_of(takings: Iterable[Taking]) -> Iterator[bytes]:
    """One file with these conversations, piece by piece."""
    yield b'{"format": "%b", "version": %d, "conversations": [\n' % (FORMAT.encode(), VERSION)
    separator = b""
    for taking in takings:
        yield separator
        yield from _conversation(taking)
        separator = b",\n"
    yield b"\n]}\n"


def _conversation(taking: Taking) -> Iterator[bytes]:
    yield orjson.dumps(head_of(taking.document)).removesuffix(b"}") + b',"messages":['
    separator = b"\n"
    for message in taking.messages():
        yield separator + orjson.dumps(fields_of(message))
        separator = b",\n"
    yield b"\n]}"


def head_of(document: Document) -> dict[str, Any]:
    """The fields of a conversation but its messages."""
    return {
        "id": str(document.id),
        "title": document.title,
        "title_by": document.title_by,
        "created_at": _time(document.created_at),
        "updated_at": _time(document.updated_at),
        "pinned": document.is_pinned,
        "shelf": document.shelf,
        "leaf": str(document.leaf_id) if document.leaf_id else None,
    } | _answered_by(document)


def fields_of(message: DocumentMessage) -> dict[str, Any]:
    """The fields of a message; those that say nothing are left out."""
    fields = {
        "id": str(message.id),
        "parent": str(message.parent_id) if message.parent_id else None,
        "chosen_child": str(message.chosen_child_id) if message.chosen_child_id else None,
        "role": message.role,
        "text": message.text,
        "reasoning": message.reasoning,
        "status": message.status,
        "error": message.error,
        "error_detail": message.error_detail,
        "model": message.model,
        "finish_reason": message.finish_reason,
        "prompt_tokens": message.prompt_tokens,
        "completion_tokens": message.completion_tokens,
        "left_out": message.left_out or None,
        "created_at": _time(message.created_at),
        "started_at": _time(message.started_at),
        "finished_at": _time(message.finished_at),
        "edited_at": _time(message.edited_at),
        "asked_with": _asked_with(message),
    }
    return {name: value for name, value in fields.items() if value is not None and (value != "" or name == "text")}


def _answered_by(document: Document) -> dict[str, Any]:
    fields = {"assistant": document.assistant, "overrides": document.overrides}
    return {name: value for name, value in fields.items() if value}


def _asked_with(message: DocumentMessage) -> dict[str, Any] | None:
    """What answered, and how; without the price, which is nobody's setting."""
    record = message.asked_with or {}
    return {name: record[name] for name in ASKED_WITH if record.get(name) is not None} or None


def _time(moment: datetime | None) -> str | None:
    """RFC 3339, in UTC, to the microsecond."""
    return None if moment is None else f"{moment.astimezone(UTC).replace(tzinfo=None).isoformat()}Z"
