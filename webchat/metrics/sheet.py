"""One worker's numbers, in memory that outlives it: a worker that is killed leaves them as they were.

Layout in words of 8 bytes: whether the worker is alive, how many words are in use, then series after series: length of
the key in bytes, count of numbers, key, numbers. A series is there once `in use` includes it: nobody reads half of one.
"""

import threading
from bisect import bisect_left
from collections.abc import Iterator

from webchat.metrics.families import COUNTED, Family, Labels

SHEET_BYTES = 262_144  # about 1,300 histograms; untouched memory costs nothing
WORD = 8
ALIVE, IN_USE, FIRST = 0, 1, 2
SPARE = 32  # words, more than the largest series
SEPARATOR = "\x1f"  # stands in no label

Reading = tuple[str, Labels, tuple[float, ...]]


class Sheet:
    """Series in a piece of memory. One process writes, any may read; safe for the writer's threads."""

    def __init__(self, memory: memoryview) -> None:
        self._bytes = memory
        self._words, self._numbers = memory.cast("Q"), memory.cast("d")
        self._places: dict[tuple[str, Labels], int] = {}
        self._one_at_a_time = threading.Lock()

    @property
    def is_alive(self) -> bool:
        """Whether a worker counts here: only then its gauges hold."""
        return self._words[ALIVE] == 1

    def begin(self) -> None:
        """Go on where an earlier worker ended: its counters stay, its gauges are nought."""
        self._places.clear()
        sizes = {family.name: family.size for family in COUNTED}
        for name, labels, place, size in self._series():
            if sizes.get(name) == size:
                self._places[name, labels] = place
        for family in COUNTED:
            if family.kind == "gauge":
                self.add(family, amount=-self._numbers[self._place(family, ())])
        self._words[ALIVE] = 1

    def end(self) -> None:
        """The worker is gone."""
        self._words[ALIVE] = 0

    def add(self, family: Family, labels: Labels = (), amount: float = 1.0) -> None:
        """Add to a counter or a gauge."""
        with self._one_at_a_time:
            self._numbers[self._place(family, labels)] += amount

    def observe(self, family: Family, labels: Labels, amount: float) -> None:
        """Count an amount in its bucket: the first whose upper bound is not below it."""
        with self._one_at_a_time:
            place = self._place(family, labels)
            self._numbers[place] += amount
            self._numbers[place + 1 + bisect_left(family.buckets, amount)] += 1

    def readings(self) -> Iterator[Reading]:
        """Every series as it stands: the family's name, its label values, its numbers."""
        for name, labels, place, size in self._series():
            yield name, labels, tuple(self._numbers[place : place + size])

    def _series(self) -> Iterator[tuple[str, Labels, int, int]]:
        at, end = FIRST, max(FIRST, self._words[IN_USE])
        while at < end:
            key_bytes, size = self._words[at], self._words[at + 1]
            start = (at + 2) * WORD
            name, *labels = str(self._bytes[start : start + key_bytes], "utf-8").split(SEPARATOR)
            place = at + 2 + _words_for(key_bytes)
            yield name, tuple(labels), place, size
            at = place + size

    def _place(self, family: Family, labels: Labels) -> int:
        place = self._places.get((family.name, labels))
        return self._append(family, labels) if place is None else place

    def _append(self, family: Family, labels: Labels) -> int:
        """Make room for a new series. What has no room is counted at the end of the memory, where nobody reads."""
        key = SEPARATOR.join((family.name, *labels)).encode()
        at = max(FIRST, self._words[IN_USE])
        place = at + 2 + _words_for(len(key))
        if place + family.size > len(self._words) - SPARE:
            return len(self._words) - SPARE
        start = (at + 2) * WORD
        self._words[at], self._words[at + 1] = len(key), family.size
        self._bytes[start : start + len(key)] = key
        for number in range(place, place + family.size):
            self._numbers[number] = 0.0  # a worker that was killed just here may have left something
        self._words[IN_USE] = place + family.size
        self._places[family.name, labels] = place
        return place


def _words_for(count: int) -> int:
    return -(-count // WORD)
