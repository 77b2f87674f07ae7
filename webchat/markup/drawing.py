"""The open end of a reply as a page shows it: elements inside each other, of which only the last ones still grow.

Whatever is drawn is collected as patches: what one piece of text brings is one patch wherever that is possible.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from webchat.markup.nodes import Node, escaped, written
from webchat.markup.patches import Patch, difference

_MOST_PARTS = 200


@dataclass(slots=True)
class Level:
    """An open element, or several that are each other's last children; `tail` are the last nodes, still unsettled."""

    opening: str
    closing: str
    depth: int
    parts: list[str] = field(default_factory=list)
    tail: list[Node] = field(default_factory=list)

    def content(self) -> str:
        """Return what stands in the element."""
        return "".join(self.parts) + (written(self.tail) if self.tail else "")


class Drawing:
    """Grows at its end; `open` and `close` decide where that is."""

    def __init__(self) -> None:
        self.levels = [Level("", "", 0)]
        self._patches: list[Patch] = []
        self._added: list[str] = []
        self._unclosed: list[str] = []

    @property
    def depth(self) -> int:
        """How deep a patch must go to reach the innermost open element."""
        return self.levels[-1].depth

    @property
    def html(self) -> str:
        """All that is shown."""
        inside = "".join(level.opening + level.content() for level in self.levels)
        return inside + "".join(level.closing for level in reversed(self.levels))

    def open(self, opening: str, closing: str, *, depth: int = 1) -> None:
        """Append an element (`depth` elements, each the last child of the one before) and go on inside of it."""
        self.settle()
        self._add(opening)
        self._unclosed.append(closing)
        self.levels.append(Level(opening, closing, self.depth + depth))

    def close(self) -> None:
        """Go on outside the innermost open element."""
        if self._unclosed:
            self._added.append(self._unclosed.pop())
        else:
            self._flush()
        level = self.levels.pop()
        self.levels[-1].parts.append(f"{level.opening}{level.content()}{level.closing}")

    def append(self, html: str) -> None:
        """Append `html`, well-formed, to the innermost open element; what was unsettled in it stays as it is."""
        level = self.levels[-1]
        if level.tail:
            self.settle()
        level.parts.append(html)
        if len(level.parts) > _MOST_PARTS and len(self.levels) > 1:
            level.parts = ["".join(level.parts)]
        self._add(html)

    def grow(self, texts: list[Node], text: str, depth: int) -> None:
        """Append `text` to `texts`: unsettled nodes, or the children of one that is `depth` elements deep in them."""
        if texts and isinstance(texts[-1], str):
            texts[-1] += text
        else:
            texts.append(text)
        self._flush()
        self._patches.append(Patch(self.depth + depth, escaped(text)))

    def redraw(self, tail: list[Node]) -> None:
        """Replace the unsettled nodes at the end of the innermost open element."""
        level = self.levels[-1]
        if not level.tail:
            self._add(written(tail))
        else:
            self._flush()
            self._patches += difference(level.tail, tail, depth=level.depth)
        level.tail = tail

    def settle(self) -> None:
        """Keep the unsettled nodes of the innermost open element as they are."""
        level = self.levels[-1]
        if level.tail:
            level.parts.append(written(level.tail))
            level.tail = []

    def unsettle(self, text: str) -> None:
        """Make `text`, with which the innermost open element ends, unsettled again; it needs no escaping."""
        level = self.levels[-1]
        level.parts = ["".join(level.parts).removesuffix(text)]
        level.tail = [text]
        self._flush()

    def take(self) -> list[Patch]:
        """Return the patches since this was last called."""
        self._flush()
        patches, self._patches = self._patches, []
        return patches

    def _add(self, html: str) -> None:
        if html:
            self._added.append(html)

    def _flush(self) -> None:
        if self._added and not self._unclosed:
            self._patches.append(Patch(self.depth, "".join(self._added)))
            self._added = []
        elif self._added:
            depth = self._depth_without(self._unclosed)
            html = "".join([*self._added, *reversed(self._unclosed)])
            self._patches.append(Patch(depth, html))
            self._added, self._unclosed = [], []

    def _depth_without(self, unclosed: Sequence[str]) -> int:
        return self.levels[len(self.levels) - 1 - len(unclosed)].depth
