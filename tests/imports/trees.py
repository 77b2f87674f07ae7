"""Small conversations as ChatGPT exports them, node by node, and what is read of them."""

import json
from pathlib import Path
from typing import Any

from webchat.imports.bounds import Bounds
from webchat.imports.reading import Reading
from webchat.store.documents import Document, DocumentMessage

Json = dict[str, Any]


def node(key: str, parent: str | None, message: Json | None = None, children: tuple[str, ...] = ()) -> Json:
    return {"id": key, "parent": parent, "message": message, "children": list(children)}


def message(role: str, *parts: Any, kind: str = "text", **changes: Any) -> Json:
    content = {"content_type": kind, "parts": list(parts)}
    return {"author": {"role": role}, "create_time": 1_700_000_000.0, "content": content, "metadata": {}} | changes


def conversation(*nodes: Json, current: str | None = None, **changes: Any) -> Json:
    mapping = {each["id"]: each for each in nodes}
    shown = {"title": "Sky", "create_time": 1_700_000_000.0, "update_time": 1_700_000_100.0, "conversation_id": "c-1"}
    return shown | {"mapping": mapping, "current_node": current or nodes[-1]["id"]} | changes


def line(*messages: Json, **changes: Any) -> Json:
    """A conversation in which each node follows the one before."""
    nodes = [node("n0", None)]
    nodes += [node(f"n{number}", f"n{number - 1}", each) for number, each in enumerate(messages, start=1)]
    return conversation(*nodes, **changes)


class ReadFile:
    """What was read of one file."""

    def __init__(self, folder: Path, content: Any, name: str = "conversations.json", **bounds: int) -> None:
        file = folder / name
        file.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        reading = Reading(file, "alice", Bounds(**bounds))
        self.conversations = [found.conversation for found in reading if found.conversation]
        self.notes = {kind: count for kind, count in reading.notes.counts.items() if count}
        self.refused, self.problem = dict(reading.notes.refused), reading.problem

    @property
    def document(self) -> Document:
        return self.conversations[0][0]

    @property
    def messages(self) -> list[DocumentMessage]:
        return self.conversations[0][1]

    @property
    def said(self) -> list[tuple[str, str]]:
        return [(each.role, each.text) for each in self.messages]


ONE = line(message("user", "Why?"), message("assistant", "So."))
TWO = [ONE, ONE | {"conversation_id": "c-2", "title": "<b>Second</b>"}]
