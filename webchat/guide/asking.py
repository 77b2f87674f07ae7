"""Asks the model for an example, within the request that wants it, so within a bound of seconds."""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

from webchat.chat.recording import records_of
from webchat.context.estimate import estimate_tokens
from webchat.models.catalogue import Price
from webchat.provider import (
    ChatRequest,
    EmptyAnswer,
    Event,
    Exchange,
    Finished,
    Provider,
    ProviderError,
    Reasoning,
    ReplyStream,
    Text,
    TooSlow,
    Usage,
)
from webchat.store.exchanges import ExchangeRecord
from webchat.usage.recording import Spent
from webchat.wording import N_

MOST_SECONDS = 20.0
ENDED_HERE = N_("The answer took longer than this page waits for one, so it ended the connection. Try again.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What came of one request. `records`: each attempt, oldest first, none when nothing was sent.

    `error` says why there is no whole answer. `has_thought`: the model thinks before it writes, or seems to.
    """

    text: str
    records: Sequence[ExchangeRecord]
    error: ProviderError | None
    spent: Spent
    has_thought: bool


class _Heard:
    """What the events of an answer bring."""

    def __init__(self) -> None:
        self.text = ""
        self.has_thought = False
        self.is_whole = False

    def take(self, event: Event) -> None:
        match event:
            case Text(text):
                self.text += text
            case Reasoning():
                self.has_thought = True
            case Finished():
                self.is_whole = True


def answers(
    client: Provider, requests: Sequence[ChatRequest], price: Price | None, *, seconds: float = MOST_SECONDS
) -> list[Answered]:
    """Ask one after the other, for `seconds` in all; after one that fails no more is asked."""
    until = time.monotonic() + seconds
    found: list[Answered] = []
    for request in requests:
        found.append(_answer(client, request, price, until))
        if found[-1].error:
            break
    return found


def _answer(client: Provider, request: ChatRequest, price: Price | None, until: float) -> Answered:
    exchange, heard = Exchange(), _Heard()
    error = _listen(client.stream(request, exchange), heard, until)
    about = Usage(sum(estimate_tokens(message.content) for message in request.messages), estimate_tokens(heard.text))
    return Answered(
        text=heard.text,
        records=records_of(exchange),
        error=error,
        spent=Spent(usage=exchange.usage, about=about if exchange.may_cost else None, price=price),
        has_thought=heard.has_thought or isinstance(error, EmptyAnswer) or bool(_thinking(exchange.usage)),
    )


def _thinking(usage: Usage | None) -> int | None:
    return usage.reasoning_tokens if usage else None


def _listen(stream: ReplyStream, heard: _Heard, until: float) -> ProviderError | None:
    """Take all that comes; the reason when it is not all."""
    ender = threading.Timer(max(0.0, until - time.monotonic()), stream.close)
    ender.daemon = True
    ender.start()
    try:
        with stream:
            for event in stream:
                heard.take(event)
    except ProviderError as error:
        return error
    finally:
        ender.cancel()
    if not heard.is_whole:
        return TooSlow("ended by webchat", message=ENDED_HERE)
    return None
