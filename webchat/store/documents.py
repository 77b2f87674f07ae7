"""A conversation outside of the database: what is written into a file, and what is read from one.

A document is a tree of messages, the oldest first, each after its parent. It lacks what belongs to this server alone:
owner, places, leases, exchanges.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A conversation without its messages. `leaf_id` ends the line that it shows.

    `assistant` and `overrides`: what answers it, as the conversation itself has them.
    """

    id: UUID
    title: str | None
    title_by: str
    created_at: datetime
    updated_at: datetime
    is_pinned: bool
    shelf: str
    leaf_id: UUID | None
    assistant: str | None = None
    overrides: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentMessage:
    """One message. `parent_id` and `chosen_child_id` name messages of the same document."""

    id: UUID
    parent_id: UUID | None
    chosen_child_id: UUID | None
    role: str
    text: str
    reasoning: str
    status: str
    error: str | None
    error_detail: dict[str, Any] | None
    model: str | None
    finish_reason: str | None
    prompt_tokens: int | None
    completion_tokens: int | None
    left_out: int
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    edited_at: datetime | None
    asked_with: dict[str, Any] | None = None
