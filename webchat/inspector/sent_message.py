"""One message of a request's body: who speaks, how it begins, and which message on the page it was made of."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from webchat.inspector.json_text import Path
from webchat.inspector.parts import Part

BEGINNING = 60  # characters


@dataclass(frozen=True, slots=True)
class SentMessage:
    """`number` counts from 1; `sources` are the ids of the page's messages, none where that is not known.

    `role` and `beginning` are decoded; `characters` counts those of the content: None when that is no text.
    """

    number: int
    role: str
    beginning: str
    characters: int | None
    sources: Sequence[UUID]


def sent_message(part: Part, sources: Sequence[UUID]) -> SentMessage:
    """The message that a part of the body shows, whose path is `("messages", n)`."""
    content = _string_at(part, (*part.path, "content"))
    return SentMessage(
        number=int(part.path[1]) + 1,
        role=_string_at(part, (*part.path, "role")) or "",
        beginning=beginning_of(content or ""),
        characters=None if content is None else len(content),
        sources=sources,
    )


def beginning_of(text: str) -> str:
    """The first words of a text, on one line."""
    words = re.sub(r"\s+", " ", text[: 4 * BEGINNING]).strip()
    return words if len(words) <= BEGINNING else f"{words[:BEGINNING].rstrip()}…"


def storable(text: str) -> str:
    """The text without half surrogate pairs, which JSON can name (RFC 8259, section 8.2) and no page can carry."""
    return text.encode("utf-8", "replace").decode()


def _string_at(part: Part, path: Path) -> str | None:
    for line in part.lines:
        if line.path == path:
            found = [lexeme.text for lexeme in line.lexemes if lexeme.kind == "string"]
            return storable(json.loads(found[0])) if found else None
    return None
