"""What a session may still use today (UTC): asked before a message is stored, and told before it is used up.

Nothing is reserved: replies that run at the same moment, and the last one before the bound, may go over it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from webchat.config import Settings
from webchat.errors import TooMany
from webchat.setting_values import Budget
from webchat.store import Session, usage
from webchat.store.columns import now
from webchat.store.usage import Use
from webchat.wording import N_

TOLD_FROM = 80  # per cent
DAY = timedelta(days=1)


class BudgetUsedUp(TooMany):
    """The session has used what it may use today."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetState:
    """`used` of `most`: tokens, or billionths of `currency`. `is_about`: some of it is estimated."""

    used: int
    most: int
    currency: str | None
    is_about: bool
    renews_at: datetime

    @property
    def left(self) -> int:
        """What may still be used."""
        return max(0, self.most - self.used)

    @property
    def percent(self) -> int:
        """How much is used, rounded down: 100 means used up."""
        return min(100, 100 * self.used // self.most)

    @property
    def is_near(self) -> bool:
        """Whether it is time to tell."""
        return self.percent >= TOLD_FROM

    @property
    def is_used_up(self) -> bool:
        """Whether nothing may be sent any more."""
        return self.used >= self.most


def state(session: Session, owner_id: str | None, budget: Budget, *, at: datetime | None = None) -> BudgetState:
    """How much of the budget this owner has used today; nobody has used nothing."""
    today = (at or now()).date()
    found = usage.on_days(session, owner_id, today, today) if owner_id else []
    counted = [use for _, use in found if budget.currency in (None, use.currency)]
    return BudgetState(
        used=sum(_used(use, budget) for use in counted),
        most=budget.tokens or budget.nanos or 0,
        currency=budget.currency,
        is_about=any(use.estimated_replies for use in counted),
        renews_at=datetime.combine(today + DAY, time(), UTC),
    )


def check(session: Session, owner_id: str, settings: Settings) -> None:
    """Raises BudgetUsedUp when this owner may send nothing more today."""
    if settings.budget is None:
        return
    moment = now()
    found = state(session, owner_id, settings.budget, at=moment)
    if found.is_used_up:
        raise BudgetUsedUp(  # the dock says when it renews
            N_(
                "Today’s budget of this browser session is used up, for all models, so nothing was sent. Your text is "
                "kept."
            ),
            retry_after=max(1, round((found.renews_at - moment).total_seconds())),
        )


def _used(use: Use, budget: Budget) -> int:
    return use.tokens if budget.currency is None else use.cost_nanos
