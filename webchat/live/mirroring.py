"""Copies of logs that other workers write, for the viewers of this one: one subscription a worker, shared by all.

A wake tells that a stream has grown; a missed one is caught up with within a second. What the store says to have ended
while its stream does not (its worker was killed, Valkey lost it) is ended here too.
"""

import contextlib
import logging
import math
import threading
import time
import uuid
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import redis

from webchat.live.channel import BEGIN, CHANNEL, ENDED, REASONING, REASONING_FROM, TEXT, TEXT_FROM, WRITER, key_of
from webchat.live.log import ReplyLog

LOOK_EVERY = 1.0  # seconds
ASK_STORE_EVERY = 5.0
UNWATCHED_FOR = 30.0
END_TAKES = 5.0  # seconds at most, to store it and tell us
log = logging.getLogger("webchat.live")


@dataclass(slots=True)
class Mirror:
    """One copy, and the last entry that it has taken."""

    reply_id: uuid.UUID
    log: ReplyLog = field(default_factory=ReplyLog)
    last_entry: str = "0"
    used_at: float = field(default_factory=time.monotonic)
    seems_ended: bool = False
    writer: str = ""

    def take(self, entry: dict[str, str]) -> None:
        """Add what an entry brings beyond what is here; one that leaves a gap waits for the next that does not.

        The last words of whoever wrote before, coming after the first of whoever continues, do not count.
        """
        if entry[BEGIN] == "1":
            self.writer = entry[WRITER]
        if entry[WRITER] != self.writer:
            return
        text = _beyond(entry[TEXT], int(entry[TEXT_FROM]), self.log.text_length)
        reasoning = _beyond(entry[REASONING], int(entry[REASONING_FROM]), self.log.reasoning_length)
        if reasoning:
            self.log.add_reasoning(reasoning)
        if text:
            self.log.add(text)
        if entry[ENDED] == "1":
            self.log.end()


class Mirrors:
    """`stop` is called with a reply that somebody asked to stop; `ended` tells which of some replies have ended."""

    def __init__(
        self,
        client: redis.Redis,
        *,
        stop: Callable[[uuid.UUID], object],
        ended: Callable[[Collection[uuid.UUID]], Collection[uuid.UUID]],
    ) -> None:
        self._client, self._stop, self._ended = client, stop, ended
        self._mirrors: dict[uuid.UUID, Mirror] = {}
        self._changing = threading.Lock()
        self._reading = threading.Lock()
        self._closing = threading.Event()
        self._leave_by = math.inf
        self._asked_store_at = 0.0
        self._thread = threading.Thread(target=self._listen_until_closed, name="reply-mirrors", daemon=True)

    def begin(self) -> None:
        """Start to listen."""
        self._thread.start()

    def find(self, reply_id: uuid.UUID) -> ReplyLog:
        """The copy of a running reply's log, as far as it can be read now; kept while somebody watches it."""
        with self._changing:
            known = self._mirrors.get(reply_id)
            mirror = known if known and not known.log.is_ended else Mirror(reply_id)
            mirror.used_at = time.monotonic()
            self._mirrors[reply_id] = mirror
        if mirror is not known:
            self._read_patiently([mirror])
        return mirror.log

    def leave(self, within: float) -> None:
        """Whoever watches a copy may do so for `within` seconds more, and then sees the end that its writer makes."""
        self._leave_by = time.monotonic() + within + END_TAKES
        if not within:
            self._end()

    def close(self) -> None:
        """End all copies, and listen no more."""
        self._end()
        if self._thread.is_alive():
            self._thread.join(2 * LOOK_EVERY)

    def _end(self) -> None:
        """Viewers of copies go to another worker."""
        self._closing.set()
        for mirror in list(self._mirrors.values()):
            mirror.log.end()

    def _listen_until_closed(self) -> None:
        while not self._closing.is_set():
            try:
                self._tidy()
                self._listen()
            except redis.RedisError as error:
                log.warning("other workers cannot be heard now: %s", error)
            except Exception:  # without this thread nobody would see what other workers write
                log.exception("other workers cannot be heard now")
            self._closing.wait(LOOK_EVERY)

    def _listen(self) -> None:
        with self._client.pubsub(ignore_subscribe_messages=True) as channel:  # type: ignore[no-untyped-call]
            channel.subscribe(CHANNEL)
            self._read(list(self._mirrors.values()))
            while not self._closing.is_set():
                self._hear(channel.get_message(timeout=LOOK_EVERY))

    def _hear(self, message: dict[str, str] | None) -> None:
        if message is None:
            self._read(list(self._mirrors.values()))
            self._tidy()
            return
        word, _, names = message["data"].partition(" ")
        ids = list(_ids_in(names))
        if word == "stop":
            for reply_id in ids:
                self._stop(reply_id)
        else:
            self._read([mirror for reply_id in ids if (mirror := self._mirrors.get(reply_id))])
        self._tidy()

    def _read_patiently(self, mirrors: Iterable[Mirror]) -> None:
        try:
            self._read(mirrors)
        except redis.RedisError as error:
            log.warning("a reply of another worker cannot be read now: %s", error)

    def _read(self, mirrors: Iterable[Mirror]) -> None:
        with self._reading:  # an entry is taken once
            by_key = {key_of(mirror.reply_id): mirror for mirror in mirrors}
            if not by_key:
                return
            places = {key: mirror.last_entry for key, mirror in by_key.items()}
            grown: Any = self._client.xread(places)  # type: ignore[arg-type]
            for key, entries in grown:
                for number, entry in entries:
                    by_key[key].last_entry = number
                    _take(by_key[key], entry)

    def _tidy(self) -> None:
        if time.monotonic() >= self._leave_by:
            self._end()
        if time.monotonic() < self._asked_store_at + ASK_STORE_EVERY:
            return
        self._asked_store_at = time.monotonic()
        self._forget_unused()
        self._end_what_the_store_says()

    def _forget_unused(self) -> None:
        with self._changing:
            for reply_id, mirror in list(self._mirrors.items()):
                is_unused = not mirror.log.is_watched and time.monotonic() - mirror.used_at > UNWATCHED_FOR
                if mirror.log.is_ended or is_unused:
                    del self._mirrors[reply_id]
                    mirror.log.end()  # so that nobody keeps it: who comes now gets a new one

    def _end_what_the_store_says(self) -> None:
        """Twice asked, so that the last entries have had time to come."""
        ended = self._ended(list(self._mirrors)) if self._mirrors else ()
        for reply_id in ended:
            if mirror := self._mirrors.get(reply_id):
                if mirror.seems_ended:
                    mirror.log.end()
                mirror.seems_ended = True


def _take(mirror: Mirror, entry: dict[str, str]) -> None:
    try:
        mirror.take(entry)
    except (KeyError, ValueError) as error:  # not one of ours
        log.warning("reply %s: an entry cannot be read: %r", mirror.reply_id, error)


def _ids_in(names: str) -> Iterator[uuid.UUID]:
    """The ids of a message, without what is none."""
    for name in names.split():
        with contextlib.suppress(ValueError):
            yield uuid.UUID(name)


def _beyond(text: str, begins_at: int, length: int) -> str:
    return text[length - begins_at :] if begins_at <= length else ""
