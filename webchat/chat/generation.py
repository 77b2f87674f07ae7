"""Writes one reply: builds the context, follows the provider's stream, and ends it in exactly one way.

It runs in a thread of its own, apart from the request that asked and those that watch. What arrives goes into the
reply's log, which `Generations` saves every second, so nothing rests on the cleanup code here having run.
"""

import logging
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import TypeVar

from webchat.chat.context import Context, fit
from webchat.chat.continuing import continued, joint
from webchat.chat.ending import Ending, of_failure
from webchat.chat.history import History, read
from webchat.chat.recording import record_of
from webchat.chat.sent import Sent
from webchat.errors import StorageUnavailable
from webchat.live.log import ReplyLog
from webchat.model_choice import ModelChoice
from webchat.provider import (
    ChatRequest,
    Event,
    Exchange,
    Finished,
    Provider,
    ProviderError,
    Reasoning,
    ReplyStream,
    Text,
    Usage,
)
from webchat.provider.errors import ContextTooLong
from webchat.store import Session, exchanges, replies, waiting
from webchat.store.database import Database
from webchat.store.messages import End
from webchat.store.waiting import HeldForEnd

SMALLER_CONTEXTS = 2
STORING_TRIES_FOR = 60.0
LETS_NEXT = ("complete", "stopped")  # what waits for a reply that broke off is sent only when its writer says so
SendNext = Callable[[Session, uuid.UUID, HeldForEnd], Sent | None]
Outcome = TypeVar("Outcome")
log = logging.getLogger("webchat.generation")


class Generation:
    """One running reply, claimed by `holder`. What its log holds at the beginning is continued.

    `send_next` sends what waits for its end, within the transaction that stores that; `following` is then what it sent.
    """

    def __init__(
        self,
        database: Database,
        provider: Provider,
        model: ModelChoice,
        *,
        reply_id: uuid.UUID,
        holder: str,
        reply_log: ReplyLog,
        send_next: SendNext,
    ) -> None:
        self.database, self.provider, self.model = database, provider, model
        self.reply_id, self.holder, self.log = reply_id, holder, reply_log
        self.send_next = send_next
        self.ended = threading.Event()
        self.ending: Ending | None = None  # set when it is stored, by us
        self.following: Sent | None = None
        self.exchange = Exchange()
        self.usage: Usage | None = None
        self.finish_reason: str | None = None
        self.left_out = 0
        self.begun = time.monotonic()
        self.seconds_to_text: float | None = None
        self._beginning = reply_log.text
        self._has_arrived = False
        self._stream: ReplyStream | None = None
        self._told_to_end: End | None = None

    def run(self) -> None:
        """Write the reply to its end. The border where any failure becomes a stored end."""
        try:
            ending = self._write()
            self._patiently(partial(self._end, ending))
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
        if self._stream is not None:
            self._stream.close()

    def _patiently(self, store: Callable[[], Outcome]) -> Outcome:
        """Store something; while the database is away, try again for a minute: then the lease has long run out."""
        give_up = time.monotonic() + STORING_TRIES_FOR
        while True:
            try:
                return store()
            except StorageUnavailable:
                if time.monotonic() > give_up:
                    raise
                time.sleep(1)

    def _write(self) -> Ending:
        try:
            for event in self._events():
                self._take(event)
        except ProviderError as error:
            if self._told_to_end:
                return Ending(self._told_to_end)
            log.warning("reply %s: %s, HTTP status %s", self.reply_id, error.code, self.exchange.status)
            return of_failure(error)
        return Ending("complete" if self.finish_reason else self._told_to_end or "interrupted")

    def _events(self) -> Iterator[Event]:
        """The provider's events; a context that proves too long is halved, as long as nothing has arrived."""
        budget = self.model.context_tokens - self.model.max_reply_tokens
        history = self._patiently(partial(self._history, budget))
        context = fit(history.messages, system_prompt=self.model.system_prompt, budget=budget)
        for attempts_left in reversed(range(SMALLER_CONTEXTS + 1)):
            try:
                self.left_out = history.unread + context.left_out
                yield from self._open(context)
                return
            except ContextTooLong:
                smaller = fit(history.messages, system_prompt=self.model.system_prompt, budget=context.tokens // 2)
                if not attempts_left or self._has_arrived or smaller.left_out == context.left_out:
                    raise
                context = smaller

    def _open(self, context: Context) -> Iterator[Event]:
        self.exchange = Exchange()
        request = ChatRequest(
            model=self.model.name,
            messages=context.messages,
            max_tokens=self.model.max_reply_tokens,
            temperature=self.model.temperature,
        )
        with self.provider.stream(request, self.exchange) as stream:
            self._stream = stream
            if self._told_to_end:
                return
            yield from stream

    def _history(self, budget: int) -> History:
        with self.database.reading() as session:
            history = read(session, self.reply_id, budget=budget)
        return replace(history, messages=continued(history.messages, self._beginning))

    def _take(self, event: Event) -> None:
        match event:
            case Text(text):
                self._add(text)
            case Reasoning(text):
                self._has_arrived = True
                self.log.add_reasoning(text)
            case Usage():
                self.usage = event
            case Finished(reason):
                self.finish_reason = reason

    def _add(self, text: str) -> None:
        if self.seconds_to_text is None:
            self.seconds_to_text = time.monotonic() - self.begun
            text = joint(self._beginning, text) + text
        self._has_arrived = True
        self.log.add(text)

    def _end(self, ending: Ending) -> None:
        following = None
        with self.database.writing() as session:
            conversation = waiting.held_for_end(session, self.reply_id)
            is_ours = conversation is not None and self._finish(session, ending)
            if conversation and is_ours:
                self._keep_exchange(session, conversation)
                if ending.status in LETS_NEXT:
                    following = self.send_next(session, self.reply_id, conversation)
        self.ending, self.following = ending if is_ours else None, following

    def _finish(self, session: Session, ending: Ending) -> bool:
        usage = self.usage
        return replies.finish(
            session,
            self.reply_id,
            self.holder,
            status=ending.status,
            text=self.log.text,
            reasoning=self.log.reasoning,
            error=ending.error,
            error_detail=ending.detail,
            model=self.model.name,
            finish_reason=self.finish_reason,
            prompt_tokens=usage.prompt_tokens if usage else None,
            completion_tokens=usage.completion_tokens if usage else None,
            left_out=self.left_out,
        )

    def _keep_exchange(self, session: Session, conversation: HeldForEnd) -> None:
        record = record_of(self.exchange, self.usage)
        if record and conversation.shelf != "temporary":
            exchanges.save(session, self.reply_id, record)

    def _end_unexpectedly(self) -> None:
        try:
            self._patiently(partial(self._end, Ending("interrupted")))
        except StorageUnavailable:
            log.error("reply %s: its end could not be stored; its lease will run out", self.reply_id)
