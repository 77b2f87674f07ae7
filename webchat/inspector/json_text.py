"""JSON laid out over lines on its own text, so that what is shown is what was sent, character by character.

Nothing is decoded and written again: numbers, escapes, doubled keys and the order of keys stay as they came. It reads
from left to right and keeps what is open in a list, so that deep nesting is as good as any.
"""

import json
import re
from collections.abc import Sequence
from typing import Final, Literal, NamedTuple

Path = tuple[str | int, ...]
Kind = Literal["key", "string", "number", "word", "mark", "space"]
DEEPEST = 32  # levels: what stands deeper is indented, and named by its path, as if it stood there
MOST_LINES = 20_000  # a text with more of them is shown as it is: to lay it out would take seconds

# RFC 8259, sections 2 to 7
_LEXEME = re.compile(
    r"""
    (?P<space>[ \t\n\r]+)
    | (?P<mark>[{}\[\],:])
    | (?P<string>"[^"\\\x00-\x1f]*+(?:\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4})[^"\\\x00-\x1f]*+)*+")
    | (?P<number>-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?)
    | (?P<word>true|false|null)
    | (?P<unknown>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_ENDS: Final = {"{": "}", "[": "]"}


class Lexeme(NamedTuple):
    """A piece of the text as it stands there. `space` is what stood between two others; `word`: true, false, null."""

    kind: Kind
    text: str


class Line(NamedTuple):
    """One line: `indent` levels deep; `path` leads to what begins, or ends, on it: `("messages", 0, "role")`.

    The texts of all lexemes of all lines, joined, are the JSON as it came.
    """

    indent: int
    path: Path
    lexemes: Sequence[Lexeme]

    @property
    def shown(self) -> Sequence[Lexeme]:
        """Without the space at both ends, and that which would break the line."""
        shown = list(self.lexemes)
        while shown and shown[-1].kind == "space":
            shown.pop()
        while shown and shown[0].kind == "space":
            shown.pop(0)
        return [lexeme for lexeme in shown if lexeme.kind != "space" or not {"\n", "\r"} & set(lexeme.text)]


def json_lines(body: bytes) -> Sequence[Line] | None:
    """The lines of one JSON text (RFC 8259) in UTF-8; None when `body` is anything else, also several, or too long."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return None
    layout = _Layout()
    for match in _LEXEME.finditer(text):
        if not layout.take(match.lastgroup or "", match.group()) or layout.is_too_long:
            return None
    return layout.finished()


class _Layout:
    """Takes one lexeme after the other, as long as the grammar allows it, and begins lines where they belong."""

    def __init__(self) -> None:
        self._lines: list[Line] = []
        self._lexemes: list[Lexeme] = []
        self._begun: tuple[int, Path] = (0, ())
        self._open: list[str] = []  # the marks that opened what is open
        self._steps: list[str | int] = []  # where we are in each of them
        self._awaits = "value"

    def take(self, kind: str, text: str) -> bool:
        """Whether the lexeme may stand here."""
        if kind == "space":
            self._put("space", text)
            return True
        match kind, text, self._awaits:
            case "mark", "}" | "]", "after" | "key or end" | "item or end":
                return self._end(text)
            case "mark", ",", "after" if self._open:
                return self._next(text)
            case "mark", ":", "colon":
                self._put("mark", text)
                self._awaits = "value"
                return True
            case "string", _, "key" | "key or end":
                return self._key(text)
            case "mark", "{" | "[", "value" | "item or end":
                return self._begin(text)
            case "string" | "number" | "word", _, "value" | "item or end":
                self._item()
                self._put(kind, text)
                self._awaits = "after"
                return True
        return False

    @property
    def is_too_long(self) -> bool:
        """Whether there are more lines than are laid out."""
        return len(self._lines) > MOST_LINES

    def finished(self) -> Sequence[Line] | None:
        """All lines; None when something is missing."""
        if self._open or self._awaits != "after":
            return None
        self._finish_line()
        return self._lines

    def _begin(self, text: str) -> bool:
        self._item()
        self._put("mark", text)
        self._open.append(text)
        self._steps.append(0)
        self._awaits = "key or end" if text == "{" else "item or end"
        return True

    def _end(self, text: str) -> bool:
        if not self._open or _ENDS[self._open[-1]] != text:
            return False
        self._open.pop()
        self._steps.pop()
        if self._awaits == "after":
            self._new_line()
        self._put("mark", text)
        self._awaits = "after"
        return True

    def _next(self, text: str) -> bool:
        self._put("mark", text)
        if self._open[-1] == "{":
            self._awaits = "key"
        else:
            self._awaits = "value"
            self._steps[-1] = int(self._steps[-1]) + 1
        return True

    def _key(self, text: str) -> bool:
        self._steps[-1] = str(json.loads(text)) if "\\" in text else text[1:-1]
        self._new_line()
        self._put("key", text)
        self._awaits = "colon"
        return True

    def _item(self) -> None:
        """Each item of an array begins a line; the value of a key stands beside it."""
        if self._open and self._open[-1] == "[":
            self._new_line()

    def _new_line(self) -> None:
        self._finish_line()
        self._begun = (min(len(self._open), DEEPEST), tuple(self._steps[:DEEPEST]))

    def _finish_line(self) -> None:
        self._lines.append(Line(*self._begun, self._lexemes))
        self._lexemes = []

    def _put(self, kind: str, text: str) -> None:
        self._lexemes.append(Lexeme(kind, text))  # type: ignore[arg-type]
