"""What a reply has used is written down with it and for the day; estimates count for the day alone."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

from tests.store.actors import ALICE, ask
from tests.usage.conftest import EURO
from webchat.models.catalogue import Price
from webchat.provider import Usage
from webchat.store import Database, Message, usage
from webchat.store.usage import Use
from webchat.usage.recording import Spent, record


def write(database: Database, *spent: Spent, has_reply: bool = True) -> UUID | None:
    reply_id = ask(database).reply_id if has_reply else None
    for number, each in enumerate(spent):
        if reply_id:
            with database.writing() as session:
                session.get_one(Message, reply_id).continued_from = number or None
        with database.writing() as session:
            record(session, ALICE, reply_id, each)
    return reply_id


def used(database: Database) -> list[Use]:
    today = datetime.now(UTC).date()
    with database.reading() as session:
        return [use for _, use in usage.on_days(session, ALICE, today, today)]


def reply(database: Database, reply_id: UUID | None) -> Message:
    with database.reading() as session:
        return session.get_one(Message, reply_id)


def test_told_tokens_and_their_cost_are_kept_with_the_reply_and_for_the_day(database: Database) -> None:
    told = Usage(prompt_tokens=10, completion_tokens=2, reasoning_tokens=1, cached_tokens=4)

    written = reply(database, write(database, Spent(usage=told, price=EURO, seconds=2.0, seconds_to_text=0.5)))

    assert (written.prompt_tokens, written.completion_tokens) == (10, 2)
    assert (written.cached_tokens, written.reasoning_tokens) == (4, 1)
    assert (written.cost_nanos, written.currency) == (3_000_000, "EUR")
    assert (written.counted_seconds, written.seconds_to_text) == (2.0, 0.5)
    assert used(database) == [
        Use(currency="EUR", replies=1, prompt_tokens=10, completion_tokens=2, cost_nanos=3_000_000)
    ]


def test_estimate_counts_for_the_day_and_is_never_told_at_the_reply(database: Database) -> None:
    about = Usage(prompt_tokens=10, completion_tokens=2)

    written = reply(database, write(database, Spent(usage=None, about=about, price=EURO, seconds=2.0)))

    assert (written.prompt_tokens, written.completion_tokens, written.cost_nanos) == (None, None, None)
    assert (written.currency, written.counted_seconds) == (None, None)
    assert used(database) == [
        Use(
            currency="EUR",
            replies=1,
            estimated_replies=1,
            prompt_tokens=10,
            completion_tokens=2,
            cost_nanos=3_000_000,
        )
    ]


def test_estimate_fills_only_what_was_not_told(database: Database) -> None:
    told, about = Usage(completion_tokens=2), Usage(prompt_tokens=10, completion_tokens=99)

    written = reply(database, write(database, Spent(usage=told, about=about, price=EURO)))

    assert (written.prompt_tokens, written.completion_tokens, written.cost_nanos) == (None, 2, None)
    (use,) = used(database)
    assert (use.prompt_tokens, use.completion_tokens, use.cost_nanos) == (10, 2, 3_000_000)
    assert use.estimated_replies == 1


def test_told_counts_are_never_replaced_by_estimates(database: Database) -> None:
    told, about = Usage(prompt_tokens=0, completion_tokens=0), Usage(prompt_tokens=10, completion_tokens=99)

    write(database, Spent(usage=told, about=about))

    assert used(database) == [Use(replies=1)]


def test_request_that_nobody_answered_used_nothing(database: Database) -> None:
    write(database, Spent(usage=None, price=EURO, seconds=1.0))

    assert used(database) == []


def test_price_of_zero_is_kept_as_a_cost_of_nothing(database: Database) -> None:
    free = Price(currency="EUR", input=Decimal(0), output=Decimal(0))

    written = reply(database, write(database, Spent(usage=Usage(5, 5), price=free)))

    assert (written.cost_nanos, written.currency) == (0, "EUR")


def test_continued_reply_adds_up(database: Database) -> None:
    first = Spent(usage=Usage(10, 2), price=EURO, seconds=2.0, seconds_to_text=0.5)
    more = Spent(usage=Usage(20, 3), price=EURO, seconds=1.0, seconds_to_text=0.1)

    written = reply(database, write(database, first, more))

    assert (written.prompt_tokens, written.completion_tokens, written.cost_nanos) == (30, 5, 8_000_000)
    assert (written.counted_seconds, written.seconds_to_text) == (3.0, 0.5)
    assert [use.tokens for use in used(database)] == [35]


def test_part_that_nobody_was_asked_for_changes_nothing(database: Database) -> None:
    told, not_asked = Spent(usage=Usage(10, 2), price=EURO, seconds=2.0), Spent(usage=None, price=EURO, seconds=1.0)

    written = reply(database, write(database, told, not_asked))

    assert (written.prompt_tokens, written.completion_tokens, written.cost_nanos) == (10, 2, 3_000_000)
    assert [use.replies for use in used(database)] == [1]


def test_title_counts_for_the_day_without_being_a_reply(database: Database) -> None:
    write(database, Spent(usage=Usage(10, 2), price=EURO), has_reply=False)

    assert used(database) == [
        Use(currency="EUR", replies=0, prompt_tokens=10, completion_tokens=2, cost_nanos=3_000_000)
    ]


def test_absurd_counts_are_kept_without_failing(database: Database) -> None:
    absurd = Spent(usage=Usage(2**53 - 1, 2**53 - 1, 2**53 - 1, 2**53 - 1), price=EURO, seconds=1e-9)

    written = reply(database, write(database, *[absurd] * 5))

    assert written.completion_tokens == 5 * (2**53 - 1)
    assert written.cost_nanos == usage.MOST
