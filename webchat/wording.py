"""Words for a person that stand in Python: marked, so that they are found for translation, and kept with their values.

They are translated where they are shown: in a template, or by `web.words`. Nothing here translates; what stands here
is English. What is stored is never a translation, so that each reader gets their own language.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol


class Wording(Protocol):
    """What can be said in any language: a sentence, and what its `%(name)s` stand for. `str` of it is English."""

    @property
    def words(self) -> str: ...

    @property
    def values(self) -> Mapping[str, object]: ...


Say = Callable[[Wording], str]  # puts words into a language; `str` says them in English


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence with its values. With a `plural`, the value `count` chooses between the two, as a language counts."""

    words: str
    values: Mapping[str, object] = field(default_factory=dict)
    plural: str | None = None

    def __str__(self) -> str:
        is_one = self.plural is None or self.values["count"] == 1
        return english(self.words if is_one else str(self.plural), **self.values)


@dataclass(frozen=True, slots=True)
class Voice:
    """How words, moments and days are written for one reader; in English, as files have them, where nobody says."""

    say: Say = str
    moment: Callable[[datetime], str] = lambda moment: f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    day: Callable[[datetime], str] = lambda moment: f"{moment:%Y-%m-%d}"

    def words(self, words: str, /, **values: object) -> str:
        """Bare words, said."""
        return self.say(Words(words, values))


ENGLISH = Voice()


class Seconds(int):
    """A duration among the values of a sentence: `30 seconds`."""


def N_(words: str) -> str:
    """These words, as they are: the catalogue of messages is made from what stands in these brackets."""
    return words


def NN_(singular: str, plural: str, count: int, **values: object) -> Words:
    """What is said of one and of several; the number stands for `%(count)s`."""
    return Words(singular, {"count": count} | values, plural)


def english(words: str, /, **values: object) -> str:
    """The English sentence, its numbers with commas; without `values` a `%` means itself."""
    return words % {name: _english(value) for name, value in values.items()} if values else words


def _english(value: object) -> object:
    if isinstance(value, Seconds):
        return f"{value:,} second{'' if value == 1 else 's'}"
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return f"{value:,}" if is_number else value
