"""One thread a worker that does the chores which are due; the database decides which worker does each."""

import logging
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

from webchat.errors import StorageUnavailable
from webchat.housekeeping.chore import Chore
from webchat.store import chores
from webchat.store.database import Database

LOOK_EVERY = 5.0  # seconds
CLAIM_EVERY = 60.0  # seconds at most between two tries to claim a chore
PAUSE = 0.02  # seconds between two batches, in which others write
CLOSING_TAKES = 5.0
BATCHES_AT_ONCE = 100  # of one chore, before the others have their turn
log = logging.getLogger("webchat.housekeeping")


class Housekeeping:
    """`begin` starts the thread, with a first round at once; `close` ends it. Nothing that fails here ends it."""

    def __init__(self, database: Database, all_chores: Sequence[Chore], *, look_every: float = LOOK_EVERY) -> None:
        self._database, self._chores, self._look_every = database, all_chores, look_every
        self._next_look = dict.fromkeys((chore.name for chore in all_chores), 0.0)
        self._unfinished: set[str] = set()  # claimed here, and not done yet
        self._has_deleted = False  # and what was is still in the database's log
        self._failing: dict[str, str] = {}  # what did not work when it was last tried, and why
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._keep_until_closed, name="housekeeping", daemon=True)

    def begin(self) -> None:
        """Start the thread."""
        self._thread.start()

    def close(self) -> None:
        """End after the batch that runs; waits for it, a few seconds at most."""
        self._closing.set()
        if self._thread.is_alive():
            self._thread.join(CLOSING_TAKES)

    def do_round(self) -> dict[str, int]:
        """Do what is due and not done by another worker; by name, how much of each that was.

        A chore that fails is logged, keeps no other from its turn, and is tried again in the next round.
        """
        done: dict[str, int] = {}
        for chore in self._chores:
            if self._is_time(chore) and not self._closing.is_set():
                with self._outliving(chore.name):
                    if self._is_ours(chore):
                        done[chore.name] = self._do(chore)
        if self._has_deleted:
            with self._outliving("emptying the log"):
                self._has_deleted = not self._database.forget_deleted()
        return done

    def _is_time(self, chore: Chore) -> bool:
        return chore.name in self._unfinished or self._next_look[chore.name] <= time.monotonic()

    def _is_ours(self, chore: Chore) -> bool:
        if chore.name in self._unfinished:
            return True
        if not (chore.is_due is None or chore.is_due(self._database)):
            return False
        self._next_look[chore.name] = time.monotonic() + min(CLAIM_EVERY, chore.every.total_seconds() / 2)
        with self._database.writing() as session:
            is_ours = chores.claim(session, chore.name, every=chore.every - timedelta(seconds=1))
        if is_ours:
            self._unfinished.add(chore.name)
        return is_ours

    def _do(self, chore: Chore) -> int:
        done = 0
        for _ in range(BATCHES_AT_ONCE):
            batch = chore.batch(self._database)
            if not batch:
                self._unfinished.discard(chore.name)
                break
            done += batch
            self._has_deleted = True
            if self._closing.wait(PAUSE):
                break
        if done:
            log.info("%s: %d done away with", chore.name, done)
        return done

    def _keep_until_closed(self) -> None:
        while not self._closing.is_set():
            self.do_round()
            self._closing.wait(PAUSE if self._unfinished - self._failing.keys() else self._look_every)

    @contextmanager
    def _outliving(self, name: str) -> Iterator[None]:
        """Go on whatever fails inside: without its rounds what was deleted would stay. It is told once."""
        try:
            yield
        except StorageUnavailable as error:
            if (cause := str(error.__cause__ or error)) not in self._failing.values():
                log.warning("housekeeping has to wait: %s", cause)
            self._has_failed(name, cause)
        except Exception as error:
            if name not in self._failing:
                log.exception("housekeeping: %s has failed", name)
            self._has_failed(name, repr(error))
        else:
            if self._failing.pop(name, None) and not self._failing:
                log.info("housekeeping works again")

    def _has_failed(self, name: str, cause: str) -> None:
        self._failing[name] = cause
        self._next_look[name] = 0.0
