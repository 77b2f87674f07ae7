"""Exchanges: kept as they were, capped, so that a long conversation does not grow with the square of its length."""

import random
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text

from tests.appending import append
from tests.kept_exchanges import exchanges_of, keep_exchange
from webchat.store import Database, ExchangeRecord, conversations, exchanges
from webchat.store.headers import Headers

from .actors import ALICE, ask

RECORD = ExchangeRecord(
    method="POST",
    url="https://api.example.org/v1/chat/completions",
    request_headers=Headers([("Authorization", "Bearer $OPENAI_API_KEY"), ("Content-Type", "application/json")]),
    request_body=b'{"model": "m", "messages": []}',
    status=200,
    response_headers=Headers(
        [("content-type", "text/event-stream"), ("Via", "1.1 a"), ("X-Id", "7"), ("Via", "1.1 b")]
    ),
    response_body=b"data: {}\n\ndata: [DONE]\n\n\xff\x00",
    started_at=datetime(2026, 11, 21, 10, 0, 0, 123456, tzinfo=UTC),
    seconds_to_headers=0.1,
    seconds_to_first_byte=0.2,
    seconds_total=1.5,
    arrivals=((10, 0.2), (24, 1.5)),
    attempts=2,
    usage={"prompt_tokens": 12, "nested": {"cached": 3}},
    finish_reason="stop",
    sources=((), (UUID(int=1), UUID(int=2)), (UUID(int=3),)),
    is_starred=True,
)


def _save(database: Database, record: ExchangeRecord, **caps: int) -> ExchangeRecord:
    asked = ask(database)
    with database.writing() as session:
        assert keep_exchange(session, asked.reply_id, record, **caps)
    (found,) = _of(database, asked.reply_id)
    return found


def _of(database: Database, reply_id: UUID) -> list[ExchangeRecord]:
    with database.reading() as session:
        return exchanges_of(session, reply_id)


def test_exchange_comes_back_as_it_was(database: Database) -> None:
    assert _save(database, RECORD) == RECORD


def test_what_was_packed_before_the_transaction_is_stored_as_it_is(database: Database) -> None:
    asked, packed = ask(database), exchanges.pack([RECORD])

    with database.writing() as session:
        exchanges.keep(session, asked.reply_id, packed)
        stored = (
            session.execute(text("SELECT request_body, response_body, arrivals, sources FROM exchanges"))
            .mappings()
            .one()
        )

    assert {name: bytes(value) for name, value in stored.items()} == {name: packed.rows[0][name] for name in stored}
    assert _of(database, asked.reply_id) == [RECORD]


def test_requests_that_are_not_to_be_kept_are_counted(database: Database) -> None:
    asked = ask(database)
    records = [replace(RECORD, attempts=attempts) for attempts in range(1, 9)]

    with database.writing() as session:
        keep_exchange(session, asked.reply_id, RECORD)
        packed = exchanges.PackedExchanges(exchanges.pack(records).rows, skipped=3)
        exchanges.keep(session, asked.reply_id, packed)

    found = [(record.ordinal, record.attempts) for record in _of(database, asked.reply_id)]
    assert found == list(zip(range(5, 13), range(1, 9), strict=True))


def test_exchanges_are_told_in_outline_and_read_one_by_one(database: Database) -> None:
    asked = ask(database)
    records = [replace(RECORD, status=status, ordinal=place) for place, status in enumerate((503, None, 200), 1)]
    with database.writing() as session:
        exchanges.keep(session, asked.reply_id, exchanges.pack(records))

    with database.reading() as session:
        outlines = exchanges.outlines_of(session, asked.reply_id)
        found = [exchanges.numbered(session, asked.reply_id, ordinal) for ordinal in (1, 2, 3, 4)]

    assert [(each.ordinal, each.status, each.sources) for each in outlines] == [
        (record.ordinal, record.status, RECORD.sources) for record in records
    ]
    assert found == [*records, None]


def test_exchange_that_never_reached_the_provider_can_be_kept(database: Database) -> None:
    record = ExchangeRecord(
        method="POST",
        url="https://nowhere.invalid",
        request_headers=Headers(),
        request_body=b"{}",
        started_at=RECORD.started_at,
    )

    assert _save(database, record) == record


def test_a_header_of_absurd_length_loses_its_end_and_says_so(database: Database) -> None:
    long = Headers([("X-Long", "x" * 60_000), ("X-Short", "y" * 4096)])

    found = _save(database, replace(RECORD, response_headers=long)).response_headers

    assert found == Headers([("X-Long", "x" * 4096 + " [... 55904 characters left out ...]"), ("X-Short", "y" * 4096)])


