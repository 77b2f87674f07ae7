"""One call from its first attempt to its end: retries, recording, and the border where every failure becomes typed."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from requests import PreparedRequest

from webchat.provider.backoff import Backoff
from webchat.provider.complaint import complaint_in_body
from webchat.provider.endpoint import Endpoint, Timeouts, shown_address
from webchat.provider.errors import KeyRefused, ProviderError, TooSlow
from webchat.provider.exchange import HIDDEN, Exchange, Headers
from webchat.provider.failure import NETWORK_ERRORS, failure_to_read, failure_to_send
from webchat.provider.incoming import Incoming
from webchat.provider.naming import in_words_of_file
from webchat.provider.scrubbing import Secrets
from webchat.provider.transport import Transport
from webchat.provider.verdict import verdict
from webchat.provider.watch import Watch

_COMPLAINT_LIMIT = 64 * 1024
_COMPLAINT_SECONDS = 1.0
_DRAIN_LIMIT = 64 * 1024
_BETWEEN = "\n"  # stands in no header
Heard = Callable[[ProviderError | None], None]


class Call:
    """Talks to one endpoint, once. `open` yields the answer's first bytes; `read` what follows, b"" at the end."""

    def __init__(
        self,
        transport: Transport,
        endpoint: Endpoint,
        timeouts: Timeouts,
        exchange: Exchange,
        heard: Heard | None = None,
    ) -> None:
        self.watch = Watch(timeouts, transport.beat)
        self.exchange = exchange
        self.has_key = bool(endpoint.api_key)
        self._heard = heard or _ignore
        self._transport = transport
        self._endpoint = endpoint
        self._secrets = Secrets(endpoint.secrets())
        self._backoff = Backoff()
        self._incoming: Incoming | None = None
        self._is_answered = False

    def open(self, method: str, path: str, headers: dict[str, str], body: bytes | None = None) -> bytes:
        """Send the request, again where that may help; return the answer's first bytes. Raises ProviderError."""
        self._check_key()
        while True:
            try:
                return self._attempt(lambda: self._transport.prepared(method, path, headers, body))
            except ProviderError as error:
                self.exchange.failed()
                self._release()
                delay = self._backoff.delay_after(error)
                if delay is None:
                    raise
                self.watch.rest(delay)
                if self.watch.is_closed:
                    raise

    def read(self) -> bytes:
        """Return the next bytes of the answer, decoded; b"" at its end. Raises BrokenAnswer after a cut, TooSlow."""
        try:
            return self._read()
        except NETWORK_ERRORS as error:
            raise failure_to_read(error, self.watch.bound) from None

    def drain(self, seconds: float) -> None:
        """Read what little may follow a formal end, so that the connection can serve the next call."""
        self.watch.settle(seconds)
        left = _DRAIN_LIMIT
        try:
            while left > 0 and (piece := self._read()):
                left -= len(piece)
        except NETWORK_ERRORS:
            return

    @contextmanager
    def border(self) -> Iterator[None]:
        """Inside it every failure leaves scrubbed, none leaves once the call was closed, and the end is recorded."""
        self.watch.begin()
        self._backoff = Backoff()
        try:
            yield
        except ProviderError as error:
            self.exchange.failed()
            error.detail = self._secrets.scrub(error.detail)
            if slug := self._endpoint.slug:
                error.for_administrator = in_words_of_file(error.for_administrator, slug, self._endpoint.key_from)
            error.complaint = error.__context__ = None
            if not self.watch.is_closed:
                if not (self._is_answered and isinstance(error, TooSlow)):  # a long answer is one too
                    self._heard(error)
                raise
        finally:
            self._release()
            self.exchange.ended()

    def _check_key(self) -> None:
        key = self._endpoint.api_key or ""
        if not key.isascii() or not key.isprintable():
            words = "OPENAI_API_KEY holds a character that no key has: a line break, or one beyond plain ASCII."
            raise KeyRefused("not sent", for_administrator=words)

    def _attempt(self, prepare: Callable[[], PreparedRequest]) -> bytes:
        try:
            request = prepare()
            self._record(request)
            self._incoming = incoming = self._send(request)
            self.exchange.answered(incoming.status, self._shown_headers(incoming.header_lines))
            if not incoming.is_success:
                raise self._refusal(incoming)
            incoming.check_encoding()
            first = self._read()
            self._is_answered = True
            self._heard(None)
            return first
        except NETWORK_ERRORS as error:
            raise failure_to_send(error, self.watch.bound, self._endpoint.host()) from None

    def _send(self, request: PreparedRequest) -> Incoming:
        try:
            return self._transport.send(request, self.watch)
        finally:
            self.exchange.is_sent = self.watch.is_sent

    def _read(self) -> bytes:
        assert self._incoming is not None
        piece = self._incoming.read()
        if piece:
            self.watch.heard()
            self.exchange.received(piece)
        return piece

    def _refusal(self, incoming: Incoming) -> ProviderError:
        body = bytearray()
        end = time.monotonic() + _COMPLAINT_SECONDS
        try:
            while len(body) < _COMPLAINT_LIMIT and time.monotonic() < end and (piece := self._read()):
                body += piece
        except NETWORK_ERRORS:
            pass
        complaint = complaint_in_body(incoming.status, bytes(body), incoming.headers)
        return verdict(complaint, has_key=self.has_key)

    def _record(self, request: PreparedRequest) -> None:
        headers = [(name, self._shown_value(name, str(value))) for name, value in request.headers.items()]
        body = request.body if isinstance(request.body, bytes) else b""
        url = self._secrets.without_whole(shown_address(request.url or ""))
        self.exchange.begin(request.method or "", url, headers, body, self._secrets)

    def _shown_value(self, name: str, value: str) -> str:
        if name.lower() in {hidden.lower() for hidden, _ in self._endpoint.headers}:
            return HIDDEN
        if name != "Authorization":
            return self._secrets.without_whole(value)
        return self._endpoint.shown_authorization() or HIDDEN

    def _shown_headers(self, lines: Headers) -> Headers:
        """All of them scrubbed at once, as thoroughly as an error: what echoes a key need not be one."""
        values = self._secrets.scrub(_BETWEEN.join(value for _, value in lines)).split(_BETWEEN)
        named = zip((self._secrets.without_whole(name) for name, _ in lines), values, strict=False)
        return [(name, value if name.lower() != "set-cookie" else HIDDEN) for name, value in named]

    def _release(self) -> None:
        incoming, self._incoming = self._incoming, None
        if incoming is not None:
            incoming.close()


def _ignore(error: ProviderError | None) -> None:
    """Nobody wants to hear how calls end."""
