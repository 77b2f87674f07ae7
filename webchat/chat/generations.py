"""All running replies of this process: starts them, saves their text every second, keeps their leases."""

import logging
import threading
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from webchat.chat.generation import LEASE, Generation
from webchat.errors import StorageUnavailable
from webchat.store import messages, submissions
from webchat.store.database import Database

SAVE_EVERY = 1.0
SWEEP_EVERY = 15.0
SUBMISSIONS_KEPT = timedelta(days=7)  # a form that was left open longer makes a new message
log = logging.getLogger("webchat.generations")


class Generations:
    """The registry of running replies. One ticker thread saves and renews them in one transaction a second."""

    def __init__(self, database: Database, make: Callable[[uuid.UUID, str], Generation]) -> None:
        self.database = database
        self.make = make
        self.holder = uuid.uuid4().hex
        self.running: dict[uuid.UUID, Generation] = {}
        self._saved_lengths: dict[uuid.UUID, int] = {}
        self._closing = threading.Event()
        self._ticker = threading.Thread(target=self._tick_until_closed, name="reply-ticker", daemon=True)

    def begin(self) -> None:
        """Start the ticker; replies that another process left behind are ended by it."""
        self._ticker.start()

    def start(self, reply_id: uuid.UUID) -> None:
        """Start to write a pending reply in the background."""
        generation = self.make(reply_id, self.holder)
        self.running[reply_id] = generation
        threading.Thread(target=self._run, args=(generation,), name=f"reply-{reply_id}", daemon=True).start()

    def wait(self, reply_id: uuid.UUID, seconds: float) -> None:
        """Wait until a reply of this process has ended, at most `seconds`; as long for one that another writes."""
        generation = self.running.get(reply_id)
        if generation is None:
            time.sleep(seconds)
        else:
            generation.ended.wait(seconds)

    def close(self, within: float) -> None:
        """Give running replies `within` seconds to end, then interrupt them; what has arrived is kept."""
        self._finish(within)
        for generation in list(self.running.values()):
            generation.interrupt()
        self._finish(min(within, 5.0))
        self._closing.set()

    def _finish(self, within: float) -> None:
        until = time.monotonic() + within
        for generation in list(self.running.values()):
            generation.ended.wait(max(0.0, until - time.monotonic()))

    def _run(self, generation: Generation) -> None:
        try:
            generation.run()
        finally:
            self.running.pop(generation.reply_id, None)

    def _tick_until_closed(self) -> None:
        next_sweep = time.monotonic()
        while not self._closing.wait(SAVE_EVERY):
            try:
                self._save_all()
                if time.monotonic() >= next_sweep:
                    self._sweep()
                    next_sweep = time.monotonic() + SWEEP_EVERY
            except StorageUnavailable as error:
                log.warning("running replies could not be saved now: %s", error.__cause__ or error)
            except Exception:  # without its ticks every running reply would lose its lease
                log.exception("running replies could not be saved now")

    def _save_all(self) -> None:
        """Save what has grown and renew every lease, in one transaction."""
        saved: dict[uuid.UUID, int] = {}
        if not self.running:
            return
        with self.database.writing() as session:
            for reply_id, generation in list(self.running.items()):
                text, reasoning = generation.text, generation.reasoning
                saved[reply_id] = len(text) + len(reasoning)
                if saved[reply_id] != self._saved_lengths.get(reply_id, 0):
                    messages.save_progress(session, reply_id, self.holder, text=text, reasoning=reasoning)
                if generation.is_claimed and not messages.renew(session, reply_id, self.holder, LEASE):
                    generation.interrupt()  # somebody else has ended it: no more tokens for nothing
        self._saved_lengths = saved

    def _sweep(self) -> None:
        now = datetime.now(UTC)
        with self.database.writing() as session:
            swept = messages.sweep_expired(session, now)
            submissions.sweep(session, now - SUBMISSIONS_KEPT)
        if swept:
            log.warning("%d replies were interrupted: whoever wrote them is gone", swept)