def test_headers_keep_their_order_their_spelling_and_what_was_repeated(database: Database) -> None:
    found = _save(database, RECORD).response_headers

    assert list(found) == [("content-type", "text/event-stream"), ("Via", "1.1 a"), ("X-Id", "7"), ("Via", "1.1 b")]
    values = [found.value_of(name) for name in ("Content-Type", "via", "age")]
    assert values == ["text/event-stream", "1.1 b", None]


def test_each_further_exchange_comes_after_the_earlier_ones(database: Database) -> None:
    asked = ask(database)

    for attempts in (3, 1, 2):
        with database.writing() as session:
            keep_exchange(session, asked.reply_id, replace(RECORD, attempts=attempts))

    found = _of(database, asked.reply_id)
    assert [(record.ordinal, record.attempts) for record in found] == [(1, 3), (2, 1), (3, 2)]


def test_of_very_many_the_newest_eight_are_kept(database: Database) -> None:
    asked, other = ask(database), ask(database)

    with database.writing() as session:
        keep_exchange(session, other.reply_id, RECORD)
        for attempts in range(1, 12):
            keep_exchange(session, asked.reply_id, replace(RECORD, attempts=attempts))

    found = _of(database, asked.reply_id)
    assert [record.attempts for record in found] == [record.ordinal for record in found] == list(range(4, 12))
    assert len(_of(database, other.reply_id)) == 1


def test_all_exchanges_can_be_forgotten_part_by_part(database: Database) -> None:
    replies = [ask(database).reply_id for _ in range(5)]
    with database.writing() as session:
        for reply_id in (*replies, *[replies[0]] * 3):
            keep_exchange(session, reply_id, RECORD)

    parts = []
    while not parts or parts[-1]:
        with database.writing() as session:
            parts.append(exchanges.forget_some(session, limit=2))

    assert parts == [2, 2, 2, 2, 0]
    assert [found for reply_id in replies for found in _of(database, reply_id)] == []
    with database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM messages WHERE role = 'assistant'")) == 5


def test_reply_without_an_exchange_has_none(database: Database) -> None:
    asked = ask(database)

    assert _of(database, asked.reply_id) == []


def test_exchange_of_a_deleted_reply_is_not_kept(database: Database) -> None:
    with database.writing() as session:
        assert not keep_exchange(session, uuid4(), RECORD)


def test_long_bodies_keep_their_beginning_and_end_and_say_what_is_left_out(database: Database) -> None:
    record = replace(RECORD, request_body=b"A" * 700 + b"Z" * 300, response_body=b"x" * 100, response_cut=40)

    found = _save(database, record, request_cap=200, response_cap=99)

    assert found.request_body == b"A" * 100 + b"\n[... 800 bytes left out ...]\n" + b"Z" * 100
    assert found.request_cut == 800
    assert found.response_body == b"x" * 49 + b"\n[... 42 bytes left out ...]\n" + b"x" * 49
    assert found.response_cut == 40 + 2


def test_body_that_came_without_its_middle_gets_the_line_there(database: Database) -> None:
    record = replace(RECORD, response_body=b"A" * 50 + b"Z" * 50, response_cut=900)

    found = _save(database, record, response_cap=100)

    assert found.response_body == b"A" * 50 + b"\n[... 900 bytes left out ...]\n" + b"Z" * 50
    assert found.response_cut == 900


@pytest.mark.parametrize(("size", "cut"), [(199, 0), (200, 0), (201, 1)])
def test_body_is_cut_only_above_its_cap(database: Database, size: int, cut: int) -> None:
    found = _save(database, replace(RECORD, request_body=b"x" * size), request_cap=200)

    assert found.request_cut == cut


def test_exchanges_of_300_turns_grow_with_the_length_not_with_its_square(database: Database) -> None:
    cap = 32 * 1024
    chance = random.Random(2)
    words = ["".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=chance.randint(2, 9))) for _ in range(3000)]
    body = b""
    with database.writing() as session:
        conversation = conversations.create(session, ALICE)
        for _ in range(300):
            body += " ".join(chance.choices(words, k=60)).encode()
            reply = append(session, conversation, role="assistant", text="", parent_id=None)
            keep_exchange(session, reply.id, replace(RECORD, request_body=body), request_cap=cap)

    with database.reading() as session:
        kept = select(text("length(request_body)")).select_from(text("exchanges JOIN messages ON id = reply_id"))
        sizes = session.scalars(kept.order_by(text("position"))).all()

    second_hundred, third_hundred = sum(sizes[100:200]), sum(sizes[200:])
    assert len(body) > 3 * cap
    assert max(sizes) < 0.6 * cap
    assert third_hundred < 1.05 * second_hundred
