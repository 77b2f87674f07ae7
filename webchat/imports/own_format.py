"""Conversations in our own format (docs/export-format.md), from whoever may have written them."""

import re
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

from webchat.imports import values
from webchat.imports.notes import Notes
from webchat.imports.problems import Refused
from webchat.imports.tree import ordered
from webchat.parameters.answering import Overrides, text_in
from webchat.parameters.recorded import sensible
from webchat.store.bringing import derived_id
from webchat.store.documents import Document, DocumentMessage
from webchat.wording import N_

MOST_MESSAGES = 50_000
LONGEST_SLUG = 64
_ENDED = ("complete", "stopped", "failed", "interrupted")
_RUNNING = ("pending", "streaming")
_ERROR = re.compile(r"[a-z_]{1,40}")
_WHO = ("you", "administrator", "provider")


def read(source: dict[str, Any], owner_id: str, notes: Notes) -> tuple[Document, list[DocumentMessage]]:
    """The conversation with its messages, parents first. Raises Refused."""
    given = source.get("messages")
    if not isinstance(given, list) or "id" not in source:
        raise Refused(N_("It is not a conversation in a format that webchat knows."))
    if len(given) > MOST_MESSAGES:
        raise Refused(N_("It has more than %(most)s messages."), most=MOST_MESSAGES)
    identity = _id(source["id"], derived_id(owner_id, str(source["id"])[:200]))
    entries = _entries(given, notes)
    order, parents = _in_order(entries, notes)
    created = values.moment(source.get("created_at")) or datetime.now(UTC)
    messages = [_message(entries[key], identity, key, parents[key], created, notes) for key in order]
    return _document(source, identity, created), messages


def _document(source: dict[str, Any], identity: UUID, created: datetime) -> Document:
    by = source.get("title_by")
    leaf = source.get("leaf")
    return Document(
        id=identity,
        title=_title(source.get("title")),
        title_by=by if by in ("words", "model", "person") else "model",
        created_at=created,
        updated_at=values.moment(source.get("updated_at")) or created,
        is_pinned=source.get("pinned") is True,
        shelf="archive" if source.get("shelf") == "archive" else "list",
        leaf_id=_id(leaf, uuid5(identity, leaf)) if isinstance(leaf, str) else None,
        assistant=text_in(source.get("assistant"), most=LONGEST_SLUG),
        overrides=Overrides.of(source.get("overrides")).stored() or None,
    )


def _title(value: Any) -> str | None:
    """As it is, when it is one of ours; else as a title has to be."""
    is_ours = isinstance(value, str) and len(value) <= values.LONGEST_TITLE and value.isprintable()
    return value if is_ours else values.line(value, longest=values.LONGEST_TITLE)


def _entries(given: list[Any], notes: Notes) -> dict[str, dict[str, Any]]:
    entries: dict[str, dict[str, Any]] = {}
    for entry in given:
        is_message = isinstance(entry, dict) and isinstance(entry.get("text"), str)
        if not is_message or not isinstance(entry.get("id"), str) or entry.get("role") not in ("user", "assistant"):
            notes.add("broken")
            continue
        key = _normal(entry["id"]) or ""
        if key in entries:
            notes.add("duplicate")
        entries[key] = entry
    return entries


def _in_order(entries: dict[str, dict[str, Any]], notes: Notes) -> tuple[list[str], dict[str, str | None]]:
    """As they stand in the file, when every parent comes before its children, as we write it."""
    parents = {key: _normal(entry.get("parent")) for key, entry in entries.items()}
    seen: set[str | None] = {None}
    is_ordered = True
    for key, parent in parents.items():
        is_ordered = is_ordered and parent in seen
        seen.add(key)
    if is_ordered:
        return list(entries), parents
    order, own = ordered(parents, {})
    notes.add("parent", sum(1 for key in own if own[key] != parents[key]))
    return order, own


def _message(
    entry: dict[str, Any], identity: UUID, key: str, parent: str | None, created: datetime, notes: Notes
) -> DocumentMessage:
    def own_id(each: str | None) -> UUID | None:
        return None if each is None else _id(each, uuid5(identity, each))

    text, is_cut = values.bounded(entry["text"])
    reasoning, is_reasoning_cut = values.bounded(entry["reasoning"] if isinstance(entry.get("reasoning"), str) else "")
    notes.add("cut", is_cut + is_reasoning_cut)
    status = entry.get("status", "complete")
    notes.add("running", status in _RUNNING)
    is_reply = entry["role"] == "assistant"
    return DocumentMessage(
        id=_id(key, uuid5(identity, key)),
        parent_id=own_id(parent),
        chosen_child_id=own_id(_normal(entry.get("chosen_child"))),
        role=entry["role"],
        text=text,
        reasoning=reasoning,
        status="complete" if not is_reply else status if status in _ENDED else "interrupted",
        error=_error(entry.get("error")),
        error_detail=_error_detail(entry.get("error_detail")),
        model=values.line(entry.get("model"), longest=values.LONGEST_NAME),
        finish_reason=values.line(entry.get("finish_reason"), longest=values.LONGEST_NAME),
        prompt_tokens=values.number(entry.get("prompt_tokens"), most=10**15),
        completion_tokens=values.number(entry.get("completion_tokens"), most=10**15),
        left_out=values.number(entry.get("left_out"), most=10**9) or 0,
        created_at=values.moment(entry.get("created_at")) or created,
        started_at=values.moment(entry.get("started_at")),
        finished_at=values.moment(entry.get("finished_at")),
        edited_at=values.moment(entry.get("edited_at")),
        asked_with=sensible(entry.get("asked_with")) if is_reply else None,
    )


def _error(value: Any) -> str | None:
    return value if isinstance(value, str) and _ERROR.fullmatch(value) else None


def _error_detail(value: Any) -> dict[str, Any] | None:
    """What explains a failure: known words only, since the page shows them as the server's own."""
    if not isinstance(value, dict):
        return None
    detail: dict[str, Any] = {
        name: value[name][:10_000]
        for name in ("message", "administrator", "detail")
        if isinstance(value.get(name), str)
    }
    if value.get("who") in _WHO:
        detail["who"] = value["who"]
    if "retry_after" in value:
        detail["retry_after"] = values.number(value["retry_after"], most=10**6)
    return detail or None


def _normal(value: Any) -> str | None:
    """An id as a key; ids that differ only in how they are written are one."""
    if not isinstance(value, str):
        return None
    try:
        return str(UUID(value))
    except ValueError:
        return value[:200]


def _id(key: Any, otherwise: UUID) -> UUID:
    try:
        return UUID(key) if isinstance(key, str) else otherwise
    except ValueError:
        return otherwise
