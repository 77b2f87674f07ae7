"""The text of a paragraph, heading or table cell while it is being written."""

import re

from webchat.markup.drawing import Drawing
from webchat.markup.exact import inline_html
from webchat.markup.inline_marks import SPECIAL
from webchat.markup.nodes import Node, escaped, nodes_of
from webchat.markup.sentence import Sentence

_MOST_SPACES = 500
_FIRST_BUDGET = 4_000
_BUDGET = 10
_COST_OF_EXACTNESS = 300
_SCHEME_AT_END = re.compile(r"https?:?/?$", re.IGNORECASE)
_BEGUN = {":": _SCHEME_AT_END, "/": _SCHEME_AT_END, "[": re.compile("!$")}
_LONGEST_SCHEME = len("https:/")


class RunningText:
    """Draws text at the end of a drawing. Plain words are only appended; what a mark changes is drawn again.

    Each character allows for so many to be read again; a text that wants more is appended as it is.
    """

    __slots__ = (
        "_before",
        "_budget",
        "_depth",
        "_drawing",
        "_is_held",
        "_is_unsure",
        "_recent",
        "_region",
        "_spaces",
        "_tip",
    )

    def __init__(self, drawing: Drawing) -> None:
        self._drawing = drawing
        self._before = self._recent = self._region = self._spaces = ""
        self._is_held = self._is_unsure = False
        self._tip: list[Node] | None = None
        self._depth = 0
        self._budget = _FIRST_BUDGET

    def add(self, text: str) -> None:
        """Show `text`; spaces at its end only when more follows."""
        text = self._spaces + text
        shown = text.rstrip(" ") if len(text) < _MOST_SPACES else text
        self._spaces = text[len(shown) :]
        if not shown:
            return
        if self._budget < 0:
            self._drawing.append(escaped(shown))
        elif SPECIAL.search(shown) or self._is_held or self._is_unsure:
            self._add_marked(shown)
        elif self._tip is None:
            self._before = shown[-1]
            self._recent = (self._recent + shown)[-_LONGEST_SCHEME:]
            self._drawing.append(shown)
        else:
            self._region += shown
            self._drawing.grow(self._tip, shown, self._depth)

    def end(self) -> None:
        """Show what was held back, and exactly what was only roughly read."""
        if self._region:
            self._drawing.redraw(nodes_of(inline_html(self._region)))
            self._settle(self._region)
        self._spaces = ""

    def _add_marked(self, text: str) -> None:
        if not self._region:
            self._recall(text)
        self._region += text
        self._budget += _BUDGET * len(text) - len(self._region)
        reading = Sentence(self._region, self._before).read()
        if reading.is_unsure and reading.unsure_from < reading.safe:
            self._read_exactly(reading.safe)
            return
        self._drawing.redraw(reading.nodes)
        is_open = reading.is_held or reading.is_unsure or reading.depth > 0
        if is_open and self._budget >= 0:
            if reading.is_held and not reading.is_unsure and not reading.depth and reading.held_from:
                held = self._region[reading.held_from :]
                self._settle(self._region[: reading.held_from])
                self._region = held
            self._tip, self._depth = reading.tip, reading.depth
            self._is_held, self._is_unsure = reading.is_held, reading.is_unsure
        else:
            held = self._region[reading.held_from :] if reading.is_held else ""
            self._settle(self._region)
            self._drawing.append(escaped(held))

    def _read_exactly(self, length: int) -> None:
        """Settle the first `length` characters as they are when read exactly; then go on with the rest."""
        self._budget -= _COST_OF_EXACTNESS
        known, rest = self._region[:length], self._region[length:]
        text = known.rstrip(" \n")
        self._drawing.redraw(nodes_of(inline_html(text) + escaped(known[len(text) :])))
        self._settle(known)
        if rest:
            self._add_marked(rest)

    def _settle(self, text: str) -> None:
        self._drawing.settle()
        self._before, self._recent, self._region = text[-1], text[-_LONGEST_SCHEME:], ""
        self._tip, self._is_held, self._is_unsure = None, False, False

    def _recall(self, text: str) -> None:
        """Take back the scheme of an address whose `://` comes only now, or the `!` of a picture."""
        pattern = _BEGUN.get(text[0])
        begun = pattern.search(self._recent) if pattern else None
        if begun:
            self._drawing.unsettle(begun.group())
            self._region = begun.group()
            self._before = self._recent[begun.start() - 1 : begun.start()]
