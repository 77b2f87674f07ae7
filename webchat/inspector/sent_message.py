"""One message of a request's body: who speaks, how it begins, and which message on the page it was made of."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from webchat.inspector import ties
from webchat.inspector.json_text import Path
from webchat.inspector.parsed_json import parsed
from webchat.inspector.parts import Part
from webchat.store.exchanges import ExchangeRecord

BEGINNING = 60  # characters


@dataclass(frozen=True, slots=True)
class SentMessage:
    """`number` counts from 1; `sources` are the ids of the page's messages, none where that is not known.

    `role` and `beginning` are decoded; `characters` counts those of the content: None when that is no text.
    `is_tied`: the style sheet of ties (ties.py) knows it.
    """

    number: int
    role: str
    beginning: str
    characters: int | None
    sources: Sequence[UUID]
    is_tied: bool


def sent_message(part: Part, sources: Sequence[Sequence[UUID]]) -> SentMessage:
    """The message that a part of the body shows, whose path is `("messages", n)`; `sources` are those of all."""
    place = int(part.path[1])
    content = _string_at(part, (*part.path, "content"))
    return SentMessage(
        number=place + 1,
        role=_string_at(part, (*part.path, "role")) or "",
        beginning=beginning_of(content or ""),
        characters=None if content is None else len(content),
        sources=sources[place] if place < len(sources) else (),
        is_tied=place >= len(sources) - ties.MOST,
    )


def question_of(record: ExchangeRecord) -> tuple[int, str] | None:
    """Where in the request the last message stands that a person wrote, and its text; None when there is none.

    The words with which the page asks for more of a reply are nobody's: they have no sources.
    """
    try:
        messages = parsed(record.request_body)["messages"]
        asked = [
            (place, storable(message["content"]))
            for place, message in enumerate(messages)
            if message["role"] == "user" and isinstance(message["content"], str)
        ]
    except (KeyError, TypeError):
        return None
    is_of_page = asks_for_more(record.sources)
    return next((each for each in reversed(asked) if not is_of_page or each[0] < len(record.sources) - 1), None)


def beginning_of(text: str) -> str:
    """The first words of a text, on one line."""
    words = re.sub(r"\s+", " ", text[: 4 * BEGINNING]).strip()
    return words if len(words) <= BEGINNING else f"{words[:BEGINNING].rstrip()}…"


def asks_for_more(sources: Sequence[Sequence[UUID]]) -> bool:
    """Whether a request with these sources continues a reply: its last message was made by the page, of none."""
    return bool(sources) and not sources[-1]


def storable(text: str) -> str:
    """The text without half surrogate pairs, which JSON can name (RFC 8259, section 8.2) and no page can carry."""
    return text.encode("utf-8", "replace").decode()


def _string_at(part: Part, path: Path) -> str | None:
    for line in part.lines:
        if line.path == path:
            found = [lexeme.text for lexeme in line.lexemes if lexeme.kind == "string"]
            return storable(json.loads(found[0])) if found else None
    return None
