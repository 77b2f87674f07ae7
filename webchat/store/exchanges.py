"""Exchanges: what really went to the provider for one reply and what came back, packed and capped.

A reply can take several: one that was too long is asked for again with less, one that ended early is continued. Every
request repeats the conversation so far. The cap keeps a long conversation's store growing with its length, not with
its square.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Double, ForeignKey, Uuid, bindparam, delete, func, insert, select, tuple_
from sqlalchemy.orm import Mapped, Session, mapped_column

from webchat.store.base import Base, changed_rows, table_of
from webchat.store.columns import Packed, PackedJson, StorableText, UtcDateTime, packed, packed_json
from webchat.store.headers import Headers
from webchat.store.messages import Message

REQUEST_CAP = 256 * 1024
RESPONSE_CAP = 256 * 1024
HEADER_CAP = 4096  # characters of one header's value
MOST = 8  # exchanges of one reply
LEFT_OUT = b"\n[... %d bytes left out ...]\n"  # stands in the middle of a body that was cut


@dataclass(frozen=True, kw_only=True)
class ExchangeRecord:
    """One request and its response. Durations in seconds from `started_at`.

    `arrivals`: where reads begin in the full response, and when they came. `request_cut` and `response_cut` count the
    bytes left out in the middle: 0 when a body is whole. One to be saved may lack `response_cut` bytes in its middle
    already; in one that was saved a line stands there. `sources`: for each of the request's messages the ids of those
    of the conversation that it was made of, none for instructions; empty when that is not known. `ordinal` counts the
    requests of a reply from 1, set when it is saved; what is missing at the beginning is not kept any more.
    `is_sent`: the provider has it, as far as is known; else nobody took it. `is_starred`: stars stand in its body
    where the key, or a word like it, stood.
    """

    method: str
    url: str
    request_headers: Headers
    request_body: bytes
    request_cut: int = 0
    status: int | None = None
    response_headers: Headers = Headers()
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
    sources: Sequence[Sequence[UUID]] = ()
    ordinal: int = 1
    is_sent: bool = True
    is_starred: bool = False


@dataclass(frozen=True, kw_only=True)
class Outline:
    """What there is to know of a request among the others of its reply, without headers and bodies."""

    ordinal: int
    status: int | None
    attempts: int
    is_sent: bool
    sources: Sequence[Sequence[UUID]]


@dataclass(frozen=True)
class PackedExchanges:
    """Exchanges of one reply, oldest first, capped and compressed: storing them takes no time worth speaking of.

    `skipped` requests came before them that are not to be kept.
    """

    rows: Sequence[Mapping[str, Any]]
    skipped: int = 0


class Exchange(Base):
    __tablename__ = "exchanges"

    reply_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    method: Mapped[str]
    url: Mapped[str] = mapped_column(StorableText)
    request_headers: Mapped[list[list[str]]] = mapped_column(JSON)
    request_body: Mapped[bytes] = mapped_column(Packed)
    request_cut: Mapped[int]
    status: Mapped[int | None]
    response_headers: Mapped[list[list[str]]] = mapped_column(JSON)
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
    sources: Mapped[list[list[str]] | None] = mapped_column(PackedJson)
    is_sent: Mapped[bool]
    is_starred: Mapped[bool]


# Made once: making a statement takes longer than executing it.
_table = table_of(Exchange)
_REPLY = select(Message.id).where(Message.id == bindparam("reply")).with_for_update()
_LAST = select(func.max(_table.c.ordinal)).where(_table.c.reply_id == bindparam("reply"))
_INSERT = insert(_table)
_DELETE_OLDER = delete(_table).where(_table.c.reply_id == bindparam("reply"), _table.c.ordinal <= bindparam("last"))
_KEY = (_table.c.reply_id, _table.c.ordinal)
_SOME = select(*_KEY).order_by(*_KEY).limit(bindparam("limit")).with_for_update(skip_locked=True)
_NUMBERED = select(Exchange).where(Exchange.reply_id == bindparam("reply"), Exchange.ordinal == bindparam("ordinal"))
_LAST_BODY = (
    select(Exchange.request_body)
    .where(Exchange.reply_id == bindparam("reply"))
    .order_by(Exchange.ordinal.desc())
    .limit(1)
)
_OUTLINES = (
    select(*(_table.c[each.name] for each in fields(Outline)))
    .where(_table.c.reply_id == bindparam("reply"))
    .order_by(_table.c.ordinal)
)


def pack(
    records: Sequence[ExchangeRecord], *, request_cap: int = REQUEST_CAP, response_cap: int = RESPONSE_CAP
) -> PackedExchanges:
    """Cap and compress what is to be kept: milliseconds for long bodies, so before a transaction, not in it.

    A body longer than its cap (bytes before packing) keeps its first and last half cap, with one line between them
    that says how many bytes were left out. A header that is longer than any use of it loses its end likewise.
    """
    return PackedExchanges([_row(record, request_cap, response_cap) for record in records])


def keep(session: Session, reply_id: UUID, exchanges: PackedExchanges) -> bool:
    """Keep exchanges of a reply, after earlier ones; False when the reply was deleted meanwhile.

    Of one reply the newest eight are kept.
    """
    if session.scalar(_REPLY, {"reply": reply_id}) is None:
        return False
    first = (session.scalar(_LAST, {"reply": reply_id}) or 0) + exchanges.skipped + 1
    rows = [{"reply_id": reply_id, "ordinal": ordinal, **row} for ordinal, row in enumerate(exchanges.rows, first)]
    if rows:
        session.execute(_INSERT, rows)
    if (oldest := first + len(rows) - MOST) > 1:
        session.execute(_DELETE_OLDER, {"reply": reply_id, "last": oldest - 1})
    return True


def forget_some(session: Session, limit: int = 100) -> int:
    """Delete at most `limit` exchanges, whosever they are; returns how many.

    Call it again, in a new transaction, until that is 0.
    """
    some = [(reply_id, ordinal) for reply_id, ordinal in session.execute(_SOME, {"limit": limit})]
    return changed_rows(session, delete(_table).where(tuple_(*_KEY).in_(some))) if some else 0


def outlines_of(session: Session, reply_id: UUID) -> list[Outline]:
    """The exchanges of this reply in a few words, oldest first; none when none was kept."""
    return [
        Outline(**row | {"sources": _ids(row["sources"])})
        for row in map(dict, session.execute(_OUTLINES, {"reply": reply_id}).mappings())
    ]


def last_request_body(session: Session, reply_id: UUID) -> bytes | None:
    """The body of the last request of this reply; None when none is kept."""
    return session.scalar(_LAST_BODY, {"reply": reply_id})


def numbered(session: Session, reply_id: UUID, ordinal: int) -> ExchangeRecord | None:
    """One exchange of this reply; None when it is not kept."""
    exchange = session.scalar(_NUMBERED, {"reply": reply_id, "ordinal": ordinal})
    return _record(exchange) if exchange else None


def _record(exchange: Exchange) -> ExchangeRecord:
    values = {each.name: getattr(exchange, each.name) for each in fields(ExchangeRecord)}
    values["request_headers"] = Headers((name, value) for name, value in exchange.request_headers)
    values["response_headers"] = Headers((name, value) for name, value in exchange.response_headers)
    values["arrivals"] = tuple((int(size), seconds) for size, seconds in exchange.arrivals)
    values["sources"] = _ids(exchange.sources)
    return ExchangeRecord(**values)


def _ids(sources: Sequence[Sequence[str]] | None) -> Sequence[Sequence[UUID]]:
    return tuple(tuple(UUID(source) for source in each) for each in sources or ())


def _row(record: ExchangeRecord, request_cap: int, response_cap: int) -> Mapping[str, Any]:
    values = {each.name: getattr(record, each.name) for each in fields(record) if each.name != "ordinal"}
    values["response_headers"] = [(name, _short(value)) for name, value in record.response_headers]
    values["usage"] = None if record.usage is None else dict(record.usage)
    request, values["request_cut"] = _capped(record.request_body, request_cap, record.request_cut)
    response, values["response_cut"] = _capped(record.response_body, response_cap, record.response_cut)
    values |= {"request_body": packed(request), "response_body": packed(response)}
    values["arrivals"] = packed_json(record.arrivals)
    values["sources"] = packed_json([[source.hex for source in sources] for sources in record.sources])
    return values


def _short(value: str) -> str:
    left_out = len(value) - HEADER_CAP
    return value if left_out <= 0 else f"{value[:HEADER_CAP]} [... {left_out} characters left out ...]"


def _capped(body: bytes, cap: int, cut: int) -> tuple[bytes, int]:
    """The body within its cap, and how many bytes its middle lacks, where `cut` were missing before."""
    if len(body) <= cap and not cut:
        return body, 0
    half = min(len(body), cap) // 2
    cut += len(body) - 2 * half
    return body[:half] + LEFT_OUT % cut + body[len(body) - half :], cut
