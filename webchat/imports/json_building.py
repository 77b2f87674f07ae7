"""One JSON value made out of the events of a parser: without recursion, and only so large."""

import sys
from typing import Any

from webchat.imports.bounds import Bounds

DEEPEST = 60
SHORT_KEY = 32
OPENING, CLOSING = ("start_map", "start_array"), ("end_map", "end_array")


class Building:
    """One object or list that is built from events, without recursion."""

    def __init__(self, event: str, bounds: Bounds) -> None:
        self.root: Any = {} if event == "start_map" else []
        self.is_large, self.duplicates = False, 0
        self._open: list[Any] = [self.root]
        self._keys: list[str] = [""]
        self._count = self._characters = 0
        self._most_values, self._most_characters = bounds.values, bounds.characters

    @property
    def depth(self) -> int:
        """How many objects and lists are not closed."""
        return len(self._open)

    def take(self, event: str, value: Any) -> bool:
        """Go on; False once all is closed, or when it has become too large."""
        if event == "map_key":
            self._characters += len(value)
            self._keys[-1] = sys.intern(value) if len(value) < SHORT_KEY else value
            return True
        if event in CLOSING:
            self._open.pop()
            self._keys.pop()
            return bool(self._open)
        self._count += 1
        if event in OPENING:
            made: Any = {} if event == "start_map" else []
            self._put(made)
            self._open.append(made)
            self._keys.append("")
        else:
            self._characters += len(value) if event == "string" else 0
            self._put(scalar(value))
        is_large = self._count > self._most_values or self._characters > self._most_characters
        self.is_large = is_large or len(self._open) > DEEPEST
        return not self.is_large

    def _put(self, value: Any) -> None:
        container = self._open[-1]
        if isinstance(container, list):
            container.append(value)
            return
        key = self._keys[-1]
        self.duplicates += key in container
        container[key] = value


def scalar(value: Any) -> Any:
    """Numbers as Python knows them (a number that is too large becomes infinite); everything else as it is."""
    return value if value is None or isinstance(value, str | bool | int) else float(value)
