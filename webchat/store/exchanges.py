"""Exchanges: what really went to the provider for one reply and what came back, packed and capped.

Every request repeats the conversation so far. The cap keeps a long conversation's store growing with its length, not
with its square.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Double, ForeignKey, Uuid, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from webchat.store.base import Base
from webchat.store.columns import Packed, PackedJson, StorableText, UtcDateTime
from webchat.store.messages import Message

REQUEST_CAP = 256 * 1024
RESPONSE_CAP = 256 * 1024


@dataclass(frozen=True, kw_only=True)
class ExchangeRecord:
    """One request and its response. Durations in seconds from `started_at`; `arrivals`: where reads begin, and when.

    `request_cut` counts the bytes left out in the middle, `response_cut` those at the end too: 0 when it is whole.
    """

    method: str
    url: str
    request_headers: Mapping[str, str]
    request_body: bytes
    request_cut: int = 0
    status: int | None = None
    response_headers: Mapping[str, str] = field(default_factory=dict)
    response_body: bytes = b""
    response_cut: int = 0
    started_at: datetime
    seconds_to_headers: float | None = None
    seconds_to_first_byte: float | None = None
    seconds_total: float | None = None
    arrivals: Sequence[tuple[int, float]] = ()
    attempts: int = 1
    usage: Mapping[str, Any] | None = None
    finish_reason: str | None = None


class Exchange(Base):
    __tablename__ = "exchanges"

    reply_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True)
    method: Mapped[str]
    url: Mapped[str] = mapped_column(StorableText)
    request_headers: Mapped[dict[str, str]] = mapped_column(JSON)
    request_body: Mapped[bytes] = mapped_column(Packed)
    request_cut: Mapped[int]
    status: Mapped[int | None]
    response_headers: Mapped[dict[str, str]] = mapped_column(JSON)
    response_body: Mapped[bytes] = mapped_column(Packed)
    response_cut: Mapped[int]
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seconds_to_headers: Mapped[float | None] = mapped_column(Double)
    seconds_to_first_byte: Mapped[float | None] = mapped_column(Double)
    seconds_total: Mapped[float | None] = mapped_column(Double)
    arrivals: Mapped[list[list[float]]] = mapped_column(PackedJson)
    attempts: Mapped[int]
    usage: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    finish_reason: Mapped[str | None] = mapped_column(StorableText)


def save(
    session: Session,
    reply_id: UUID,
    record: ExchangeRecord,
    *,
    request_cap: int = REQUEST_CAP,
    response_cap: int = RESPONSE_CAP,
) -> bool:
    """Keep the exchange of a reply, in place of an earlier one; False when the reply was deleted meanwhile.

    A body longer than its cap (bytes before packing) keeps its first and last half cap, with one line between them
    that says how many bytes were left out.
    """
    if session.scalar(select(Message.id).where(Message.id == reply_id).with_for_update()) is None:
        return False
    values = {each.name: getattr(record, each.name) for each in fields(record)}
    values["request_headers"] = dict(record.request_headers)
    values["response_headers"] = dict(record.response_headers)
    values["usage"] = None if record.usage is None else dict(record.usage)
    values["request_body"], newly_cut = _capped(record.request_body, request_cap)
    values["request_cut"] = record.request_cut + newly_cut
    values["response_body"], newly_cut = _capped(record.response_body, response_cap)
    values["response_cut"] = record.response_cut + newly_cut
    session.merge(Exchange(reply_id=reply_id, **values))
    session.flush()
    return True


def of_reply(session: Session, reply_id: UUID) -> ExchangeRecord | None:
    """The exchange of this reply, or None when none was kept."""
    exchange = session.get(Exchange, reply_id)
    if exchange is None:
        return None
    values = {each.name: getattr(exchange, each.name) for each in fields(ExchangeRecord)}
    values["arrivals"] = tuple((int(size), seconds) for size, seconds in exchange.arrivals)
    return ExchangeRecord(**values)


def _capped(body: bytes, cap: int) -> tuple[bytes, int]:
    """The body within its cap, and the number of bytes that were left out of its middle."""
    cut = len(body) - cap
    if cut <= 0:
        return body, 0
    half = cap // 2
    cut = len(body) - 2 * half
    return b"%b\n[... %d bytes left out ...]\n%b" % (body[:half], cut, body[len(body) - half :]), cut
