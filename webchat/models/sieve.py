"""Tells names that are wanted from others, by patterns with `*`, `?` and `[…]` (fnmatch), many names at a time.

All patterns are two expressions together: asking each of 200 of them about each of 20,000 names would take seconds.
"""

import re
from collections.abc import Iterable
from fnmatch import translate

NOTHING = r"(?!)"


class Sieve:
    """What fits one of these patterns."""

    def __init__(self, patterns: Iterable[str]) -> None:
        names = tuple(patterns)
        self._fits = _either(name for name in names if not name.startswith("*")).match
        self._ends_so = _either(name.lstrip("*") for name in names if name.startswith("*")).search

    def holds(self, name: str) -> bool:
        """Whether this name fits."""
        return (self._fits(name) or self._ends_so(name)) is not None


def _either(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(translate, patterns)) or NOTHING)
