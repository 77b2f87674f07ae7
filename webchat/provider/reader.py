"""Turns the bytes of an answer into events, whatever cuts they come in. Pure.

The body itself says what it is, not its Content-Type: a stream of events, one JSON document, or somebody's web page.
"""

import json
from collections.abc import Iterable, Iterator

import orjson

from webchat.provider.answer import CUT_OFF, Answer
from webchat.provider.complaint import title_of
from webchat.provider.errors import BrokenAnswer, ProviderError, TooLarge
from webchat.provider.events import Event, Usage
from webchat.provider.sse import BYTE_ORDER_MARK, EventStream
from webchat.wording import N_

BODY_LIMIT = 32 * 2**20
_SHOWN = 80


class AnswerReader:
    """One body. Feed it every read, then call `finish`. Both raise a ProviderError only after the last good event."""

    def __init__(self, *, has_key: bool = True) -> None:
        self._answer = Answer(has_key=has_key)
        self._stream = EventStream()
        self._form = ""
        self._unread = bytearray()
        self._size = 0
        self._has_events = False

    @property
    def is_done(self) -> bool:
        """The formal end came: nothing that follows can matter."""
        return self._answer.is_done

    @property
    def is_complete(self) -> bool:
        """A finish reason or the formal end came: a cut from here on loses no text."""
        return self._answer.is_done or self._answer.finish_reason is not None

    @property
    def usage(self) -> Usage | None:
        """The token counts, as soon as they are known."""
        return self._answer.usage

    @property
    def finish_reason(self) -> str | None:
        """The finish reason in OpenAI's words, as soon as it is known."""
        return self._answer.finish_reason

    def feed(self, piece: bytes) -> Iterable[Event]:
        """Return the events that `piece` completes, neighbouring texts as one."""
        try:
            self._take(piece)
        except ProviderError as error:
            return _then_raise(self._answer.taken(), error)
        return self._answer.taken()

    def finish(self) -> Iterable[Event]:
        """Return what was still open, the usage and Finished."""
        try:
            self._close()
        except ProviderError as error:
            return _then_raise(self._answer.taken(), error)
        return self._answer.taken()

    def _take(self, piece: bytes) -> None:
        self._size += len(piece)
        if self._size > BODY_LIMIT:
            raise TooLarge("an answer of more than 32 MiB")
        if self._form != "events":
            self._unread += piece
            self._form = self._form or self._recognised()
            if self._form != "events":
                return
            piece = bytes(self._unread)
            del self._unread[_SHOWN:]
        for data in self._stream.feed(piece):
            self._event(data)

    def _recognised(self) -> str:
        """Return the form that the first character tells. Blank lines before it only keep the connection alive."""
        if BYTE_ORDER_MARK.startswith(self._unread):
            return ""
        self._unread = self._unread.removeprefix(BYTE_ORDER_MARK).lstrip()
        if self._unread.startswith(b"<"):
            raise BrokenAnswer(title_of(self._unread.decode("utf-8", "replace")))
        if not self._unread:
            return ""
        return "document" if self._unread.startswith((b"{", b"[")) else "events"

    def _event(self, data: bytes) -> None:
        self._has_events = True
        data = data.strip()
        if data == b"[DONE]":
            self._answer.is_done = True
        elif data.startswith((b"{", b"[")) and not self._answer.is_done:
            self._answer.take(_parsed(data))

    def _close(self) -> None:
        if self._form == "document":
            self._document()
        elif not self._answer.is_done:
            self._last_events()
        self._answer.finish()

    def _document(self) -> None:
        try:
            payload = json.loads(self._unread.decode("utf-8-sig", "replace"))
        except (ValueError, RecursionError):
            raise BrokenAnswer("JSON that ends too early", message=CUT_OFF) from None
        self._answer.take(payload)
        if not (isinstance(payload, dict) and payload.get("choices")):
            raise BrokenAnswer("a JSON document without choices: " + str(payload)[:_SHOWN])
        self._answer.is_done = True

    def _last_events(self) -> None:
        for data in self._stream.finish():
            try:
                self._event(data)
            except BrokenAnswer:
                break
        if not self._size:
            raise BrokenAnswer("a body of 0 bytes", message=N_("The AI service sent nothing. Try again."))
        if not self._has_events:
            beginning = bytes(self._unread[:_SHOWN]).decode("utf-8", "replace")
            raise BrokenAnswer("neither events nor JSON: " + beginning)


def _then_raise(events: list[Event], failure: ProviderError) -> Iterator[Event]:
    """Yield what came before a failure, and only then raise it."""
    yield from events
    raise failure


def _parsed(data: bytes) -> object:
    """Return what the JSON says. What orjson refuses, half a surrogate pair or NaN, the standard one may take."""
    try:
        payload: object = orjson.loads(data)
        return payload
    except orjson.JSONDecodeError:
        text = data.decode("utf-8", "replace")
    try:
        payload = json.loads(text)
    except (ValueError, RecursionError):
        raise BrokenAnswer("an event that is not JSON: " + text[:_SHOWN]) from None
    return payload
