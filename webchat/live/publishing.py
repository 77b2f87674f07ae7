"""Copies the logs that are written in this process to Valkey or Redis, for the viewers of other workers.

One thread sends what is new of all replies in one round trip, at most every 40 ms. Each entry says at which character
its text begins, so that copies find gaps and skip what they have: after any failure everything is sent again.
"""

import logging
import secrets
import threading
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

import redis

from webchat.live.channel import BEGIN, CHANNEL, ENDED, REASONING, REASONING_FROM, TEXT, TEXT_FROM, WRITER, key_of
from webchat.live.log import ReplyLog

PAUSE = 0.04  # seconds
AFTER_FAILURE = 1.0
KEPT_WHILE_RUNNING = 3_600  # seconds after the last entry; a crash leaves it behind until then
KEPT_AFTER_END = 120
log = logging.getLogger("webchat.live")


@dataclass(slots=True)
class Published:
    """A log and how many of its characters have been sent. Watches it: a change puts it on the list."""

    log: ReplyLog
    reply_id: uuid.UUID
    publisher: "Publisher"
    text_length: int = 0
    reasoning_length: int = 0
    is_begun: bool = False
    writer: str = field(default_factory=lambda: secrets.token_hex(4))

    @property
    def is_needed(self) -> bool:
        return True

    def text_added(self, begins_at: int, text: str) -> None:
        """Put the log on the list."""
        self.publisher.note(self)

    def reasoning_added(self, begins_at: int, text: str) -> None:
        """Put the log on the list."""
        self.publisher.note(self)

    def ended(self) -> None:
        """Put the log on the list."""
        self.publisher.note(self)


class Publisher:
    """`publish` takes a log on; its end takes it off by itself."""

    def __init__(self, client: redis.Redis) -> None:
        self._client = client
        self._changed: dict[str, Published] = {}  # by writer
        self._noting = threading.Lock()
        self._woken = threading.Event()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._send_until_closed, name="reply-publisher", daemon=True)

    def begin(self) -> None:
        """Start the thread."""
        self._thread.start()

    def publish(self, reply_id: uuid.UUID, reply_log: ReplyLog) -> None:
        """Send what this log holds, and what will be added to it."""
        published = Published(reply_log, reply_id, self)
        reply_log.watchers.append(published)
        self.note(published)

    def note(self, published: Published) -> None:
        """Have what is new of a log sent with the next round."""
        with self._noting:
            self._changed[published.writer] = published
        self._woken.set()

    def close(self) -> None:
        """Send what is left, and end."""
        self._closing.set()
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join(5)

    def _send_until_closed(self) -> None:
        while not self._closing.is_set() or self._changed:
            self._woken.wait()
            self._woken.clear()
            if not self._send_changed() and self._closing.is_set():
                return
            self._closing.wait(PAUSE)

    def _send_changed(self) -> bool:
        with self._noting:
            changed, self._changed = self._changed, {}
        if not changed:
            return True
        try:
            self._send(list(changed.values()))
            return True
        except redis.RedisError as error:
            log.warning("running replies cannot be shared with other workers now: %s", error)
        except Exception:  # without this thread no other worker would see what is written here
            log.exception("running replies cannot be shared with other workers now")
        self._send_all_again(changed.values())
        self._closing.wait(AFTER_FAILURE)
        return False

    def _send_all_again(self, unsent: Iterable[Published]) -> None:
        for published in unsent:
            published.text_length = published.reasoning_length = 0
            published.is_begun = False
            self.note(published)

    def _send(self, changed: list[Published]) -> None:
        """In one transaction, so that no worker's entry stands between another's DEL and its first entry."""
        pipeline = self._client.pipeline()
        places = [_add(pipeline, published) for published in changed]
        pipeline.publish(CHANNEL, " ".join(["new", *(str(published.reply_id) for published in changed)]))
        numbers = pipeline.execute()
        self._send_all_again(
            published for published, place in zip(changed, places, strict=True) if numbers[place] is None
        )


def _add(pipeline: "redis.client.Pipeline", published: Published) -> int:
    """Add one entry with what is new; returns its place among the answers, None there when the stream was lost.

    The lengths grow at once: after a failure they are set back.
    """
    reply_log, key = published.log, key_of(published.reply_id)
    is_ended = reply_log.is_ended
    text, reasoning = reply_log.text, reply_log.reasoning
    entry = {
        TEXT_FROM: published.text_length,
        TEXT: text[published.text_length :],
        REASONING_FROM: published.reasoning_length,
        REASONING: reasoning[published.reasoning_length :],
        ENDED: int(is_ended),
        WRITER: published.writer,
        BEGIN: int(not published.is_begun),
    }
    if not published.is_begun:
        pipeline.delete(key)  # a continued reply had one before
    place = len(pipeline)
    pipeline.xadd(key, entry, nomkstream=published.is_begun)  # type: ignore[arg-type]  # it takes int as a value
    pipeline.expire(key, KEPT_AFTER_END if is_ended else KEPT_WHILE_RUNNING)
    published.text_length, published.reasoning_length, published.is_begun = len(text), len(reasoning), True
    return place
