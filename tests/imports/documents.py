"""Documents for tests: a conversation and its messages, with what matters in each test changed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from webchat.store.documents import Document, DocumentMessage

BEGIN = datetime(2024, 2, 29, 12, 0, 0, 250_000, UTC)


def document(title: str = "Sky", **changes: object) -> Document:
    made = Document(
        id=uuid4(),
        title=title,
        title_by="model",
        created_at=BEGIN,
        updated_at=BEGIN + timedelta(days=1),
        is_pinned=True,
        shelf="archive",
        leaf_id=None,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def said(text: str, parent: DocumentMessage | None = None, **changes: object) -> DocumentMessage:
    made = DocumentMessage(
        id=uuid4(),
        parent_id=parent.id if parent else None,
        chosen_child_id=None,
        role="user",
        text=text,
        reasoning="",
        status="complete",
        error=None,
        error_detail=None,
        model=None,
        finish_reason=None,
        prompt_tokens=None,
        completion_tokens=None,
        left_out=0,
        created_at=BEGIN,
        started_at=None,
        finished_at=None,
        edited_at=None,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def line(*texts: str) -> list[DocumentMessage]:
    found: list[DocumentMessage] = []
    for number, text in enumerate(texts):
        found.append(said(text, found[-1] if found else None, role=("user", "assistant")[number % 2]))
    return found
