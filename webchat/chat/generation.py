"""Writes one reply: asks the model, takes what arrives, and ends the reply in exactly one way.

It runs in a thread of its own, apart from the request that asked and those that watch. What arrives goes into the
reply's log, which `Generations` saves every second, so nothing rests on the cleanup code here having run.
"""

import logging
import threading
import time
import uuid
from collections.abc import Callable
from functools import partial

from webchat.chat.asking import Asking
from webchat.chat.continuing import joint
from webchat.chat.ending import Ending, of_failure
from webchat.chat.patience import patiently
from webchat.chat.sent import Sent
from webchat.errors import StorageUnavailable
from webchat.live.log import ReplyLog
from webchat.provider import Event, Finished, ProviderError, Reasoning, Text, Usage
from webchat.store import Session, exchanges, replies, waiting
from webchat.store.database import Database
from webchat.store.exchanges import PackedExchanges
from webchat.store.messages import End
from webchat.store.waiting import HeldForEnd
from webchat.usage.recording import Spent, record

LETS_NEXT = ("complete", "stopped")  # what waits for a reply that broke off is sent only when its writer says so
SendNext = Callable[[Session, uuid.UUID, HeldForEnd], Sent | None]
log = logging.getLogger("webchat.generation")


class Generation:
    """One running reply, claimed by `holder`. What its log holds at the beginning is continued.

    `send_next` sends what waits for its end, within the transaction that stores that; `following` is then what it sent.
    """

    def __init__(
        self,
        database: Database,
        asking: Asking,
        *,
        holder: str,
        reply_log: ReplyLog,
        send_next: SendNext,
    ) -> None:
        self.database, self.asking, self.reply_id = database, asking, asking.reply_id
        self.holder, self.log, self.send_next = holder, reply_log, send_next
        self.ended = threading.Event()
        self.ending: Ending | None = None  # set when it is stored, by us
        self.following: Sent | None = None
        self.usage: Usage | None = None
        self.finish_reason: str | None = None
        self.begun = time.monotonic()
        self.seconds_to_text: float | None = None
        self._earlier_lengths = (reply_log.text_length, reply_log.reasoning_length)
        self._told_to_end: End | None = None

    def run(self) -> None:
        """Write the reply to its end. The border where any failure becomes a stored end."""
        try:
            ending = self._write()
            patiently(partial(self._end, ending, self._spent(), self._packed()))
        except Exception:
            log.exception("reply %s: unexpected failure", self.reply_id)
            self._end_unexpectedly()
        finally:
            self.ended.set()

    def stop(self) -> None:
        """End it now, from another thread, keeping what has arrived: a person wants no more."""
        self._end_early("stopped")

    def interrupt(self) -> None:
        """End it now, from another thread, keeping what has arrived: the server stops, or the reply is not ours."""
        self._end_early("interrupted")

    def _end_early(self, status: End) -> None:
        self._told_to_end = self._told_to_end or status
        self.asking.close()

    def _write(self) -> Ending:
        try:
            for event in self.asking.events():
                self._take(event)
        except ProviderError as error:
            if self._told_to_end:
                return Ending(self._told_to_end)
            log.warning("reply %s: %s, HTTP status %s", self.reply_id, error.code, self.asking.exchange.status)
            return of_failure(error)
        return Ending("complete" if self.finish_reason else self._told_to_end or "interrupted")

    def _take(self, event: Event) -> None:
        match event:
            case Text(text):
                self._add(text)
            case Reasoning(text):
                self.log.add_reasoning(text)
            case Usage():
                self.usage = event
            case Finished(reason):
                self.finish_reason = reason

    def _add(self, text: str) -> None:
        if self.seconds_to_text is None:
            self.seconds_to_text = time.monotonic() - self.begun
            text = joint(self.asking.beginning, text) + text
        self.log.add(text)

    def _end(self, ending: Ending, spent: Spent, packed: PackedExchanges) -> None:
        following = None
        with self.database.writing() as session:
            conversation = waiting.held_for_end(session, self.reply_id)
            is_ours = conversation is not None and self._finish(session, ending)
            if conversation and is_ours:
                record(session, conversation.owner_id, self.reply_id, spent)
                exchanges.keep(session, self.reply_id, packed)
                if ending.status in LETS_NEXT:
                    following = self.send_next(session, self.reply_id, conversation)
        self.ending, self.following = ending if is_ours else None, following

    def _finish(self, session: Session, ending: Ending) -> bool:
        return replies.finish(
            session,
            self.reply_id,
            self.holder,
            status=ending.status,
            text=self.log.text,
            reasoning=self.log.reasoning,
            error=ending.error,
            error_detail=ending.detail,
            model=self.asking.model,
            finish_reason=self.finish_reason,
            left_out=self.asking.left_out,
        )

    def _spent(self) -> Spent:
        text_from, reasoning_from = self._earlier_lengths
        return Spent(
            usage=self.usage,
            about=self.asking.about(self.log.reasoning[reasoning_from:] + self.log.text[text_from:]),
            price=self.asking.price,
            seconds=time.monotonic() - self.begun,
            seconds_to_text=self.seconds_to_text,
        )

    def _packed(self) -> PackedExchanges:
        """What is kept of the requests; nothing where that fails, since the reply matters more."""
        try:
            return self.asking.packed()
        except Exception:
            log.exception("reply %s: its exchanges could not be packed", self.reply_id)
            return PackedExchanges(())

    def _end_unexpectedly(self) -> None:
        """Without its exchanges: they may be what failed."""
        try:
            patiently(partial(self._end, Ending("interrupted"), self._spent(), PackedExchanges(())))
        except StorageUnavailable:
            log.error("reply %s: its end could not be stored; its lease will run out", self.reply_id)
