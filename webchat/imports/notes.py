"""What was left out or changed on the way in, and how often: nothing is dropped in silence."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from webchat.wording import NN_, Wording, Words

_WORDS: dict[str, Callable[[int], Words]] = {
    "hidden": lambda count: NN_(
        "%(count)s hidden note of the system or a tool", "%(count)s hidden notes of the system or of tools", count
    ),
    "empty": lambda count: NN_("%(count)s message without content", "%(count)s messages without content", count),
    "instructions": lambda count: NN_(
        "%(count)s copy of your custom instructions", "%(count)s copies of your custom instructions", count
    ),
    "picture": lambda count: NN_(
        "%(count)s picture: its name stands in its place",
        "%(count)s pictures: their names stand in their places",
        count,
    ),
    "sound": lambda count: NN_(
        "%(count)s recording: a line stands in its place", "%(count)s recordings: lines stand in their places", count
    ),
    "file": lambda count: NN_(
        "%(count)s attached file: its name stands in its place",
        "%(count)s attached files: their names stand in their places",
        count,
    ),
    "unknown": lambda count: NN_(
        "%(count)s part of an unknown kind: a line stands there",
        "%(count)s parts of unknown kinds: lines stand there",
        count,
    ),
    "page": lambda count: NN_(
        "%(count)s web page that a tool read: its beginning is kept",
        "%(count)s web pages that tools read: their beginnings are kept",
        count,
    ),
    "citation": lambda count: NN_(
        "%(count)s mark of a source without an address", "%(count)s marks of sources without addresses", count
    ),
    "cut": lambda count: NN_(
        "%(count)s text that was too long: its beginning is kept",
        "%(count)s texts that were too long: their beginnings are kept",
        count,
    ),
    "parent": lambda count: NN_(
        "%(count)s message in no clear place: it begins a line",
        "%(count)s messages in no clear place: they begin lines",
        count,
    ),
    "duplicate": lambda count: NN_(
        "%(count)s message that was there twice", "%(count)s messages that were there twice", count
    ),
    "broken": lambda count: NN_(
        "%(count)s message that cannot be read", "%(count)s messages that cannot be read", count
    ),
    "running": lambda count: NN_(
        "%(count)s reply that was still being written", "%(count)s replies that were still being written", count
    ),
}


class Notes:
    """Counts what happens to one file, by kind, and why which conversations are refused.

    Reasons are known by their English sentences; `wordings` has the words and values of those that have values.
    """

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.wordings: dict[str, tuple[str, Mapping[str, object]]] = {}

    def add(self, kind: str, count: int = 1) -> None:
        """Count something; its kind has to have words."""
        assert kind in _WORDS
        self.counts[kind] += count

    def refuse(self, reason: Wording) -> None:
        """Count a conversation that cannot be used."""
        self.refused[self.sentence(reason)] += 1

    def sentence(self, reason: Wording) -> str:
        """The English sentence; how it is said in other languages is remembered."""
        if reason.values:
            self.wordings[str(reason)] = reason.words, reason.values
        return str(reason)


def wording_of(sentence: str, wordings: Mapping[str, Any]) -> Words:
    """What was said, as it can be translated, by the stored `wordings`."""
    words, values = wordings.get(sentence, (sentence, {}))
    return Words(words, values)


def in_words(counts: Mapping[str, int]) -> list[Words]:
    """One line for each kind, the most frequent first."""
    ordered = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    return [_WORDS[kind](count) for kind, count in ordered if kind in _WORDS and count > 0]
