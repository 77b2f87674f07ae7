"""JSON cut into parts that follow each other, so that words can stand beside each."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from webchat.inspector.json_text import Line, Path, json_lines
from webchat.wording import Words

FIRST, MOST = 60, 1_000  # lines of a part that are seen at once, and that are drawn
PLACES = {
    ("finish_reason",): "finish",
    ("choices", 0, "finish_reason"): "finish",
    ("usage", "prompt_tokens"): "usage",
}


@dataclass(frozen=True, slots=True)
class Part:
    """Lines that belong together, and what is said of them.

    `path` leads to what the part shows. What holds other parts has two of its own, one before and one after them:
    the second one `is_end`, and nothing is said of it.
    """

    path: Path
    lines: Sequence[Line]
    is_end: bool = False
    words: Sequence[Words] = ()

    @property
    def place(self) -> str | None:
        """Its name as a place in an answer that other lines lead to."""
        return PLACES.get(self.path)

    @property
    def first(self) -> Sequence[Line]:
        """Those that are seen at once."""
        return self.lines[:FIRST]

    @property
    def folded(self) -> Sequence[Line]:
        """Those that can be unfolded below them."""
        return self.lines[FIRST:MOST]

    @property
    def missing(self) -> int:
        """How many are not drawn at all."""
        return max(0, len(self.lines) - MOST)


def parts_of(body: bytes, is_part: Callable[[Path], bool]) -> Sequence[Part]:
    """The body in parts; none when it is no JSON. A line belongs to the innermost thing around it that `is_part`."""
    owners: dict[Path, Path] = {}

    def owner_of(line: Line) -> Path:
        if line.path not in owners:
            prefixes = (line.path[:length] for length in range(len(line.path), 0, -1))
            owners[line.path] = next((prefix for prefix in prefixes if is_part(prefix)), ())
        return owners[line.path]

    parts: list[Part] = []
    begun: set[Path] = set()
    for path, lines in groupby(json_lines(body) or (), owner_of):
        parts.append(Part(path, tuple(lines), is_end=path in begun))
        begun.add(path)
    return parts


def worded(parts: Iterable[Part], words_of: Callable[[Path], Sequence[Words]]) -> Sequence[Part]:
    """The same with what is to be said of each."""
    return [part if part.is_end else replace(part, words=tuple(words_of(part.path))) for part in parts]
