"""Which examples are running now: not more than others can bear, and the same one twice at once is asked once."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from webchat.errors import Busy
from webchat.guide.asking import MOST_SECONDS, Answered
from webchat.wording import N_

MOST_OF_OWNER = 2
MOST_IN_ALL = 20
RETRY_AFTER = 10
PATIENCE = MOST_SECONDS + 10.0  # seconds that a second click waits for the first: with storing what was used


@dataclass(slots=True)
class _Run:
    owner: str
    is_over: threading.Event = field(default_factory=threading.Event)
    answers: Sequence[Answered] | None = None


class Running:
    """The examples that this process asks for. Safe to use from many threads."""

    def __init__(self, most_in_all: int = MOST_IN_ALL) -> None:
        self._most_in_all = most_in_all
        self._runs: dict[tuple[str, ...], _Run] = {}
        self._lock = threading.Lock()

    def once(self, owner: str, *what: str, ask: Callable[[], Sequence[Answered]]) -> Sequence[Answered]:
        """What `ask` gives; who wants the same while it runs, as a second click does, gets the answer to the first.

        Raises Busy when there is no room, and what `ask` raises.
        """
        key = (owner, *what)
        with self._lock:
            first = self._runs.get(key)
            if first is None:
                self._check_room(owner)
                run = self._runs[key] = _Run(owner)
        return _answers_of(first) if first else self._asked(key, run, ask)

    def _asked(self, key: tuple[str, ...], run: _Run, ask: Callable[[], Sequence[Answered]]) -> Sequence[Answered]:
        try:
            run.answers = ask()
            return run.answers
        finally:
            with self._lock:
                del self._runs[key]
            run.is_over.set()

    def _check_room(self, owner: str) -> None:
        if sum(run.owner == owner for run in self._runs.values()) >= MOST_OF_OWNER:
            raise Busy(
                N_("Two examples are being answered for you already. Your text is kept: send it when one has ended."),
                retry_after=RETRY_AFTER,
            )
        if len(self._runs) >= self._most_in_all:
            raise Busy(
                N_("Very many people are trying examples at the moment. Your text is kept: please try again soon."),
                retry_after=RETRY_AFTER,
            )


def _answers_of(run: _Run) -> Sequence[Answered]:
    run.is_over.wait(PATIENCE)
    if run.answers is None:
        raise Busy(
            N_("The same example was just sent and is not answered yet. Your text is kept: please try again soon."),
            retry_after=RETRY_AFTER,
        )
    return run.answers
