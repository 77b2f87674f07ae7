"""One screen of the presenter's view, and where in JSON its part stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from webchat.inspector.costs import Cost
from webchat.inspector.json_text import Line
from webchat.inspector.presenting_excerpts import Beginning, Excerpt
from webchat.inspector.timing import Timing
from webchat.wording import Wording, Words

SHORT = 8  # lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A title, sentences in plain words, and what they speak of: a text to be read, JSON, a price, times.

    `label` says what the excerpt is, where a text stands between the sentences and it. `left_out`: what else there is.
    """

    title: str
    words: Sequence[Wording]
    text: Beginning | None = None
    label: Words | None = None
    excerpt: Excerpt = Excerpt()
    cost: Cost | None = None
    timing: Timing | None = None
    left_out: Words | None = None

    @property
    def is_short(self) -> bool:
        """Whether it has room for larger letters."""
        return len(self.excerpt.lines) <= SHORT and not (self.text or self.timing)

    @property
    def characters_left_out(self) -> int:
        """Of the excerpt's lines and of the text."""
        return self.excerpt.characters_left_out + (self.text.left_out if self.text else 0)


def lines_of(lines: Sequence[Line] | None, name: str) -> Sequence[Line]:
    """The first field of this name with all that it holds; none when there is none."""
    path = next((line.path for line in lines or () if line.path and line.path[-1] == name), None)
    return [line for line in lines or () if path is not None and line.path[: len(path)] == path]


def has_value(lines: Sequence[Line]) -> bool:
    """Whether a field says anything: null does not."""
    return bool(lines) and not any(lexeme == ("word", "null") for lexeme in lines[0].lexemes)
