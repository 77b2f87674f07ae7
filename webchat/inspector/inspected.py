"""One reply and what is kept of the requests that it took, and which of them is looked at; or why none is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from webchat.context.sendable import sendable
from webchat.errors import NotFound
from webchat.inspector.why_none import why_none
from webchat.models.catalogue import Price
from webchat.store import Session, exchanges, lines, messages
from webchat.store.exchanges import ExchangeRecord, Outline
from webchat.store.messages import Message
from webchat.usage.cost import price_of
from webchat.wording import N_

LOOKED_AT = 100  # messages, the newest, for such that could not be sent
UNKNOWN_REQUEST = N_("This reply has no such request.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspected:
    """`record` is the one looked at, with the ordinal `number`; `records` outline all that are kept, the oldest first.

    `price` is what the model cost when it was asked; `left_out` counts the messages before those that were sent.
    Without a record, `why_none` says why.
    """

    reply: Message
    records: Sequence[Outline]
    number: int
    record: ExchangeRecord | None
    price: Price | None
    left_out: int
    why_none: str | None = None

    @property
    def address(self) -> str:
        """Where all about the reply is."""
        return f"/replies/{self.reply.id}/exchange"

    def of(self, number: int) -> str:
        """Where all about another of its requests is."""
        return f"{self.address}?request={number}"

    @property
    def is_last(self) -> bool:
        """Whether it is the last request, whose response became the reply."""
        return self.number == self.total

    @property
    def total(self) -> int:
        """How many requests the reply took; the first of many are not kept."""
        return self.records[-1].ordinal if self.records else 0

    def to(self, part: str = "", **asked: str | int) -> str:
        """Where all about this request is, or a `part` of it; `asked` is what else the address says."""
        named = {"request": self.number} if self.record else {}
        query = urlencode(named | asked)
        return f"{self.address}{part}?{query}" if query else f"{self.address}{part}"


def inspect(session: Session, owner: str, reply: Message, *, number: int | None, is_kept: bool) -> Inspected:
    """What is kept of a reply of `owner`; the last request without a `number`. Raises NotFound for one that is not.

    `is_kept`: whether exchanges are kept at all; if not, those that are still there are not shown either.
    """
    records = exchanges.outlines_of(session, reply.id) if is_kept else []
    wanted = next((each.ordinal for each in reversed(records) if number in (None, 0, each.ordinal)), None)
    record = exchanges.numbered(session, reply.id, wanted) if wanted else None
    if record is None and number:
        raise NotFound(UNKNOWN_REQUEST)
    is_last = record is None or record.ordinal == records[-1].ordinal
    return Inspected(
        reply=reply,
        records=records,
        number=record.ordinal if record else 0,
        record=record,
        price=price_of((reply.asked_with or {}).get("price")),
        left_out=reply.left_out if is_last else _above(session, owner, record),
        why_none=None if record else why_none(reply, is_kept=is_kept),
    )


def first_source(record: ExchangeRecord | None) -> UUID | None:
    """The first message of the conversation that was sent."""
    return next((sources[0] for sources in record.sources if sources), None) if record else None


def _above(session: Session, owner: str, record: ExchangeRecord | None) -> int:
    """How many messages that could be sent stand above the first one that was; of its last request the reply knows.

    Those that could not are counted among the newest only.
    """
    first = first_source(record)
    message = messages.owned_by(session, owner, first) if first else None
    if message is None:
        return 0
    above = lines.spoken_before(session, message.id, LOOKED_AT)
    return message.depth - 1 - (len(above) - len(sendable(above)))
