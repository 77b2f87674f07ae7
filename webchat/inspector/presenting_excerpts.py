"""What of a long text can be read from the back of a room: its beginning and its end, and how much is left out."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from webchat.inspector.json_text import Lexeme, Line

Given = TypeVar("Given")
COLUMNS = 60  # characters of a fixed width, of 24 px, that stand beside each other on 1024 px
MOST_LINES = 11
TEXT_LINES, TEXT_CHARACTERS = 5, 240
_WHOLE_ESCAPES = re.compile(r"(?:[^\\]|\\(?:u[0-9A-Fa-f]{4}|[^u]))*", re.DOTALL)  # RFC 8259, section 7
GAP = (Lexeme("mark", "…"),)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Some lines, each in coloured pieces. What is left out is counted in lines, and within lines in characters."""

    lines: Sequence[Sequence[Lexeme]] = ()
    lines_left_out: int = 0
    characters_left_out: int = 0


@dataclass(frozen=True, slots=True)
class Beginning:
    """How a text begins, and how many characters follow."""

    text: str
    left_out: int


def beginning(text: str) -> Beginning:
    """A text as it is when it is short, else its first lines and characters."""
    lines = text.split("\n", TEXT_LINES)
    end = min(len("\n".join(lines[:TEXT_LINES])), TEXT_CHARACTERS)
    return Beginning(text, 0) if end == len(text) else Beginning(text[:end].rstrip() + " …", len(text) - end)


def of_json(lines: Iterable[Line], most: int = MOST_LINES) -> Excerpt:
    """Lines of JSON, indented from the first level that occurs."""
    lines = list(lines)
    least = min((line.indent for line in lines), default=0)
    return _excerpt(lines, lambda line: (Lexeme("space", "  " * (line.indent - least)), *line.shown), most)


def of_text(text: str, most: int = MOST_LINES) -> Excerpt:
    """Lines without colours; the spaces at their beginning are a piece of their own, as in JSON."""
    return _excerpt(text.splitlines(), _of_text, most)


def _of_text(line: str) -> Sequence[Lexeme]:
    rest = line.lstrip(" ")
    return (Lexeme("space", line[: len(line) - len(rest)]), Lexeme("mark", rest))


def excerpt(lines: Sequence[Sequence[Lexeme]], most: int = MOST_LINES) -> Excerpt:
    """The first and the last of many lines, each cut to what fits."""
    return _excerpt(lines, lambda line: line, most)


def _excerpt(lines: Sequence[Given], pieces_of: Callable[[Given], Sequence[Lexeme]], most: int) -> Excerpt:
    """Only lines that are kept are cut into pieces: there may be a hundred thousand."""
    left_out = len(lines) - most + 1 if len(lines) > most else 0
    first = most // 2
    kept = [*lines[:first], *lines[first + left_out :]] if left_out else lines
    fitted = [_fitted(pieces_of(line)) for line in kept]
    shown = [line for line, _ in fitted]
    return Excerpt(
        [*shown[:first], GAP, *shown[first:]] if left_out else shown,
        left_out,
        sum(missing for _, missing in fitted),
    )


def _fitted(line: Sequence[Lexeme]) -> tuple[Sequence[Lexeme], int]:
    """The line with its longest piece cut, and how many characters that takes away."""
    excess = sum(len(lexeme.text) for lexeme in line) - COLUMNS
    if excess <= 0:
        return line, 0
    place = max(range(len(line)), key=lambda place: len(line[place].text))
    kind, text = line[place]
    closing = '"' if kind == "string" and text.endswith('"') else ""
    end = max(1, len(text) - excess - 1 - len(closing))
    whole = _WHOLE_ESCAPES.match(text[:end])
    kept = whole[0] if whole else ""
    cut = Lexeme(kind, f"{kept}…{closing}")
    return [*line[:place], cut, *line[place + 1 :]], len(text) - len(kept) - len(closing)
