"""What was left out or changed on the way in, and how often: nothing is dropped in silence."""

from collections import Counter
from collections.abc import Mapping

_WORDS = {
    "hidden": ("hidden note of the system or a tool", "hidden notes of the system or of tools"),
    "empty": ("message without content", "messages without content"),
    "instructions": ("copy of your custom instructions", "copies of your custom instructions"),
    "picture": ("picture: its name stands in its place", "pictures: their names stand in their places"),
    "sound": ("recording: a line stands in its place", "recordings: lines stand in their places"),
    "file": ("attached file: its name stands in its place", "attached files: their names stand in their places"),
    "unknown": ("part of an unknown kind: a line stands there", "parts of unknown kinds: lines stand there"),
    "page": (
        "web page that a tool read: its beginning is kept",
        "web pages that tools read: their beginnings are kept",
    ),
    "citation": ("mark of a source without an address", "marks of sources without addresses"),
    "cut": ("text that was too long: its beginning is kept", "texts that were too long: their beginnings are kept"),
    "parent": ("message in no clear place: it begins a line", "messages in no clear place: they begin lines"),
    "duplicate": ("message that was there twice", "messages that were there twice"),
    "broken": ("message that cannot be read", "messages that cannot be read"),
    "running": ("reply that was still being written", "replies that were still being written"),
}


class Notes:
    """Counts what happens to one file, by kind, and why which conversations are refused."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()

    def add(self, kind: str, count: int = 1) -> None:
        """Count something; its kind has to have words."""
        assert kind in _WORDS
        self.counts[kind] += count

    def refuse(self, reason: str) -> None:
        """Count a conversation that cannot be used."""
        self.refused[reason] += 1


def in_words(counts: Mapping[str, int]) -> list[str]:
    """One line for each kind, the most frequent first."""
    ordered = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    return [f"{count:,} {_WORDS[kind][count != 1]}" for kind, count in ordered if kind in _WORDS and count > 0]
