"""The memory that the arbiter and its workers share: real processes, forked before and after it was written."""

import os
from collections.abc import Callable

import pytest

from webchat.reloading.handover import HEAD, Handover, TooLarge, place_of


def in_a_worker(act: Callable[[], bool]) -> bool:
    """Whether `act` is true in a process that is forked now."""
    if (child := os.fork()) == 0:
        os._exit(0 if act() else 1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_nothing_is_newer_than_what_it_was_made_with() -> None:
    handover = Handover(("first",))

    assert handover.thing == ("first",)
    assert in_a_worker(lambda: handover.thing == ("first",) and handover.newer() is None)


def test_a_worker_that_was_forked_before_finds_what_was_put_there_since() -> None:
    handover = Handover(("first",))
    told, tell = os.pipe()

    def wait_and_look() -> bool:
        os.read(told, 1)
        return handover.newer() == ("second",) and handover.newer() is None and handover.thing == ("second",)

    if (child := os.fork()) == 0:
        os._exit(0 if wait_and_look() else 1)
    handover.put(("second",))
    os.write(tell, b"x")

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_a_worker_that_is_forked_later_has_it_already() -> None:
    handover = Handover(("first",))
    handover.put(("second",))
    handover.put(("third",))

    assert in_a_worker(lambda: handover.thing == ("third",) and handover.newer() is None)


def test_who_looks_seldom_finds_the_newest() -> None:
    arbiter, worker = two_sides(("first",))
    for number in range(5):
        arbiter.put((number,))

    assert worker.newer() == (4,)


def test_what_is_written_over_while_it_is_read_is_not_taken() -> None:
    arbiter, worker = two_sides(("first",))
    arbiter.put(("second",))
    arbiter.memory[place_of(1) + HEAD.size] ^= 1

    assert worker.newer() is None
    assert worker.thing == ("first",)

    arbiter.put(("third",))

    assert worker.newer() == ("third",)


def test_what_is_too_large_changes_nothing() -> None:
    arbiter, worker = two_sides(("first",))

    with pytest.raises(TooLarge):
        arbiter.put(("x" * 9_000_000,))

    assert worker.newer() is None
    assert arbiter.thing == ("first",)


def two_sides(thing: tuple[object, ...]) -> tuple[Handover[tuple[object, ...]], Handover[tuple[object, ...]]]:
    """The arbiter's side and a worker's, in one process: a fork copies all but the memory."""
    arbiter, worker = Handover(thing), Handover(thing)
    worker.memory.close()
    worker.memory = arbiter.memory
    return arbiter, worker
