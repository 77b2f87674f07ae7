"""Conversations as ChatGPT exports them: a tree of nodes, of which a reply may take many.

Nodes that ChatGPT hides are left out, and what follows them moves up. All nodes between two messages of the person's
are one reply: thoughts, calls of tools, what these answered, text. Where the tree parts within a reply, each way is a
version of it, with what they share.
"""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from webchat.imports import values
from webchat.imports.chatgpt_nodes import Node, nodes_of
from webchat.imports.chatgpt_replies import Replies
from webchat.imports.notes import Notes
from webchat.imports.problems import Refused
from webchat.store.bringing import derived_id
from webchat.store.documents import Document, DocumentMessage
from webchat.wording import N_

MOST_NODES = 50_000


def read(source: dict[str, Any], owner_id: str, notes: Notes) -> tuple[Document, list[DocumentMessage]]:
    """The conversation with its messages, parents first. Raises Refused."""
    mapping = source.get("mapping")
    if not isinstance(mapping, dict):
        raise Refused(N_("It is not a conversation in a format that webchat knows."))
    if len(mapping) > MOST_NODES:
        raise Refused(N_("It has more than %(most)s messages."), most=MOST_NODES)
    identity = derived_id(owner_id, _source_id(source, mapping))
    nodes = nodes_of(mapping, notes)
    created = values.moment(source.get("create_time")) or _first_time(nodes) or datetime.now(UTC)
    replies = Replies(nodes, identity, created, notes)
    messages = replies.messages()
    updated = values.moment(source.get("update_time")) or max((each.created_at for each in messages), default=created)
    return _document(source, identity, created, updated, replies.leaf(source.get("current_node"))), messages


def _document(
    source: dict[str, Any], identity: UUID, created: datetime, updated: datetime, leaf_id: UUID | None
) -> Document:
    return Document(
        id=identity,
        title=values.line(source.get("title"), longest=values.LONGEST_TITLE),
        title_by="model",
        created_at=created,
        updated_at=updated,
        is_pinned=source.get("is_starred") is True or values.moment(source.get("pinned_time")) is not None,
        shelf="archive" if source.get("is_archived") is True else "list",
        leaf_id=leaf_id,
    )


def _source_id(source: dict[str, Any], mapping: dict[str, Any]) -> str:
    """By which the same conversation is known again; old exports have no id, but their nodes do."""
    for name in ("conversation_id", "id"):
        if isinstance(source.get(name), str) and source[name]:
            return str(source[name])[:200]
    first = next(iter(mapping), "")
    return f"{source.get('create_time')} {first}"[:200]


def _first_time(nodes: list[Node]) -> datetime | None:
    return min((node.time for node in nodes if node.time), default=None)
