"""The client of an OpenAI-compatible API: `Provider.stream` gives a reply's events, `Provider.models` what there is.

for event in provider.stream(ChatRequest("gpt-5", (ChatMessage("user", "Hello"),))): ...
"""

import json
from collections.abc import Generator
from types import TracebackType
from typing import Self

from webchat.provider.call import Call, Heard
from webchat.provider.complaint import complaint_in_payload
from webchat.provider.dialect import Dialect, Dialects
from webchat.provider.endpoint import Endpoint, Timeouts
from webchat.provider.errors import BrokenAnswer, ProviderError, TooLarge
from webchat.provider.events import Event
from webchat.provider.exchange import Exchange
from webchat.provider.reader import BODY_LIMIT, AnswerReader
from webchat.provider.transport import Transport
from webchat.provider.verdict import verdict
from webchat.provider.watch import DRAIN_SECONDS, SETTLE_SECONDS, Watch
from webchat.provider.wire import ChatRequest, Model, is_complaint, models_in, request_body

_STREAMED = {"Accept": "text/event-stream, application/json", "Accept-Encoding": "identity"}
_WHOLE = {"Accept": "application/json"}
_SENT = {"Content-Type": "application/json"}


class ReplyStream:
    """The events of one reply, made as they are asked for. `close`, or leaving a `with`, ends it at once."""

    def __init__(self, watch: Watch, events: Generator[Event]) -> None:
        self._watch = watch
        self._events = events

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Event:
        """Return the next event. Raises a ProviderError when the reply fails, also after some of its text has come."""
        if self._watch.is_closed:
            self.close()
            raise StopIteration
        event = next(self._events)
        if self._watch.is_closed:
            self.close()
            raise StopIteration
        return event

    def close(self) -> None:
        """Shut the provider's connection at once, from any thread. A read that is blocked wakes, and iteration ends."""
        self._watch.close()
        try:
            self._events.close()
        except ValueError:
            return  # Another thread is inside: it finds its connection shut and ends by itself.

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Provider:
    """One endpoint with its connections and what was learned about its models. Safe to share between threads."""

    def __init__(
        self, endpoint: Endpoint, timeouts: Timeouts, *, pool_size: int = 100, heard: Heard | None = None
    ) -> None:
        """`heard` is told in each call's own thread of the answer's first bytes, and of the error that it ends with,
        but for an answer that took too long once it had begun."""
        self._endpoint = endpoint
        self._heard = heard
        self._timeouts = timeouts
        self._transport = Transport(endpoint, pool_size)
        self._dialects = Dialects()

    def stream(self, request: ChatRequest, exchange: Exchange | None = None) -> ReplyStream:
        """Return the reply's events; nothing is sent before the first is asked for.

        Follows the OpenAI API reference, "Create chat completion". `exchange` is filled while the call goes on.
        """
        call = self._call(exchange)
        return ReplyStream(call.watch, self._events(call, request))

    def body_of(self, request: ChatRequest) -> bytes:
        """Return the JSON body that `stream` would send first, in the dialect that is known of the model."""
        return request_body(request, self._dialects.of(request.model))

    def models(self) -> list[Model]:
        """Return what `GET /models` lists, in the provider's order. Raises ProviderError."""
        call = self._call(None)
        listed: list[Model] | None = None
        with call.border():
            listed = _models(call)
        return listed or []

    def check(self) -> None:
        """Ask for the models; a provider that answers but has no such list is there too. Raises ProviderError."""
        try:
            self.models()
        except ProviderError as error:
            if error.http_status not in (404, 405):
                raise

    def close(self) -> None:
        """Close the idle connections. Replies that are running go on to their end."""
        self._transport.close()

    def _call(self, exchange: Exchange | None) -> Call:
        exchange = exchange or Exchange(response_limit=0)
        return Call(self._transport, self._endpoint, self._timeouts, exchange, self._heard)

    def _events(self, call: Call, request: ChatRequest) -> Generator[Event]:
        with call.border():
            reader = AnswerReader(has_key=call.has_key)
            piece = self._opened(call, request)
            while piece:
                yield from reader.feed(piece)
                if reader.is_complete or reader.usage:
                    call.exchange.counted(reader.usage, reader.finish_reason)
                piece = _next_piece(call, reader)
            try:
                yield from reader.finish()
            finally:
                call.exchange.counted(reader.usage, reader.finish_reason)
            if reader.is_done:
                call.drain(DRAIN_SECONDS)

    def _opened(self, call: Call, request: ChatRequest) -> bytes:
        """Send the request in the model's dialect, corrected where it is refused; return the answer's first bytes."""
        dialect = self._dialects.of(request.model)
        bodies = [request_body(request, dialect)]
        headers = _SENT | (_STREAMED if request.stream else _WHOLE)
        while True:
            try:
                first = call.open("POST", "chat/completions", headers, bodies[-1])
            except ProviderError as error:
                dialect = _corrected(dialect, error)
                bodies.append(request_body(request, dialect))
                if bodies[-1] in bodies[:-1]:
                    raise
                continue
            self._dialects.remember(request.model, dialect)
            return first


def _corrected(dialect: Dialect, error: ProviderError) -> Dialect:
    corrected = dialect.corrected(error.complaint) if error.complaint else None
    return corrected or dialect


def _next_piece(call: Call, reader: AnswerReader) -> bytes:
    if reader.is_done:
        return b""
    if not reader.is_complete:
        return call.read()
    call.watch.settle(SETTLE_SECONDS)
    try:
        return call.read()
    except ProviderError:
        return b""


def _models(call: Call) -> list[Model]:
    body = bytearray(call.open("GET", "models", _WHOLE))
    while piece := call.read():
        body += piece
        if len(body) > BODY_LIMIT:
            raise TooLarge("a list of models of more than 32 MiB")
    try:
        payload = json.loads(body)
    except (ValueError, RecursionError):
        raise BrokenAnswer("not a list of models: " + body[:80].decode("utf-8", "replace")) from None
    if is_complaint(payload):
        raise verdict(complaint_in_payload(payload), has_key=call.has_key)
    models = models_in(payload)
    if models is None:
        raise BrokenAnswer("not a list of models: " + str(payload)[:80])
    return models
