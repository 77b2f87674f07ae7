"""What the beginning of a line says about the block that it belongs to, as far as it has arrived."""

import re
from dataclasses import dataclass

_MOST_HELD = 500

_UNDECIDED = re.compile(
    r"#{1,6}|([-*_])[ \t]*(?:\1[ \t]*)*|\+[ \t]*|=+[ \t]*|\d{1,9}[.)]?[ \t]*|`{1,2}|`{3,}[^`]*|~{1,2}|~{3,}.*"
    r"|\$(?:\$.*)?|\\(?:\[.*)?|\[[^\]]{0,60}(?:\](?::.*)?)?|\|.*"
)
_HEADING = re.compile(r"(#{1,6})(?:[ \t]+|$)")
_FENCE = re.compile(r"(`{3,})([^`]*)$|(~{3,})(.*)$")
_RULE = re.compile(r"([-*_])[ \t]*(?:\1[ \t]*){2,}$")
_UNDERLINE = re.compile(r"(?:=+|-+)[ \t]*$")
_ITEM = re.compile(r"([-+*]|(\d{1,9})([.)]))([ \t]+|$)")
_DEFINITION = re.compile(r"\[[^\]]+\]:")
_TASK = re.compile(r"\[([ xX])\][ \t]+")
_FORMULA = re.compile(r"\$\$|\\\[")
_QUOTE = re.compile(r" {0,3}>[ ]?")


@dataclass(frozen=True, slots=True)
class QuoteMark:
    """A `>`; `length` is that of all of it, with the spaces around."""

    length: int


@dataclass(frozen=True, slots=True)
class ItemMark:
    """The marker of a list item; `kind` is what all items of a list share, `length` where its content begins."""

    kind: str
    number: int | None
    length: int
    is_empty: bool


@dataclass(frozen=True, slots=True)
class Leaf:
    """What a line begins that is no container: `kind` of it, `mark` that says so, and the `text` that follows."""

    kind: str
    text: str
    mark: str = ""
    indent: int = 0


Start = QuoteMark | ItemMark | Leaf


def start_of(line: str, *, is_whole: bool, is_table: bool) -> Start | None:
    """Return what `line` (behind the containers it continues) begins; nothing if more of the line must arrive.

    `is_table`: a table is open, whose rows may look like much else.
    """
    text = line.lstrip(" \t")
    indent = len(line) - len(text)
    if indent > 3:
        return Leaf("indented", line) if text else None
    if quote := _QUOTE.match(line):
        return QuoteMark(quote.end())
    if not is_whole and len(text) < _MOST_HELD and not (is_table and text.startswith("|")):
        if _UNDECIDED.fullmatch(text):
            return None
    if _RULE.match(text):
        return Leaf("rule", "", text)
    return _item(text, indent) or _leaf(text, indent, is_whole)


def is_underline(line: str) -> bool:
    """Return whether `line` makes a heading of the paragraph above."""
    return bool(_UNDERLINE.match(line.strip(" ")))


def task(text: str) -> tuple[str, str]:
    """Return the mark of a task at the beginning of an item, or nothing, and the text without it."""
    match = _TASK.match(text)
    return (match.group(1), text[match.end() :]) if match else ("", text)


def quote_length(line: str) -> int:
    """Return the length of the `>` that `line` begins with, and of the spaces around it."""
    match = _QUOTE.match(line)
    return match.end() if match else 0


def _item(text: str, indent: int) -> ItemMark | None:
    match = _ITEM.match(text)
    if not match:
        return None
    marker, number, delimiter, spaces = match.groups()
    is_empty = match.end() == len(text)
    width = len(spaces) if 0 < len(spaces) < 5 and not is_empty else 1
    length = indent + len(marker) + width
    return ItemMark(delimiter or marker, int(number) if number else None, length, is_empty)


def _leaf(text: str, indent: int, is_whole: bool) -> Leaf:
    if heading := _HEADING.match(text):
        return Leaf("heading", text[heading.end() :], heading.group(1))
    if fence := _FENCE.match(text):
        return Leaf("fence", fence.group(2) or fence.group(4) or "", fence.group(1) or fence.group(3), indent)
    if _FORMULA.match(text) and is_whole:
        return Leaf("formula", text)
    if _DEFINITION.match(text):
        return Leaf("definition", text)
    return Leaf("head" if text.startswith("|") and is_whole else "text", text)
