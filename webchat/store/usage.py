"""What each owner has used, day by day (UTC). It outlives the conversations that it was used in.

Counts are added by the statement that writes them, so that replies which end at once lose nothing. Providers can say
nonsense: sums stop at `MOST`, and whatever is read over many rows is summed as floating point, which cannot overflow.
"""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Date,
    Double,
    and_,
    bindparam,
    case,
    cast,
    delete,
    func,
    null,
    select,
    text,
    true,
    tuple_,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from webchat.store.base import Base, changed_rows, table_of
from webchat.store.message import Message, TokenCount

MOST = 2**60  # twice as much still fits into the 64 bits of a column
ALL = 2**31 - 1  # messages: the highest position that there can be
ROWS_AT_ONCE = 500


class UsageDay(Base):
    """What one owner used on one day; `cost_nanos` are billionths of `currency`, which is empty without a price.

    `estimated_replies` are those whose tokens, in full or in part, the provider did not tell.
    """

    __tablename__ = "usage_days"

    owner_id: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True, index=True)
    currency: Mapped[str] = mapped_column(primary_key=True)
    replies: Mapped[int] = mapped_column(TokenCount)
    estimated_replies: Mapped[int] = mapped_column(TokenCount)
    prompt_tokens: Mapped[int] = mapped_column(TokenCount)
    completion_tokens: Mapped[int] = mapped_column(TokenCount)
    cost_nanos: Mapped[int] = mapped_column(TokenCount)


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """What was used, for a day or added to one; counts in tokens, `cost_nanos` in billionths of `currency`."""

    currency: str = ""
    replies: int = 0
    estimated_replies: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost_nanos: int = 0

    @property
    def tokens(self) -> int:
        """Of the prompts and of the replies."""
        return self.prompt_tokens + self.completion_tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is known of one request, to be added to its reply; None where nothing is."""

    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    cached_tokens: int | None = None
    reasoning_tokens: int | None = None
    cost_nanos: int | None = None
    currency: str | None = None
    counted_seconds: float | None = None
    seconds_to_text: float | None = None


@dataclass(frozen=True, slots=True)
class Total:
    """The replies of one conversation whose cost is in `currency`, None for those without.

    `counted_replies` are those whose tokens are known.
    """

    currency: str | None
    replies: int
    counted_replies: int
    prompt_tokens: int
    completion_tokens: int
    cost_nanos: int


_COUNTS = ("replies", "estimated_replies", "prompt_tokens", "completion_tokens", "cost_nanos")
_days, _messages = table_of(UsageDay), table_of(Message)


def _sum_of(first: Any, second: Any) -> Any:
    """Both added up, `MOST` at most; NULL where one of them is."""
    return case((first + second > MOST, MOST), else_=first + second)


def _given(name: str) -> Any:
    return bindparam(f"more_{name}", type_=_messages.c[name].type)


def _whole(name: str) -> Any:
    """All parts of a continued reply together, NULL for good as soon as one is not known: never a part as the whole."""
    column, given = _messages.c[name], _given(name)
    return case((_is_continued, _sum_of(column, given)), else_=given)


def _written(name: str) -> str:
    total = f"usage_days.{name} + excluded.{name}"
    return f"{name} = CASE WHEN {total} > {MOST} THEN {MOST} ELSE {total} END"


# The same on both databases: whoever comes second adds to what the first one wrote.
_ADD = text(
    f"INSERT INTO usage_days (owner_id, day, currency, {', '.join(_COUNTS)})"
    f" VALUES (:owner_id, :day, :currency, {', '.join(f':{name}' for name in _COUNTS)})"
    f" ON CONFLICT (owner_id, day, currency) DO UPDATE SET {', '.join(map(_written, _COUNTS))}"
).bindparams(bindparam("day", type_=Date()), *(bindparam(name, type_=TokenCount) for name in _COUNTS))

_is_continued = _messages.c.continued_from.is_not(None)
_is_other_money = and_(_is_continued, func.coalesce(_messages.c.currency != _given("currency"), true()))
_ADD_TO_REPLY = (
    update(_messages)
    .where(_messages.c.id == bindparam("reply"))
    .values(
        {
            name: _whole(name)
            for name in ("prompt_tokens", "completion_tokens", "cached_tokens", "reasoning_tokens", "counted_seconds")
        }
    )
    .values(
        cost_nanos=case((_is_other_money, null()), else_=_whole("cost_nanos")),
        currency=case((_is_other_money, null()), else_=_given("currency")),
        seconds_to_text=func.coalesce(_messages.c.seconds_to_text, bindparam("more_seconds_to_text", type_=Double())),
    )
)
_USED = _days.c[("day", "currency", *_COUNTS)]
_OF_DAYS = (
    select(*_USED)
    .where(_days.c.owner_id == bindparam("owner"), _days.c.day >= bindparam("first"), _days.c.day <= bindparam("last"))
    .order_by(_days.c.day, _days.c.currency)
)
_TAKE = delete(_days).where(_days.c.owner_id == bindparam("owner")).returning(*_USED)


def add(session: Session, owner_id: str, day: date, use: Use) -> None:
    """Add to what this owner has used on that day."""
    counts = {name: min(getattr(use, name), MOST) for name in _COUNTS}
    session.execute(_ADD, {"owner_id": owner_id, "day": day, "currency": use.currency} | counts)


def add_to_reply(session: Session, reply_id: UUID, told: Told) -> None:
    """Add to what is known of a reply: what one of its parts does not tell is not known of it any more, for good.

    Costs in two currencies cannot be added: then none is known.
    """
    costs = {} if told.cost_nanos is None else {"cost_nanos": min(told.cost_nanos, MOST)}
    more = {f"more_{name}": value for name, value in (asdict(told) | costs).items()}
    session.execute(_ADD_TO_REPLY, more | {"reply": reply_id})


def on_days(session: Session, owner_id: str, first: date, last: date) -> list[tuple[date, Use]]:
    """What this owner has used from the first to the last day, both included, in their order."""
    rows = session.execute(_OF_DAYS, {"owner": owner_id, "first": first, "last": last}).mappings()
    return [(row["day"], Use(**{name: row[name] for name in ("currency", *_COUNTS)})) for row in rows]


def totals(session: Session, conversation_id: UUID, *, first: int = 0, count: int = ALL) -> list[Total]:
    """The replies of a conversation, all versions, by currency, among `count` messages from the position `first` on."""
    counted = func.count(_messages.c.completion_tokens)
    sums = [func.sum(cast(_messages.c[name], Double)) for name in _COUNTS[2:]]
    query = select(_messages.c.currency, func.count(), counted, *sums).where(
        _messages.c.conversation_id == conversation_id,
        _messages.c.position >= first,
        _messages.c.position < first + count,
        _messages.c.role == "assistant",
        _messages.c.deleted_at.is_(None),
    )
    rows = session.execute(query.group_by(_messages.c.currency).order_by(_messages.c.currency))
    return [
        Total(currency, replies, counted, *(round(each or 0) for each in sums))
        for currency, replies, counted, *sums in rows
    ]


def give(session: Session, from_owner: str, to_owner: str) -> int:
    """Add all days of one owner to another's; returns how many that were."""
    rows = session.execute(_TAKE, {"owner": from_owner}).mappings().all()
    for row in sorted(rows, key=lambda row: (row["day"], row["currency"])):  # all wait for each other in this order
        session.execute(_ADD, dict(row) | {"owner_id": to_owner})
    return len(rows)


def forget(session: Session, owner_id: str) -> int:
    """Delete all days of an owner; returns how many that were."""
    return changed_rows(session, delete(_days).where(_days.c.owner_id == owner_id))


def sweep(session: Session, before: date) -> int:
    """Delete a batch of days that are over for long; returns how many that were."""
    key = tuple_(_days.c.owner_id, _days.c.day, _days.c.currency)
    old = select(_days.c.owner_id, _days.c.day, _days.c.currency).where(_days.c.day < before).limit(ROWS_AT_ONCE)
    return changed_rows(session, delete(_days).where(key.in_(old)))
