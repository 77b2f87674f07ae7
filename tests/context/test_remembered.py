"""A long conversation is read once while somebody types below it, and again as soon as it is another."""

import time

import pytest

from tests.context.asking import answering_with
from tests.offered import offered_model
from webchat.context.gauge import Gauge, Place, gauge_of
from webchat.context.remembered import Remembered
from webchat.store import Database, conversations, messages, pairs, replies
from webchat.store.messages import Message

QUICK = 0.05  # seconds; it takes a fiftieth of that on a quiet machine


def long_line(database: Database, count: int, *, text: str = "word " * 20) -> tuple[Place, list[Message]]:
    with database.writing() as session:
        conversation = conversations.create(session, "alice")
        line: list[Message] = []
        for number in range(count):
            parent_id = line[-1].id if line else None
            role = ("user", "assistant")[number % 2]
            line.append(messages.new(conversation, role=role, text=f"{number} {text}", parent_id=parent_id))  # type: ignore[arg-type]
        messages.append_all(session, conversation, line)
        return Place(conversation.id, line[-1].id), line


def gauges(database: Database, place: Place, room: int, drafts: list[str], remembered: Remembered) -> list[Gauge]:
    return [gauge_of(database, answering_with(room), remembered, place=place, text=draft) for draft in drafts]


@pytest.mark.parametrize("room", [500, 3_000, 6_000, 100_000])
def test_what_is_remembered_says_what_reading_says(database: Database, room: int) -> None:
    place, _ = long_line(database, 300)
    drafts = ["", "x", "word " * 50, "word " * 1_000, "word " * 3_000, "x", ""]

    remembered = gauges(database, place, room, drafts, Remembered())

    assert remembered == [gauges(database, place, room, [draft], Remembered())[0] for draft in drafts]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("model", ["test-model", "gpt-4o"])
def test_typing_a_long_draft_below_thousands_of_messages_costs_little(database: Database, model: str) -> None:
    place, _ = long_line(database, 5_000)
    answering = answering_with(128_000, model=offered_model(model, context_tokens=128_001))
    remembered, draft = Remembered(), "A long draft. " * 2_285
    gauge_of(database, answering, remembered, place=place, text=draft)

    seconds = []
    for number in range(9):
        started = time.perf_counter()
        gauge_of(database, answering, remembered, place=place, text=f"{draft}{number}")
        seconds.append(time.perf_counter() - started)

    assert min(seconds) < QUICK


def test_a_deleted_pair_is_not_remembered(database: Database) -> None:
    place, line = long_line(database, 300)
    remembered = Remembered()
    [before] = gauges(database, place, 100_000, [""], remembered)

    with database.writing() as session:
        conversation = session.get_one(conversations.Conversation, place.conversation_id)
        pairs.put_away(session, conversation, session.get_one(Message, line[10].id))
    [after] = gauges(database, place, 100_000, [""], remembered)

    assert after.tokens < before.tokens
    assert after == gauges(database, place, 100_000, [""], Remembered())[0]


def test_a_reply_that_goes_on_is_not_remembered(database: Database) -> None:
    place, line = long_line(database, 300)
    remembered = Remembered()
    [before] = gauges(database, place, 100_000, [""], remembered)

    with database.writing() as session:
        session.get_one(Message, line[-1].id).text += "much more " * 100
    [after] = gauges(database, place, 100_000, [""], remembered)

    assert after.tokens > before.tokens + 300


@pytest.mark.parametrize("place_in_line", [101, 299])
def test_a_reply_that_was_edited_is_not_remembered(database: Database, place_in_line: int) -> None:
    place, line = long_line(database, 300)
    remembered = Remembered()
    [before] = gauges(database, place, 100_000, [""], remembered)

    with database.writing() as session:
        reply = session.get_one(Message, line[place_in_line].id)
        replies.edit(session, reply, "ä" * len(reply.text))
    [after] = gauges(database, place, 100_000, [""], remembered)

    assert after.tokens > before.tokens
    assert after == gauges(database, place, 100_000, [""], Remembered())[0]


def test_other_instructions_are_taken_into_account(database: Database) -> None:
    place, _ = long_line(database, 300)
    remembered = Remembered()
    [plain] = gauges(database, place, 100_000, [""], remembered)

    instructed = answering_with(100_000, instructions="Be kind. " * 10)
    gauge = gauge_of(database, instructed, remembered, place=place, text="")

    assert gauge.tokens == plain.tokens + 34


def test_as_many_are_remembered_as_there_is_room_for(database: Database) -> None:
    place, _ = long_line(database, 120)
    remembered = Remembered(most=3)

    for room in range(100_000, 100_006):
        gauge_of(database, answering_with(room), remembered, place=place, text="x")

    assert len(remembered) == 3


def test_nothing_is_remembered_for_ever(database: Database) -> None:
    place, line = long_line(database, 120)
    remembered = Remembered(seconds=0.0)
    [before] = gauges(database, place, 100_000, [""], remembered)

    with database.writing() as session:
        session.get_one(Message, line[7].id).text += "much more " * 100
    [after] = gauges(database, place, 100_000, [""], remembered)

    assert after.tokens > before.tokens
