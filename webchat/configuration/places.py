"""Where something stands in a TOML file: the standard library's parser tells lines of syntax errors only.

A file is a row of statements, each of one line or more. A value stands in the statement that the shortest beginning of
the file which holds it ends with.
"""

import re
import tomllib
from bisect import bisect_left
from typing import Any

from webchat.toml_table import Place

CLOSES = ('"""', "'''", "]")


class Lines:
    """The lines of a TOML text, with `\\n` between them."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._ends = self._ends_of_statements()

    def of(self, place: Place) -> int:
        """The line, counted from 1, on which the statement at `place` begins, or the nearest around it; else 1."""
        while place and not _holds(self._beginning(self._ends[-1]), place):
            place = place[:-1]
        if not place:
            return 1
        first = bisect_left(self._ends, True, key=lambda end: _holds(self._beginning(end), place))
        return self._ends[first - 1] + 1

    def of_error(self, message: str) -> int:
        """The line that the parser's message is about; of what is never closed, where that begins."""
        told = re.search(r"at line (\d+)", message)
        return int(told[1]) if told else min(self._ends[-1] + 1, len(self._lines))

    def _ends_of_statements(self) -> list[int]:
        ends = [0]
        while ends[-1] < len(self._lines) and (end := self._end_of(ends[-1])):
            ends.append(end)
        return ends

    def _end_of(self, start: int) -> int | None:
        """After how many lines of the file the statement ends that begins there; None when it has no end."""
        for end in range(start + 1, len(self._lines) + 1):
            may_end = end == start + 1 or any(mark in self._lines[end - 1] for mark in CLOSES)
            if may_end and _parsed("\n".join(self._lines[start:end])) is not None:
                return end
        return None

    def _beginning(self, end: int) -> Any:
        return _parsed("\n".join(self._lines[:end]))


def _parsed(text: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError):
        return None


def _holds(value: Any, place: Place) -> bool:
    for step in place:
        if isinstance(value, dict) and step in value:
            value = value[step]
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return False
    return True
