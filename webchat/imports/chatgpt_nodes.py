"""The nodes of one conversation of ChatGPT's, each judged by itself: whose it is, and what it says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from webchat.imports import values
from webchat.imports.chatgpt_parts import Said, said_by
from webchat.imports.notes import Notes
from webchat.imports.tree import ordered

_INSTRUCTIONS = ("user_editable_context", "model_editable_context")
Part = Literal["user", "reply", "nothing"]


@dataclass(frozen=True, slots=True)
class Node:
    """One node. `part`: a message of the person's, a piece of a reply, or nothing that is shown."""

    key: str
    parent: str | None
    part: Part
    said: Said
    time: datetime | None = None
    model: str | None = None
    status: str = "complete"
    finish_reason: str | None = None


def nodes_of(mapping: Mapping[str, Any], notes: Notes) -> list[Node]:
    """All nodes, each after its parent."""
    given = {key: node if isinstance(node, dict) else {} for key, node in mapping.items()}
    parents = {key: node.get("parent") if isinstance(node.get("parent"), str) else None for key, node in given.items()}
    listed = {
        key: [child for child in node["children"] if isinstance(child, str)]
        for key, node in given.items()
        if isinstance(node.get("children"), list)
    }
    order, own = ordered(parents, listed)
    notes.add("parent", sum(1 for key in own if own[key] != parents[key]))
    notes.add("broken", sum(1 for node in mapping.values() if not isinstance(node, dict)))
    return [_node(key, own[key], given[key].get("message"), notes) for key in order]


def _node(key: str, parent: str | None, message: Any, notes: Notes) -> Node:
    if not isinstance(message, dict):
        return Node(key, parent, "nothing", Said())
    part = _part(message, notes)
    said = said_by(message, notes) if part != "nothing" else Said()
    if part != "nothing" and not (said.text.strip() or said.reasoning.strip()):
        notes.add("empty")
        part, said = "nothing", Said()
    given = message.get("metadata")
    metadata: dict[str, Any] = given if isinstance(given, dict) else {}
    status, finish_reason = _end(message, metadata)
    return Node(
        key=key,
        parent=parent,
        part=part,
        said=said,
        time=values.moment(message.get("create_time")),
        model=values.line(metadata.get("model_slug"), longest=values.LONGEST_NAME),
        status=status,
        finish_reason=finish_reason,
    )


def _part(message: dict[str, Any], notes: Notes) -> Part:
    author, content, metadata = (message.get(name) for name in ("author", "content", "metadata"))
    role = author.get("role") if isinstance(author, dict) else None
    kind = content.get("content_type") if isinstance(content, dict) else None
    is_hidden = isinstance(metadata, dict) and metadata.get("is_visually_hidden_from_conversation") is True
    if kind in _INSTRUCTIONS:
        notes.add("instructions")
        return "nothing"
    if is_hidden or role == "system" or message.get("weight") == 0:
        if said_by(message, Notes()) != Said():
            notes.add("hidden")
        return "nothing"
    if role == "user":
        return "user"
    if role in ("assistant", "tool"):
        return "reply"
    notes.add("broken")
    return "nothing"


def _end(message: dict[str, Any], metadata: dict[str, Any]) -> tuple[str, str | None]:
    """How a piece of a reply ended: our status and finish reason."""
    details = metadata.get("finish_details")
    kind = details.get("type") if isinstance(details, dict) else None
    if kind == "max_tokens":
        return "complete", "length"
    if kind == "interrupted":
        return "stopped", None
    if message.get("status") in ("in_progress", "finished_partial_completion"):
        return "interrupted", None
    return "complete", "stop" if kind == "stop" else None
