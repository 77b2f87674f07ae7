"""Puts a load on one server and says what came of it: time, processor time, failures, delays, bytes, memory."""

import threading
import time
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from statistics import quantiles
from typing import Protocol, Self

from benchmarks import processes
from benchmarks.arrival import delays, fault, first_text
from benchmarks.chats import Chat, Kind
from benchmarks.driver import Driver
from benchmarks.order import Order

MEMORY_EVERY = 0.5


class LoadFailed(Exception):
    """A load in which a chat failed or a token is missing: its figures would mean nothing."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a load did. Times in seconds, memory in bytes; `delays` are those of all tokens while every chat ran."""

    chats: int
    tokens: int
    seconds: float
    cpu: float
    faults: tuple[str, ...]
    firsts: tuple[float, ...]
    delays: tuple[float, ...]
    size: int
    peak_memory: int

    @property
    def cpu_per_thousand(self) -> float:
        """Processor seconds of the server for 1,000 tokens."""
        return self.cpu / self.tokens * 1000

    @property
    def tokens_a_second(self) -> float:
        """From the first request to the last event."""
        return self.tokens / self.seconds

    def flawless(self) -> Self:
        """Itself. Raises LoadFailed when anything is missing."""
        if self.faults:
            raise LoadFailed(f"{len(self.faults)} of {self.chats} chats failed, one with: {self.faults[0]}")
        return self


class Reachable(Protocol):
    """Where a server is reached, and the process whose family is counted."""

    @property
    def host(self) -> str:
        """Its address."""

    @property
    def port(self) -> int:
        """Its port."""

    @property
    def id(self) -> int:
        """The process that was started."""


@dataclass(frozen=True, slots=True)
class Target:
    """A running server and how to talk to it."""

    kind: Kind
    server: Reachable

    def prepare(self, chats: list[Chat]) -> None:
        """Let every chat's browser open the page. Raises LoadFailed."""
        driver = Driver(self.server.host, self.server.port)
        for begin in range(0, len(chats), 20):
            failures = driver.play([self.kind.prepare(chat) for chat in chats[begin : begin + 20]])
            if failed := [failure for failure in failures if failure]:
                raise LoadFailed(f"the page was not to be had: {failed[0]}")

    def load(
        self,
        order: Order,
        chats: int,
        *,
        within: float = 0.0,
        seconds: float = 60.0,
        watched: AbstractContextManager[object] | None = None,
    ) -> Outcome:
        """`chats` at once, begun evenly `within` so many seconds, given up after `seconds`.

        `watched` is entered for as long as the load lasts; the pages were fetched before.
        """
        held = [Chat(order) for _ in range(chats)]
        self.prepare(held)
        with PeakMemory(self.server.id) as memory, watched or nullcontext():
            before = processes.cpu_seconds(self.server.id)
            began = time.monotonic()
            driver = Driver(self.server.host, self.server.port)
            failures = driver.play([self.kind.script(chat) for chat in held], within=within, seconds=seconds)
            took = time.monotonic() - began
            cpu = processes.cpu_seconds(self.server.id) - before
        return outcome(self.kind, held, failures, seconds=took, cpu=cpu, peak_memory=memory.peak)


def outcome(
    kind: Kind, chats: list[Chat], failures: list[str | None], *, seconds: float, cpu: float, peak_memory: int
) -> Outcome:
    """Read what the chats received."""
    faults = [failure or fault(kind, chat) for chat, failure in zip(chats, failures, strict=True)]
    good = [chat for chat, found in zip(chats, faults, strict=True) if found is None]
    firsts = [first_text(kind, chat) for chat in good]
    steady = max(firsts, default=0.0)
    stamped = [one for chat in good if chat.order.text == "stamps" for one in delays(kind, chat)]
    return Outcome(
        chats=len(chats),
        tokens=sum(chat.order.tokens for chat in chats),
        seconds=seconds,
        cpu=cpu,
        faults=tuple(found for found in faults if found),
        firsts=tuple(first - chat.asked for first, chat in zip(firsts, good, strict=True)),
        delays=tuple(delay for sent, delay in stamped if sent > steady),
        size=sum(chat.answer.size for chat in chats),
        peak_memory=peak_memory,
    )


class PeakMemory:
    """Notes the most memory that a server's processes had, in bytes, looking twice a second."""

    def __init__(self, process: int) -> None:
        self.process, self.peak = process, processes.memory(process)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join(5)

    def _watch(self) -> None:
        while not self._over.wait(MEMORY_EVERY):
            self.peak = max(self.peak, processes.memory(self.process))


def percentile(values: tuple[float, ...], percent: int) -> float:
    """The value that so many percent do not exceed; NaN without values."""
    if not values:
        return float("nan")
    return quantiles(values, n=100, method="inclusive")[percent - 1] if len(values) > 1 else values[0]
