"""Single values as strangers write them, made into what can be stored, or None."""

import math
from datetime import UTC, datetime
from typing import Any

from webchat.cleaning import clean

LONGEST_TEXT = 2_000_000  # characters of one text
LONGEST_TITLE = 200
LONGEST_NAME = 200
_EARLIEST, _LATEST = 0.0, 7_258_118_400.0  # 1970 and 2200


def moment(value: Any) -> datetime | None:
    """A time in seconds since 1970, or in RFC 3339; None for anything else, or a time that cannot be meant."""
    if isinstance(value, str):
        return _of_words(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not _is_sensible(value):
        return None
    return datetime.fromtimestamp(value, UTC)


def _of_words(value: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    is_sensible = found.tzinfo is not None and 1970 < found.year < 2200
    return found.astimezone(UTC) if is_sensible else None


def _is_sensible(value: float) -> bool:
    return (isinstance(value, int) or math.isfinite(value)) and _EARLIEST < value < _LATEST


def number(value: Any, *, most: int) -> int | None:
    """A whole number from 0 to `most`."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most else None


def line(value: Any, *, longest: int) -> str | None:
    """A text of one line, at most so long; None when nothing is left."""
    if not isinstance(value, str):
        return None
    words = " ".join(clean(value[: 10 * longest]).split())
    return (words if len(words) <= longest else f"{words[: longest - 1]}…") or None


def words(value: Any) -> str:
    """A text, cleaned of what cannot be seen or stored; empty for anything else."""
    return clean(value) if isinstance(value, str) else ""


def bounded(text: str) -> tuple[str, bool]:
    """A text that is not too long, which says how much is missing; and whether anything is."""
    if len(text) <= LONGEST_TEXT:
        return text, False
    missing = len(text) - LONGEST_TEXT
    return f"{text[:LONGEST_TEXT]}\n\n[{missing:,} more characters were left out when this was imported.]", True
