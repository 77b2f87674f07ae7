"""What a session has used this month, day by day. Days and months are those of UTC, as the budget's are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from webchat.store import Session, usage
from webchat.store.columns import now
from webchat.store.usage import Use


@dataclass(frozen=True, slots=True)
class Cost:
    """Billionths of a currency."""

    nanos: int
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """What was used on one day, or altogether (`day` is None). `costs`: one for each currency.

    `is_about`: the provider did not tell the tokens of every reply, so some are estimated.
    """

    day: date | None
    replies: int
    prompt_tokens: int
    completion_tokens: int
    costs: tuple[Cost, ...]
    is_about: bool

    @property
    def tokens(self) -> int:
        """Of the prompts and of the replies."""
        return self.prompt_tokens + self.completion_tokens


@dataclass(frozen=True, slots=True)
class Month:
    """`first` is its first day; `days` those on which something was used, the newest first."""

    first: date
    days: Sequence[Used]
    total: Used

    @property
    def has_costs(self) -> bool:
        """Whether anything had a price."""
        return bool(self.total.costs)

    @property
    def all_costs(self) -> list[Cost]:
        """Those of each day."""
        return [cost for used in self.days for cost in used.costs]


def this_month(session: Session, owner_id: str | None) -> Month:
    """What this owner has used in the month that it is in UTC; nobody has used nothing."""
    today = now().date()
    first = today.replace(day=1)
    found = usage.on_days(session, owner_id, first, today) if owner_id else []
    days = [_together(day, (use for _, use in uses)) for day, uses in groupby(found, lambda row: row[0])]
    return Month(first, days[::-1], _together(None, (use for _, use in found)))


def _together(day: date | None, uses: Iterable[Use]) -> Used:
    uses, nanos = list(uses), dict[str, int]()
    for use in uses:
        if use.currency:
            nanos[use.currency] = nanos.get(use.currency, 0) + use.cost_nanos
    return Used(
        day=day,
        replies=sum(use.replies for use in uses),
        prompt_tokens=sum(use.prompt_tokens for use in uses),
        completion_tokens=sum(use.completion_tokens for use in uses),
        costs=tuple(Cost(amount, currency) for currency, amount in sorted(nanos.items())),
        is_about=any(use.estimated_replies for use in uses),
    )
