"""What owners use: added up without loss however many write at once, and never more than a column can hold."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from tests.appending import append
from tests.store.actors import ALICE, STRANGER, ask
from tests.store.crowd import all_at_once
from webchat.store import Conversation, Database, Message, conversations, owners, usage
from webchat.store.usage import MOST, Told, Total, Use

TODAY = date(2026, 11, 21)
USE = Use(currency="EUR", replies=1, estimated_replies=0, prompt_tokens=100, completion_tokens=20, cost_nanos=5_000)
BOB = "bob"


def add(database: Database, use: Use = USE, *, owner: str = ALICE, day: date = TODAY) -> None:
    with database.writing() as session:
        usage.add(session, owner, day, use)


def used(database: Database, owner: str = ALICE, *, first: date = date.min, last: date = date.max) -> dict[date, Use]:
    with database.reading() as session:
        return dict(usage.on_days(session, owner, first, last))


def tell(database: Database, reply_id: UUID, *told: Told) -> Message:
    """Each but the first is told of a part with which the reply was continued."""
    for number, each in enumerate(told):
        with database.writing() as session:
            session.get_one(Message, reply_id).continued_from = number or None
        with database.writing() as session:
            usage.add_to_reply(session, reply_id, each)
    with database.reading() as session:
        return session.get_one(Message, reply_id)


def test_use_of_one_day_is_added_up(database: Database) -> None:
    add(database)
    add(database, Use(currency="EUR", replies=1, estimated_replies=1, completion_tokens=7, cost_nanos=1))

    assert used(database) == {
        TODAY: Use(
            currency="EUR",
            replies=2,
            estimated_replies=1,
            prompt_tokens=100,
            completion_tokens=27,
            cost_nanos=5_001,
        )
    }


def test_days_owners_and_currencies_are_counted_apart(database: Database) -> None:
    yesterday = TODAY - timedelta(days=1)
    add(database)
    add(database, day=yesterday)
    add(database, owner=STRANGER)
    add(database, Use(replies=1, prompt_tokens=3))

    with database.reading() as session:
        found = usage.on_days(session, ALICE, yesterday, TODAY)

    assert found == [(yesterday, USE), (TODAY, Use(replies=1, prompt_tokens=3)), (TODAY, USE)]
    assert used(database, first=yesterday, last=yesterday) == {yesterday: USE}


def test_many_replies_that_end_at_once_lose_nothing(database: Database) -> None:
    each, threads = 15, 6

    def act(_: int) -> None:
        for _ in range(each):
            add(database)

    all_at_once(threads, act)

    count = each * threads
    assert used(database)[TODAY] == Use(
        currency="EUR", replies=count, prompt_tokens=100 * count, completion_tokens=20 * count, cost_nanos=5_000 * count
    )


@pytest.mark.parametrize("count", [2**53, 2**60, 2**63 - 1, 2**70])
def test_absurd_counts_stop_at_a_bound_instead_of_overflowing(database: Database, count: int) -> None:
    absurd = Use(replies=1, prompt_tokens=count, completion_tokens=count, cost_nanos=count)

    for _ in range(10):
        add(database, absurd)

    found = used(database)[TODAY]
    assert found.prompt_tokens == found.completion_tokens == found.cost_nanos == min(10 * count, MOST)
    assert found.replies == 10


def test_what_is_told_of_a_reply_is_kept_with_it(database: Database) -> None:
    reply_id = ask(database).reply_id
    told = Told(
        prompt_tokens=10,
        completion_tokens=20,
        cached_tokens=4,
        reasoning_tokens=5,
        cost_nanos=300,
        currency="EUR",
        counted_seconds=1.5,
        seconds_to_text=0.5,
    )

    reply = tell(database, reply_id, told)

    assert (reply.prompt_tokens, reply.completion_tokens, reply.cached_tokens, reply.reasoning_tokens) == (10, 20, 4, 5)
    assert (reply.cost_nanos, reply.currency) == (300, "EUR")
    assert (reply.counted_seconds, reply.seconds_to_text) == (1.5, 0.5)


def test_continued_reply_adds_up_and_keeps_when_its_first_words_came(database: Database) -> None:
    first = Told(
        prompt_tokens=10,
        completion_tokens=20,
        cost_nanos=300,
        currency="EUR",
        counted_seconds=1.5,
        seconds_to_text=0.5,
    )
    more = Told(
        prompt_tokens=30,
        completion_tokens=5,
        cost_nanos=100,
        currency="EUR",
        counted_seconds=1.0,
        seconds_to_text=0.1,
    )

    reply = tell(database, ask(database).reply_id, first, more)

    assert (reply.prompt_tokens, reply.completion_tokens) == (40, 25)
    assert (reply.cached_tokens, reply.reasoning_tokens) == (None, None)
    assert (reply.cost_nanos, reply.currency) == (400, "EUR")
    assert (reply.counted_seconds, reply.seconds_to_text) == (2.5, 0.5)


@pytest.mark.parametrize("parts", ["?+", "+?", "?++", "+?+", "++?"])
def test_a_part_of_which_nothing_was_told_leaves_the_whole_unknown(database: Database, parts: str) -> None:
    known = Told(prompt_tokens=10, completion_tokens=20, cost_nanos=300, currency="EUR", counted_seconds=1.0)

    reply = tell(database, ask(database).reply_id, *({"?": Told(), "+": known}[part] for part in parts))

    assert (reply.prompt_tokens, reply.completion_tokens, reply.counted_seconds) == (None, None, None)
    assert (reply.cost_nanos, reply.currency) == (None, None)


def test_costs_in_two_currencies_are_not_added(database: Database) -> None:
    euro, dollar = Told(cost_nanos=300, currency="EUR"), Told(cost_nanos=100, currency="USD")

    reply = tell(database, ask(database).reply_id, euro, dollar)
    later = tell(database, ask(database).reply_id, euro, dollar, dollar)

    assert (reply.cost_nanos, reply.currency) == (None, None)
    assert (later.cost_nanos, later.currency) == (None, None)


def test_absurd_counts_of_a_reply_stop_at_a_bound(database: Database) -> None:
    absurd = Told(prompt_tokens=2**53 - 1, completion_tokens=2**53 - 1, cost_nanos=2**70, currency="EUR")

    reply = tell(database, ask(database).reply_id, *[absurd] * 10)

    assert reply.prompt_tokens == 10 * (2**53 - 1)
    assert reply.cost_nanos == MOST


def test_conversation_has_a_total_by_currency(database: Database) -> None:
    exchanged = ask(database)
    told = Told(prompt_tokens=10, completion_tokens=20, cost_nanos=300, currency="EUR")
    tell(database, exchanged.reply_id, told)
    with database.writing() as session:
        conversation = session.get_one(Conversation, exchanged.conversation_id)
        append(session, conversation, role="assistant", text="Not counted", parent_id=exchanged.message_id)
        priced = append(session, conversation, role="assistant", text="Also", parent_id=exchanged.message_id).id
    tell(database, priced, told)
    tell(database, ask(database).reply_id, told)  # in another conversation

    with database.reading() as session:
        found = usage.totals(session, exchanged.conversation_id)

    assert sorted(found, key=lambda total: total.currency or "") == [
        Total(None, 1, 0, 0, 0, 0),
        Total("EUR", 2, 2, 20, 40, 600),
    ]


def test_total_of_absurd_costs_does_not_overflow(database: Database) -> None:
    chat = ask(database)
    ids = [chat.reply_id]
    with database.writing() as session:
        conversation = session.get_one(Conversation, chat.conversation_id)
        for _ in range(20):
            ids.append(append(session, conversation, role="assistant", text="", parent_id=chat.message_id).id)
    for reply_id in ids:
        tell(database, reply_id, Told(cost_nanos=MOST, currency="EUR"))

    with database.reading() as session:
        (total,) = usage.totals(session, chat.conversation_id)

    assert total.cost_nanos == 21 * MOST


def test_deleting_a_conversation_leaves_what_was_used(database: Database) -> None:
    chat = ask(database)
    add(database)

    with database.writing() as session:
        conversations.delete_all(session, [chat.conversation_id])

    assert used(database) == {TODAY: USE}


def test_deleting_everything_deletes_the_days(database: Database) -> None:
    ask(database)
    add(database)
    add(database, day=TODAY - timedelta(days=1))
    add(database, owner=STRANGER)

    deleted = owners.Deleted()
    while True:
        with database.writing() as session:
            batch = owners.delete_some(session, ALICE)
        if batch.is_nothing:
            break
        deleted += batch

    assert deleted.usage_days == 2
    assert used(database) == {}
    assert used(database, STRANGER) == {TODAY: USE}


def test_merging_adds_the_days_of_both(database: Database) -> None:
    yesterday = TODAY - timedelta(days=1)
    ask(database, owner_id=BOB)
    add(database)
    add(database, owner=BOB)
    add(database, owner=BOB, day=yesterday)

    for _ in range(10):
        with database.writing() as session:
            if not owners.merge_some(session, BOB, ALICE):
                break

    twice = Use(currency="EUR", replies=2, prompt_tokens=200, completion_tokens=40, cost_nanos=10_000)
    assert used(database) == {yesterday: USE, TODAY: twice}
    assert used(database, BOB) == {}


def test_days_come_last_of_what_is_merged(database: Database) -> None:
    """A reply that ends meanwhile, in a conversation that is not given yet, still counts for the first owner."""
    ask(database, owner_id=BOB)
    add(database, owner=BOB)

    with database.writing() as session:
        owners.merge_some(session, BOB, ALICE)

    assert used(database, BOB) == {TODAY: USE}


def test_replies_that_end_while_owners_merge_lose_nothing(database: Database) -> None:
    add(database, owner=BOB)

    def act(number: int) -> None:
        for _ in range(10):
            if number:
                add(database)
                add(database, owner=BOB)
            else:
                with database.writing() as session:
                    usage.give(session, BOB, ALICE)

    all_at_once(4, act)
    with database.writing() as session:
        usage.give(session, BOB, ALICE)

    assert used(database)[TODAY].replies == 61


def test_old_days_are_swept_in_batches(database: Database) -> None:
    add(database)
    with database.writing() as session:
        for number in range(usage.ROWS_AT_ONCE + 3):
            usage.add(session, f"owner-{number}", TODAY - timedelta(days=401), USE)

    batches: list[int] = []
    while not batches or batches[-1]:
        with database.writing() as session:
            batches.append(usage.sweep(session, TODAY - timedelta(days=400)))

    assert batches == [usage.ROWS_AT_ONCE, 3, 0]
    assert used(database) == {TODAY: USE}
