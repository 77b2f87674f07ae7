"""One reply and what is kept of the requests that it took, and which of them is looked at; or why none is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from webchat.errors import NotFound
from webchat.models.catalogue import Price
from webchat.store import Session, exchanges, messages
from webchat.store.exchanges import ExchangeRecord
from webchat.store.messages import Message
from webchat.usage.cost import price_of
from webchat.wording import N_

UNKNOWN_REQUEST = N_("This reply has no such request.")
RUNNING = N_(
    "This reply is still being written. What was sent for it, and what came back, can be seen here when it has ended."
)
SWITCHED_OFF = N_(
    "Whoever runs this page has switched off the keeping of requests and responses (WEBCHAT_EXCHANGES=off). So there "
    "is nothing to show here."
)
NOT_SENT = N_(
    "No request was sent for this reply: its model was not offered here any more, so there was nobody to ask."
)
NOT_KEPT = N_(
    "No request is kept for this reply. It was brought here from a file, or it was written before this page kept what "
    "it sends and gets. Newer replies have it."
)
FAILED_BEFORE = "model_unknown"  # as `message.error` has it: not offered any more


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspected:
    """`record` is the one looked at, with the ordinal `number`; `records` are all that are kept, the oldest first.

    `price` is what the model cost when it was asked; `left_out` counts the messages before those that were sent.
    Without a record, `why_none` says why.
    """

    reply: Message
    records: Sequence[ExchangeRecord]
    number: int
    record: ExchangeRecord | None
    price: Price | None
    left_out: int
    why_none: str | None = None

    @property
    def address(self) -> str:
        """Where all about the reply is."""
        return f"/replies/{self.reply.id}/exchange"

    @property
    def is_last(self) -> bool:
        """Whether it is the last request, whose response became the reply."""
        return self.number == self.total

    @property
    def total(self) -> int:
        """How many requests the reply took; the first of many are not kept."""
        return self.records[-1].ordinal if self.records else 0

    @property
    def query(self) -> str:
        """What names this request at the end of an address."""
        return f"?request={self.number}"


def inspect(session: Session, owner: str, reply: Message, *, number: int | None, is_kept: bool) -> Inspected:
    """What is kept of a reply of `owner`; the last request without a `number`. Raises NotFound for one that is not.

    `is_kept`: whether exchanges are kept at all.
    """
    records = exchanges.of_reply(session, reply.id)
    record = next((each for each in reversed(records) if number in (None, 0, each.ordinal)), None)
    if record is None and number:
        raise NotFound(UNKNOWN_REQUEST)
    is_last = record is None or record is records[-1]
    return Inspected(
        reply=reply,
        records=records,
        number=record.ordinal if record else 0,
        record=record,
        price=price_of((reply.asked_with or {}).get("price")),
        left_out=reply.left_out if is_last else _above(session, owner, record),
        why_none=None if record else _why_none(reply, is_kept=is_kept),
    )


def first_source(record: ExchangeRecord | None) -> UUID | None:
    """The first message of the conversation that was sent."""
    return next((sources[0] for sources in record.sources if sources), None) if record else None


def _above(session: Session, owner: str, record: ExchangeRecord | None) -> int:
    """How many messages stand above the first one that was sent; only of its last request the reply knows itself."""
    first = first_source(record)
    message = messages.owned_by(session, owner, first) if first else None
    return message.depth - 1 if message else 0


def _why_none(reply: Message, *, is_kept: bool) -> str:
    if reply.is_running:
        return RUNNING
    if not is_kept:
        return SWITCHED_OFF
    return NOT_SENT if reply.error == FAILED_BEFORE else NOT_KEPT
