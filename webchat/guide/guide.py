"""Where the guide's examples are made ready and sent: the model that answers by default, the bodies, one try."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace

from webchat.aside import aside
from webchat.chat.failure_view import Failure, failure_from
from webchat.config import Settings
from webchat.errors import InvalidInput, StorageUnavailable
from webchat.guide.asking import Answered, answers
from webchat.guide.drawn import lacks_temperature
from webchat.guide.example import Example, Variant, request_of
from webchat.guide.facts import Facts, facts_of
from webchat.guide.running import MOST_IN_ALL, Running
from webchat.inspector.shown import Shown, shown_of
from webchat.inspector.turns import turn
from webchat.models.offer import Offer
from webchat.models.switchboard import Switchboard
from webchat.provider import ChatRequest, ProviderError, Usage
from webchat.store.database import Database
from webchat.usage.budget import check
from webchat.usage.recording import record_unkept
from webchat.wording import N_, Voice

LONGEST_MESSAGE = 500  # characters
NO_TEMPERATURE = N_("The model that answers here takes no temperature, so this example cannot be sent.")
log = logging.getLogger("webchat.guide")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What came of one request of an example, as it is shown: the text, and each attempt whole, the last one last.

    `body` is what was sent first. `status`, `seconds` and `finish_reason`, the provider's own word, are of the last
    one. None when nothing was sent. `is_refused`: the model did not take the temperature, so it was asked without.
    `is_wordless`: it thought and wrote nothing. `error` is the code of what failed.
    """

    variant: Variant
    text: str
    body: bytes | None
    is_refused: bool
    is_wordless: bool
    shown: Sequence[Shown]
    status: int | None
    finish_reason: str | None
    seconds: float | None
    usage: Usage | None
    error: str | None
    failure: Failure | None


class Guide:
    """Everything that the page asks for. Safe to use from many threads."""

    def __init__(self, settings: Settings, database: Database, switchboard: Switchboard) -> None:
        self._settings, self._database, self._switchboard = settings, database, switchboard
        self._running = Running(min(MOST_IN_ALL, settings.max_running))
        self._thinkers: set[str] = set()  # the models that were seen to think before they write

    def facts(self) -> Facts:
        """What is known of the model that answers."""
        return facts_of(self._switchboard.default(), self._settings)

    def refusal_of(self, example: Example) -> str | None:
        """Why the example cannot be sent to the model that answers; None when it can."""
        return None if example.suits(self._switchboard.default().model) else NO_TEMPERATURE

    def bodies(self, example: Example, message: str, voice: Voice) -> list[tuple[Variant, bytes]]:
        """The bodies that would be sent with this message now, byte for byte."""
        offer = self._switchboard.default()
        client = self._switchboard.client(offer.provider)
        requests = self._requests(offer, example, message, voice)
        return [(variant, client.body_of(each)) for variant, each in zip(example.variants, requests, strict=True)]

    def try_it(self, owner: str, example: Example, message: str, voice: Voice) -> Sequence[Tried]:
        """Really ask. Raises InvalidInput, BudgetUsedUp, Busy or StorageUnavailable before anything is sent."""
        offer = self._switchboard.default()
        if not example.suits(offer.model):
            raise InvalidInput(NO_TEMPERATURE)
        found = self._running.once(
            owner, example.name, message, ask=lambda: self._ask(owner, offer, example, message, voice)
        )
        return [_tried(each, variant, offer) for each, variant in zip(found, example.variants, strict=False)]

    def _ask(self, owner: str, offer: Offer, example: Example, message: str, voice: Voice) -> Sequence[Answered]:
        with self._database.reading() as session:
            check(session, owner, self._settings)
        requests = self._requests(offer, example, message, voice)
        found = answers(self._switchboard.client(offer.provider), requests, offer.model.price)
        if any(each.has_thought for each in found):
            self._thinkers.add(offer.key)
        self._count(owner, found)
        return found

    def _requests(self, offer: Offer, example: Example, message: str, voice: Voice) -> list[ChatRequest]:
        thinks = bool(offer.model.efforts) or offer.key in self._thinkers
        return [request_of(variant, offer, message, voice, thinks=thinks) for variant in example.variants]

    def _count(self, owner: str, found: Sequence[Answered]) -> None:
        """Add up what was used; the answers are shown all the same when that cannot be written down."""
        try:
            with self._database.writing() as session:
                for each in found:
                    record_unkept(session, owner, each.spent)
        except StorageUnavailable as error:
            log.warning("what an example used could not be stored: %s", error.__cause__ or error)


def _tried(answered: Answered, variant: Variant, offer: Offer) -> Tried:
    last, price = answered.records[-1] if answered.records else None, offer.model.price
    with turn():
        shown = [aside(lambda record: shown_of(record, price=price), record) for record in answered.records]
    response = shown[-1].response if shown else None
    return Tried(
        variant=variant,
        text=answered.text,
        body=answered.records[0].request_body if answered.records else None,
        is_refused=last is not None and lacks_temperature(variant, last.request_body),
        is_wordless=answered.has_thought and not answered.text,
        shown=shown,
        status=last.status if last else None,
        finish_reason=response.finish_reason if response else None,
        seconds=last.seconds_total if last else None,
        usage=answered.spent.usage,
        error=answered.error.code if answered.error else None,
        failure=_failure(answered.error) if answered.error else None,
    )


def _failure(error: ProviderError) -> Failure:
    """Without a countdown: that belongs to a Retry, and the header with the wait is shown among the others."""
    return replace(failure_from(error), retry_after=None)
