"""The JSON of an answer, or of one event of it, field by field with words beside each."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from webchat.inspector.finish_words import finish_words
from webchat.inspector.json_text import Path
from webchat.inspector.parsed_json import parsed
from webchat.inspector.parts import Part, parts_of, worded
from webchat.inspector.response_words import RESPONSE_WORDS, field_words
from webchat.wording import Words

MOST_PARTS = 200
MOST_LINES = 3000
DEEPEST_UNKNOWN = 4  # choices, 0, message, and a field
_CLOSED = {
    "logprobs",
    "annotations",
    "reasoning_details",
    "prompt_filter_results",
    "content_filter_results",
    "metadata",
    "timings",
}


def answer_parts(body: bytes) -> Sequence[Part]:
    """The answer in parts; () when it is no JSON object or list, or so long that only its text can be shown."""
    if not body.lstrip().startswith((b"{", b"[")):
        return ()
    parts = parts_of(body, _fields())
    if sum(len(part.lines) for part in parts) > MOST_LINES:
        return ()
    payload = parsed(body)
    return worded(parts, lambda path: words_at(path, _at(payload, path)))


def words_at(path: Path, value: object) -> Sequence[Words]:
    """What is said of the field at this place: what it is, and what its value means where it has few."""
    if not path:
        return ()
    words = [Words(field_words(path))]
    return [*words, Words(finish_words(value))] if path[-1] == "finish_reason" else words


def moment_of(created: object) -> datetime | None:
    """The moment that so many seconds since 1970 are; None when it is no such number."""
    if isinstance(created, bool) or not isinstance(created, (int, float)):
        return None
    try:
        return datetime.fromtimestamp(created, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _fields() -> Callable[[Path], bool]:
    """Whether a field gets words of its own: not what stands within lists of details, and no more than 200."""
    taken: set[Path] = set()

    def is_field(path: Path) -> bool:
        name = path[-1]
        if path in taken:
            return True
        if len(taken) >= MOST_PARTS or not isinstance(name, str) or _CLOSED.intersection(path[:-1]):
            return False
        if len(path) > DEEPEST_UNKNOWN and field_words(path) not in RESPONSE_WORDS.values():
            return False
        taken.add(path)
        return True

    return is_field


def _at(value: Any, path: Path) -> object:
    """The word or number that stands there; None where there is none."""
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return None
    return value if isinstance(value, (str, int, float, bool)) else None
