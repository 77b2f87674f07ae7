"""Readers wake together on a beat, when there is something to read or their time is up, and nobody else does."""

import io
import math
import select
import socket
import threading
import time
from collections.abc import Iterator
from itertools import pairwise
from statistics import median

import pytest

from tests.provider.asking import QUESTION, ask, outcome_of
from tests.provider_server import DONE, ProviderServer, finish, pause, token, wait_for
from webchat.provider import Provider, Timeouts
from webchat.provider.beat import SECONDS, Beat, Seat
from webchat.provider.response import WatchedReader
from webchat.provider.watch import Watch


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


def seated(beat: Beat, connection: socket.socket) -> Seat:
    seat = beat.take_seat(connection.fileno())
    assert seat is not None
    return seat


def test_arrival_is_told_on_the_next_beat(pair: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = pair
    beat = Beat()
    seat = seated(beat, ours)
    is_early = seat.news.wait(3 * SECONDS)

    theirs.send(b"x")

    assert not is_early
    assert seat.news.wait(5)
    beat.leave(seat)


def test_arrival_before_the_seat_was_taken_is_told(pair: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = pair
    theirs.send(b"x")
    beat = Beat()

    seat = seated(beat, ours)

    assert seat.news.wait(5)
    beat.leave(seat)


def test_end_of_the_connection_is_told(pair: tuple[socket.socket, socket.socket]) -> None:
    ours, _ = pair
    beat = Beat()
    seat = seated(beat, ours)

    ours.shutdown(socket.SHUT_RDWR)

    assert seat.news.wait(5)
    beat.leave(seat)


def test_time_that_is_up_is_told(pair: tuple[socket.socket, socket.socket]) -> None:
    beat = Beat()
    seat = seated(beat, pair[0])
    started = time.monotonic()

    seat.until = started + 0.1

    assert seat.news.wait(5)
    assert time.monotonic() - started >= 0.1
    beat.leave(seat)


def test_who_has_left_is_told_nothing(pair: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = pair
    beat = Beat()
    left = seated(beat, ours)
    beat.leave(left)
    beat.leave(left)
    follower = seated(beat, ours)

    theirs.send(b"x")

    assert follower.news.wait(5)
    assert not left.news.is_set()
    beat.leave(follower)


def test_beat_stops_when_nobody_listens_and_begins_again(pair: tuple[socket.socket, socket.socket]) -> None:
    before = set(threading.enumerate())
    beat = Beat()
    beat.leave(seated(beat, pair[0]))

    for thread in set(threading.enumerate()) - before:
        thread.join(2)
    is_silent = set(threading.enumerate()) <= before
    seat = seated(beat, pair[0])
    seat.until = -math.inf

    assert is_silent
    assert seat.news.wait(5)
    beat.leave(seat)


def test_tokens_between_two_beats_are_one_event(server: ProviderServer, provider: Provider) -> None:
    server.answer_raw([part for _ in range(40) for part in (token("a"), pause(0.002))] + [finish(), DONE])

    started = time.monotonic()

    outcome = ask(provider)

    assert outcome.text == "a" * 40
    assert len(outcome.pieces) <= (time.monotonic() - started) / SECONDS + 5


@pytest.mark.parametrize("is_settling", [True, False])
def test_only_the_end_of_an_answer_is_read_at_once(
    pair: tuple[socket.socket, socket.socket], is_settling: bool
) -> None:
    ours, theirs = pair
    watch = Watch(Timeouts(5, 5, 5, 5), Beat())
    watch.begin()
    watch.begin_attempt()
    with WatchedReader(ours, io.RawIOBase(), watch) as reader:
        theirs.send(b"a")
        first = reader.receive()
        if is_settling:
            watch.settle(5)
        read_at = [time.monotonic()]
        for _ in range(20):
            theirs.send(b"b")
            assert reader.receive() == b"b"
            read_at.append(time.monotonic())
    beats = [(after - before) / SECONDS for before, after in pairwise(read_at)]

    assert first == b"a"
    assert median(beats) < 0.5 if is_settling else sum(beats) > 18


def test_without_epoll_replies_are_read_as_they_come(
    server: ProviderServer, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(select, "epoll")
    gate = threading.Event()
    server.answer_raw([token("one"), wait_for(gate), token(" two"), finish(), DONE])

    with provider.stream(QUESTION) as stream:
        next(stream)
        gate.set()
        outcome = outcome_of(stream)

    assert (outcome.text, outcome.finished) == (" two", "stop")
