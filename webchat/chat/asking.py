"""Asks a model for one reply: with what the reply was stored with, and as much of its conversation as fits."""

import uuid
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from webchat.chat.continuing import continued, continued_ids
from webchat.chat.patience import patiently
from webchat.chat.recording import Sources, packed_of
from webchat.context.counter import Counter
from webchat.context.counting import counter_for
from webchat.context.estimate import Estimate, estimate_tokens
from webchat.context.fitting import Context, fit
from webchat.context.history import History, before_reply
from webchat.context.sources import sources_of
from webchat.models.catalogue import Price
from webchat.models.switchboard import Switchboard
from webchat.parameters.answering import Answering
from webchat.parameters.recorded import answering_of
from webchat.parameters.requesting import request_for
from webchat.provider import Event, Exchange, Reasoning, ReplyStream, Text, Usage
from webchat.provider.errors import ContextTooLong
from webchat.store.database import Database
from webchat.store.exchanges import PackedExchanges

SMALLER_CONTEXTS = 2


class Asking:
    """One reply's request. `asked_with` is the reply's record; `beginning` is continued.

    `exchange` is the last call to the provider, `left_out` counts the messages that were not sent. Without
    `keeps_exchanges` no answer is recorded, and nothing is `packed`.
    """

    def __init__(
        self,
        database: Database,
        switchboard: Switchboard,
        *,
        reply_id: uuid.UUID,
        asked_with: dict[str, Any] | None,
        beginning: str,
        keeps_exchanges: bool = True,
    ) -> None:
        self.database, self.switchboard = database, switchboard
        self.reply_id, self.asked_with, self.beginning = reply_id, asked_with, beginning
        self.answering: Answering | None = None
        self.context: Context | None = None
        self.exchange = Exchange()
        self.left_out = 0
        self._keeps_exchanges = keeps_exchanges
        self._calls: list[tuple[Exchange, Sources]] = []
        self._has_arrived = False
        self._stream: ReplyStream | None = None
        self._is_closed = False

    @property
    def model(self) -> str | None:
        """The model that is asked, as its provider knows it."""
        if self.answering:
            return self.answering.model.id
        return self.asked_with["model"] if self.asked_with else None

    @property
    def price(self) -> Price | None:
        """What the model costs, as it was said when the message was sent."""
        return self.answering.model.price if self.answering else None

    def about(self, written: str) -> Usage | None:
        """About what was used when `written` has come; None when the provider was not asked, or refused."""
        if self.context is None or not self.exchange.may_cost:
            return None
        return Usage(prompt_tokens=self.context.tokens, completion_tokens=estimate_tokens(written))

    def packed(self) -> PackedExchanges:
        """The last requests that were sent and what came back, to be kept."""
        return packed_of(self._calls)

    def events(self) -> Iterator[Event]:
        """The provider's events; a context that proves too long is halved, as long as nothing has arrived.

        None when the conversation was deleted meanwhile. Raises ProviderError: ModelUnknown also when the model is
        not offered any more.
        """
        answering = self.answering = answering_of(self.switchboard, self.asked_with)
        history = patiently(partial(self._history, answering, counter_for(answering)))
        if not history.messages:
            return
        fitting = partial(fit, history.messages, instructions=answering.instructions, counter=history.counter)
        ids = continued_ids([(message.id,) for message in history.said], self.reply_id, self.beginning)
        context = fitting(budget=answering.context_budget)
        for attempts_left in reversed(range(SMALLER_CONTEXTS + 1)):
            try:
                self.context, self.left_out = context, history.unread + context.left_out
                yield from self._open(answering, context, sources_of(context, ids))
                return
            except ContextTooLong:
                smaller = fitting(budget=context.tokens // 2)
                if not attempts_left or self._has_arrived or smaller.left_out == context.left_out:
                    raise
                context = smaller

    def prompt_tokens(self) -> int:
        """About how many tokens are read for this reply, without asking anybody. Raises ProviderError as `events`."""
        answering = answering_of(self.switchboard, self.asked_with)
        history, instructions = self._history(answering, Estimate()), answering.instructions
        if not history.messages:
            return 0
        context = fit(
            history.messages, instructions=instructions, budget=answering.context_budget, counter=history.counter
        )
        return context.tokens

    def close(self) -> None:
        """End it now, from any thread."""
        self._is_closed = True
        if self._stream is not None:
            self._stream.close()

    def _history(self, answering: Answering, counter: Counter) -> History:
        history = before_reply(self.database, self.reply_id, answering, counter)
        return replace(history, messages=continued(history.messages, self.beginning))

    def _open(self, answering: Answering, context: Context, sources: Sources) -> Iterator[Event]:
        self.exchange = Exchange() if self._keeps_exchanges else Exchange(response_limit=0)
        if self._keeps_exchanges:
            self._calls.append((self.exchange, sources))
        client = self.switchboard.client(answering.provider)
        with client.stream(request_for(answering, context.messages), self.exchange) as stream:
            self._stream = stream
            if self._is_closed:
                return
            for event in stream:
                self._has_arrived = self._has_arrived or isinstance(event, (Text, Reasoning))
                yield event
