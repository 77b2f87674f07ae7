"""All running replies of this process: starts them, saves their text every second, keeps their leases."""

import logging
import math
import threading
import time
import uuid
from collections.abc import Callable

from webchat.chat.generation import Generation
from webchat.chat.lease import LEASE
from webchat.chat.sweeping import Sweeping
from webchat.errors import StorageUnavailable
from webchat.live.live_replies import LiveReplies
from webchat.live.log import ReplyLog
from webchat.metrics.counting import Metrics
from webchat.provider import Usage
from webchat.store import replies
from webchat.store.database import Database
from webchat.store.messages import Message

SAVE_EVERY = 0.75  # seconds from beginning to beginning: on a busy machine too, what is lost is under a second
SWEEP_EVERY = 15.0
INTERRUPTING_TAKES = 5.0  # seconds at most: the provider's connection is shut at once, the end is stored
Make = Callable[[Message, str, ReplyLog], Generation]
log = logging.getLogger("webchat.generations")


class Generations:
    """The registry of running replies. One ticker thread saves and renews them in one transaction a second."""

    def __init__(self, database: Database, live: LiveReplies, make: Make, sweeping: Sweeping, metrics: Metrics) -> None:
        self.database, self.live, self.make, self.sweeping, self.metrics = database, live, make, sweeping, metrics
        self.holder = uuid.uuid4().hex
        self.running: dict[uuid.UUID, Generation] = {}
        self._saved_lengths: dict[uuid.UUID, int] = {}
        self._closing = threading.Event()
        self._finish_by = math.inf
        self._ticker = threading.Thread(target=self._tick_until_closed, name="reply-ticker", daemon=True)

    def begin(self) -> None:
        """Start the ticker; replies that another process left behind are ended by it."""
        self._ticker.start()

    def start(self, reply: Message) -> None:
        """Write a reply, claimed by `holder`, in the background; the text that it has is continued."""
        reply_log = self.live.begin(reply.id)
        if reply.reasoning:
            reply_log.add_reasoning(reply.reasoning)
        if reply.text:
            reply_log.add(reply.text)
        generation = self.make(reply, self.holder, reply_log)
        self.metrics.reply_started()
        self.running[reply.id] = generation
        threading.Thread(target=self._run, args=(generation,), name=f"reply-{reply.id}", daemon=True).start()

    def stop(self, reply_id: uuid.UUID) -> bool:
        """Stop a reply that is written here, keeping what has arrived; False when it is not."""
        generation = self.running.get(reply_id)
        if generation is not None:
            generation.stop()
        return generation is not None

    def wait(self, reply_id: uuid.UUID, seconds: float) -> None:
        """Wait until a reply of this process has ended, at most `seconds`; as long for one that another writes."""
        generation = self.running.get(reply_id)
        if generation is None:
            time.sleep(seconds)
        else:
            generation.ended.wait(seconds)

    def finish(self, within: float) -> None:
        """Give running replies `within` seconds to end, counted from the first call, then interrupt them.

        What has arrived is kept.
        """
        self._finish_by = min(self._finish_by, time.monotonic() + within)
        self._wait_for_all(self._finish_by)
        for generation in list(self.running.values()):
            generation.interrupt()
        self._wait_for_all(time.monotonic() + INTERRUPTING_TAKES)

    def close(self, within: float) -> None:
        """Finish, and save nothing more."""
        self.finish(within)
        self._closing.set()

    def _wait_for_all(self, until: float) -> None:
        """Those too that are begun meanwhile: who was connected already may still send."""
        while running := [each for each in self.running.values() if not each.ended.is_set()]:
            if time.monotonic() >= until:
                return
            for generation in running:
                generation.ended.wait(max(0.0, until - time.monotonic()))

    def _run(self, generation: Generation) -> None:
        try:
            generation.run()
            if generation.following:  # before the viewers of this one learn of it
                self.start(generation.following.reply)
        finally:
            if self.running.get(generation.reply_id) is generation:  # it may be continued already
                del self.running[generation.reply_id]
            self.live.end(generation.reply_id, generation.log)
            self._count(generation)

    def _count(self, generation: Generation) -> None:
        if generation.ending is None:
            return
        usage = generation.usage or Usage()
        self.metrics.reply_ended(
            status=generation.ending.status,
            error=generation.ending.error,
            seconds=time.monotonic() - generation.begun,
            first_token_seconds=generation.seconds_to_text,
            prompt_tokens=usage.prompt_tokens,
            completion_tokens=usage.completion_tokens,
        )

    def _tick_until_closed(self) -> None:
        next_save = next_sweep = time.monotonic()
        while not self._closing.wait(max(0.0, next_save - time.monotonic())):
            next_save = time.monotonic() + SAVE_EVERY
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
        """Save what has grown and renew every lease, in one transaction; end what is no longer wanted or ours."""
        running = dict(self.running)
        if not running:
            return
        lengths = {
            reply_id: generation.log.text_length + generation.log.reasoning_length
            for reply_id, generation in running.items()
        }
        grown = [reply_id for reply_id, length in lengths.items() if length != self._saved_lengths.get(reply_id, 0)]
        with self.database.writing() as session:
            progress = {reply_id: (running[reply_id].log.text, running[reply_id].log.reasoning) for reply_id in grown}
            replies.save_progress(session, self.holder, progress)
            held = replies.renew(session, running, self.holder, LEASE)
        self._saved_lengths = lengths
        for reply_id, generation in running.items():
            if reply_id not in held:
                generation.interrupt()  # somebody else has ended or deleted it: no more tokens for nothing
            elif held[reply_id]:
                generation.stop()

    def _sweep(self) -> None:
        swept = self.sweeping.sweep(self.running)
        if swept:
            self.metrics.replies_swept(swept)
            log.warning("%d replies were interrupted: whoever wrote them is gone", swept)
