"""Counts are kept, as many as there is room for, and never mistaken for each other."""

from collections.abc import Sequence

from webchat.context.kept_counts import KeptCounts


class Counting:
    """Counts characters, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, texts: Sequence[str]) -> list[int]:
        self.asked += texts
        return [len(text) for text in texts]


def test_a_text_is_counted_once() -> None:
    kept, count = KeptCounts(), Counting()

    first = kept.counts(["a", "bb", "a"], count)
    second = kept.counts(["bb", "ccc"], count)

    assert (first, second) == ([1, 2, 1], [2, 3])
    assert count.asked == ["a", "bb", "ccc"]


def test_those_that_were_not_asked_for_lately_are_forgotten() -> None:
    kept, count = KeptCounts(most=2), Counting()
    kept.counts(["a", "bb"], count)
    kept.counts(["a"], count)

    kept.counts(["ccc"], count)
    kept.counts(["a"], count)
    kept.counts(["bb"], count)

    assert count.asked == ["a", "bb", "ccc", "bb"]


def test_more_at_once_than_there_is_room_for_are_all_counted() -> None:
    kept = KeptCounts(most=3)

    assert kept.counts([str(number) for number in range(100)], Counting()) == [len(str(n)) for n in range(100)]
