"""Writes down what a reply has used: with the reply, and for the day of its owner.

It happens in the transaction that ends the reply: its conversation and the reply are locked before the day's row, new
messages and submissions (of what waited for the end) after it; `owners.merge_some` keeps to the same order.
Only what the provider told is kept with the reply. For the day, and so for the budget, an estimate stands in for what
it did not tell: else stopping each reply just before its end would cost nothing.
"""

from dataclasses import dataclass
from uuid import UUID

from webchat.models.catalogue import Price
from webchat.provider import Usage
from webchat.store import Session, usage
from webchat.store.columns import now
from webchat.store.usage import Told, Use
from webchat.usage.cost import cost_nanos

NOTHING = Usage()


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What one request has used. `usage`: as its provider told it; `about`: as we estimate it, None when the provider
    did not get the request, or refused it. `seconds` in all and, until the first words, `seconds_to_text`."""

    usage: Usage | None
    about: Usage | None = None
    price: Price | None = None
    seconds: float | None = None
    seconds_to_text: float | None = None


def record(session: Session, owner_id: str, reply_id: UUID | None, spent: Spent) -> None:
    """Add what a request has used to its reply and to the owner's day; without a reply it asked for a title."""
    if spent.usage is None and spent.about is None:
        return
    if reply_id is not None:
        usage.add_to_reply(session, reply_id, _told(spent))
    usage.add(session, owner_id, now().date(), _use(spent, replies=0 if reply_id is None else 1))


def record_unkept(session: Session, owner_id: str, spent: Spent) -> None:
    """Add what a reply has used that is kept nowhere, such as the answer to an example, to the owner's day."""
    if spent.usage is not None or spent.about is not None:
        usage.add(session, owner_id, now().date(), _use(spent, replies=1))


def _told(spent: Spent) -> Told:
    told = spent.usage or NOTHING
    cost = cost_nanos(spent.price, told)
    return Told(
        prompt_tokens=told.prompt_tokens,
        completion_tokens=told.completion_tokens,
        cached_tokens=told.cached_tokens,
        reasoning_tokens=told.reasoning_tokens,
        cost_nanos=cost,
        currency=spent.price.currency if spent.price and cost is not None else None,
        counted_seconds=None if told.completion_tokens is None else spent.seconds,
        seconds_to_text=spent.seconds_to_text,
    )


def _use(spent: Spent, *, replies: int) -> Use:
    told, about = spent.usage or NOTHING, spent.about or NOTHING
    is_told = told.prompt_tokens is not None and told.completion_tokens is not None
    counts = Usage(
        prompt_tokens=_known(told.prompt_tokens, about.prompt_tokens),
        completion_tokens=_known(told.completion_tokens, about.completion_tokens),
        cached_tokens=told.cached_tokens,
    )
    return Use(
        currency=spent.price.currency if spent.price else "",
        replies=replies,
        estimated_replies=0 if is_told else replies,
        prompt_tokens=counts.prompt_tokens or 0,
        completion_tokens=counts.completion_tokens or 0,
        cost_nanos=cost_nanos(spent.price, counts) or 0,
    )


def _known(told: int | None, about: int | None) -> int:
    return told if told is not None else about or 0
