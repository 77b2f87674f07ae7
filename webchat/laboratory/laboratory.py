"""Tries the cases: asks our own little provider with the client that also asks the real ones, retries and all.

The time-outs are short, so that nobody waits long to see what waiting leads to. Nothing is stored, and neither the
real key nor the real provider has a part in it.
"""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

from webchat.chat.recording import record_of
from webchat.errors import Busy
from webchat.laboratory.cases import API, Case
from webchat.laboratory.experiment import Experiment
from webchat.laboratory.little_provider import HOST, LittleProvider
from webchat.provider import ChatMessage, ChatRequest, Endpoint, Exchange, Provider, ProviderError, Text, Timeouts
from webchat.wording import N_

TIMEOUTS = Timeouts(connect=1.0, first_byte=1.5, read=1.5, reply=4.0)
MOST_AT_ONCE = 8
MOST_TOKENS = 256
TRY_AGAIN_AFTER = 5  # seconds


class Laboratory:
    """One for each process. Safe to use from many threads."""

    def __init__(self) -> None:
        self.little_provider = LittleProvider()
        self._room = threading.BoundedSemaphore(MOST_AT_ONCE)

    def ask(self, case: Case, message: str) -> Experiment:
        """Try a case with this message; takes four seconds at most. Raises Busy."""
        if not self._room.acquire(blocking=False):
            words = N_("Many people use the laboratory right now. Try again in a moment.")
            raise Busy(words, retry_after=TRY_AGAIN_AFTER)
        try:
            with self._address(case) as base_url:
                return _tried(case, message, Endpoint(base_url, case.key))
        except OSError as error:
            words = N_("The laboratory cannot be opened at the moment. Try again in a moment.")
            raise Busy(words, retry_after=TRY_AGAIN_AFTER) from error
        finally:
            self._room.release()

    def close(self) -> None:
        """Stop listening."""
        self.little_provider.close()

    @contextmanager
    def _address(self, case: Case) -> Iterator[str]:
        if case.base_path is not None:
            yield self.little_provider.address() + case.base_path
            return
        with socket.socket() as nobody:  # the port is taken, so that nobody else listens there, and refuses connections
            nobody.bind((HOST, 0))
            yield f"http://{HOST}:{nobody.getsockname()[1]}{API}"


def _tried(case: Case, message: str, endpoint: Endpoint) -> Experiment:
    exchange, texts, problem = Exchange(), list[str](), None
    request = ChatRequest(case.model, (ChatMessage("user", message),), max_tokens=MOST_TOKENS)
    begun = time.monotonic()
    with closing(Provider(endpoint, TIMEOUTS, pool_size=1)) as provider, provider.stream(request, exchange) as stream:
        try:
            texts += (event.text for event in stream if isinstance(event, Text))
        except ProviderError as error:
            problem = error
    waited = time.monotonic() - begun - _at_work(exchange)
    record = record_of(exchange)  # a request was made, since our key is one that can be sent
    return Experiment(case=case, record=record, text="".join(texts), problem=problem, waited=max(0.0, waited))


def _at_work(exchange: Exchange) -> float:
    """The seconds that the attempts themselves took."""
    return sum(each.seconds_to_end or 0.0 for each in (*exchange.earlier, exchange))
