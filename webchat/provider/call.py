"""One call from its first attempt to its end: retries, recording, and the border where every failure becomes typed."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from requests import PreparedRequest, Response
from urllib3.response import HTTPResponse

from webchat.provider.backoff import Backoff
from webchat.provider.complaint import complaint_in_body
from webchat.provider.endpoint import Endpoint, Timeouts
from webchat.provider.errors import BrokenAnswer, KeyRefused, ProviderError
from webchat.provider.exchange import Exchange
from webchat.provider.failure import NETWORK_ERRORS, failure_to_read, failure_to_send
from webchat.provider.scrubbing import Secrets
from webchat.provider.transport import Transport
from webchat.provider.verdict import verdict
from webchat.provider.watch import Watch

_READ_SIZE = 64 * 1024
_COMPLAINT_LIMIT = 64 * 1024
_COMPLAINT_SECONDS = 1.0
_DRAIN_LIMIT = 64 * 1024


class Call:
    """Talks to one endpoint, once. `open` yields the answer's first bytes; `read` what follows, b"" at the end."""

    def __init__(self, transport: Transport, endpoint: Endpoint, timeouts: Timeouts, exchange: Exchange) -> None:
        self.watch = Watch(timeouts)
        self.exchange = exchange
        self.has_key = bool(endpoint.api_key)
        self._transport = transport
        self._endpoint = endpoint
        self._secrets = Secrets(endpoint.secrets())
        self._backoff = Backoff()
        self._response: Response | None = None

    def open(self, method: str, path: str, headers: dict[str, str], body: bytes | None = None) -> bytes:
        """Send the request, again where that may help; return the answer's first bytes. Raises ProviderError."""
        self._check_key()
        while True:
            try:
                return self._attempt(lambda: self._transport.prepared(method, path, headers, body))
            except ProviderError as error:
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
            self.exchange.failed(self._secrets)
            error.detail = self._secrets.scrub(error.detail)
            error.complaint = error.__context__ = None
            if not self.watch.is_closed:
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
            self._response = self._transport.send(request, self.watch)
            self.exchange.answered(self._response.status_code, self._shown_headers(self._response))
            if not 200 <= self._response.status_code < 300:
                raise self._refusal(self._response)
            self._check_encoding(self._response)
            return self._read()
        except NETWORK_ERRORS as error:
            raise failure_to_send(error, self.watch.bound, self._endpoint.host()) from None

    def _read(self) -> bytes:
        assert self._response is not None
        raw: HTTPResponse = self._response.raw
        piece = raw.read1(_READ_SIZE, decode_content=True) or b""
        if piece:
            self.watch.heard()
            self.exchange.received(piece, self._secrets)
        return piece

    def _refusal(self, response: Response) -> ProviderError:
        body = bytearray()
        end = time.monotonic() + _COMPLAINT_SECONDS
        try:
            while len(body) < _COMPLAINT_LIMIT and time.monotonic() < end and (piece := self._read()):
                body += piece
        except NETWORK_ERRORS:
            pass
        complaint = complaint_in_body(response.status_code, bytes(body), response.headers)
        return verdict(complaint, has_key=self.has_key)

    def _check_encoding(self, response: Response) -> None:
        encodings = {name.strip().lower() for name in response.headers.get("Content-Encoding", "").split(",")}
        if unknown := encodings - {"", "identity", *HTTPResponse.CONTENT_DECODERS}:
            raise BrokenAnswer(f"compressed as {', '.join(sorted(unknown))[:80]}, which was not asked for")

    def _record(self, request: PreparedRequest) -> None:
        headers = {name: self._secrets.without_whole(str(value)) for name, value in request.headers.items()}
        if "Authorization" in headers:
            headers["Authorization"] = "Bearer $OPENAI_API_KEY" if self.has_key else "Basic $OPENAI_BASE_URL"
        body = request.body if isinstance(request.body, bytes) else b""
        url = self._secrets.without_whole(request.url or "")
        self.exchange.begin(request.method or "", url, headers, self._secrets.without_whole_bytes(body))

    def _shown_headers(self, response: Response) -> dict[str, str]:
        shown = {name: self._secrets.without_whole(value) for name, value in response.headers.items()}
        return {name: value if name.lower() != "set-cookie" else "…" for name, value in shown.items()}

    def _release(self) -> None:
        response, self._response = self._response, None
        if response is not None:
            response.close()
