"""The budget of a session: told before it is used up, refused in words after, renewed at midnight UTC."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.store.actors import ALICE
from webchat.config import Settings
from webchat.setting_values import Budget
from webchat.store import Database, usage
from webchat.store.usage import Use
from webchat.usage.budget import BudgetState, BudgetUsedUp, check, state

NOW = datetime(2026, 11, 21, 19, 30, tzinfo=UTC)
TOKENS = Budget(tokens=100)
MONEY = Budget(nanos=1_000, currency="EUR")


def use(database: Database, *, at: datetime = NOW, **counts: int | str) -> None:
    with database.writing() as session:
        usage.add(session, ALICE, at.date(), Use(**{"replies": 1} | counts))  # type: ignore[arg-type]


def now(database: Database, budget: Budget, *, at: datetime = NOW, owner: str | None = ALICE) -> BudgetState:
    with database.reading() as session:
        return state(session, owner, budget, at=at)


def test_tokens_of_prompts_and_replies_count_whatever_their_currency(database: Database) -> None:
    use(database, prompt_tokens=20, completion_tokens=5)
    use(database, prompt_tokens=10, currency="EUR", cost_nanos=1)

    found = now(database, TOKENS)

    assert (found.used, found.left, found.percent) == (35, 65, 35)


def test_money_counts_in_the_currency_of_the_budget_alone(database: Database) -> None:
    use(database, prompt_tokens=20)
    use(database, currency="USD", cost_nanos=999)
    use(database, currency="EUR", cost_nanos=250)

    assert now(database, MONEY).used == 250


@pytest.mark.parametrize(
    ("tokens", "is_near", "is_used_up"),
    [(0, False, False), (79, False, False), (80, True, False), (99, True, False), (100, True, True), (500, True, True)],
)
def test_it_is_told_from_four_fifths_on(database: Database, tokens: int, is_near: bool, is_used_up: bool) -> None:
    use(database, prompt_tokens=tokens)

    found = now(database, TOKENS)

    assert (found.is_near, found.is_used_up) == (is_near, is_used_up)
    assert found.left >= 0 and found.percent <= 100


def test_it_renews_at_midnight_utc(database: Database) -> None:
    use(database, prompt_tokens=100)

    today, tomorrow = now(database, TOKENS), now(database, TOKENS, at=NOW + timedelta(hours=5))

    assert today.renews_at == datetime(2026, 11, 22, tzinfo=UTC)
    assert (today.is_used_up, tomorrow.is_used_up) == (True, False)


def test_estimates_make_it_about(database: Database) -> None:
    use(database, prompt_tokens=1)
    assert not now(database, TOKENS).is_about

    use(database, estimated_replies=1)

    assert now(database, TOKENS).is_about


def test_nobody_has_used_nothing(database: Database) -> None:
    assert now(database, TOKENS, owner=None).used == 0


def test_used_up_budget_is_refused_with_the_time_until_it_renews(database: Database) -> None:
    use(database, at=datetime.now(UTC), prompt_tokens=100)

    with database.reading() as session, pytest.raises(BudgetUsedUp) as refused:
        check(session, ALICE, Settings(budget=TOKENS))

    assert refused.value.status == 429
    assert 0 < refused.value.retry_after <= 24 * 3600
    assert str(refused.value) == (
        "Today’s budget of this browser session is used up, for all models, so nothing was sent. Your text is kept."
    )


def test_without_a_budget_or_with_something_left_nothing_is_refused(database: Database) -> None:
    use(database, at=datetime.now(UTC), prompt_tokens=99)

    with database.reading() as session:
        check(session, ALICE, Settings(budget=TOKENS))
        check(session, ALICE, Settings())
