"""Trees as strangers write them, put in order."""

import time

from webchat.imports.tree import ordered


def test_a_circle_is_opened_at_the_node_that_comes_first() -> None:
    order, parents = ordered({"a": "c", "b": "a", "c": "b", "d": None}, {})

    assert order == ["d", "a", "b", "c"]
    assert parents == {"a": None, "b": "a", "c": "b", "d": None}


def test_fifty_thousand_beginnings_take_no_longer_than_as_many_messages() -> None:
    parents: dict[str, str | None] = {f"n{number}": None for number in range(50_000)}

    begun = time.thread_time()
    order, _ = ordered(parents, {})

    assert order == list(parents)
    assert time.thread_time() - begun < 2
