"""What a worker had been writing when it died counts for the day, about as much as it took, and once."""

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from tests.conftest import MakeApp
from tests.store.actors import ALICE, ask
from tests.store.crowd import all_at_once
from tests.usage.conftest import EURO
from webchat.chat.desk import Desk
from webchat.chat.sweeping import Sweeping
from webchat.context.estimate import estimate_tokens
from webchat.store import Database, Message, conversations, replies, usage
from webchat.store.usage import Told, Use

PASSED = timedelta(seconds=-1)
QUESTION = "Why is the sky blue?"
WRITTEN = "Because of Rayleigh"


@pytest.fixture(params=["sqlite", "postgresql"])
def site(request: pytest.FixtureRequest, make_app: MakeApp) -> Iterator[Flask]:
    url = request.getfixturevalue("migrated_postgres_url") if request.param == "postgresql" else None
    yield make_app(database_url=url, model={"price": EURO})


@pytest.fixture
def desk(site: Flask) -> Desk:
    found: Desk = site.extensions["desk"]
    return found


def left_behind(desk: Desk, *, model: str | None = None, is_continued: bool = False) -> uuid.UUID:
    """A reply whose writer is gone, half written; of a continued one the first half was told."""
    reply_id = ask(desk.database, text=QUESTION).reply_id
    with desk.database.writing() as session:
        record = desk.answering(None).record()
        session.get_one(Message, reply_id).asked_with = record | ({"model": model} if model else {})
        replies.claim(session, reply_id, "gone", PASSED)
    if is_continued:
        with desk.database.writing() as session:
            replies.finish(session, reply_id, "gone", status="stopped", text="Because")
            usage.add_to_reply(session, reply_id, Told(prompt_tokens=10, completion_tokens=2))
            replies.reopen(session, reply_id, "gone", PASSED)
    with desk.database.writing() as session:
        replies.save_progress(session, "gone", {reply_id: (WRITTEN, "")})
    return reply_id


def used(database: Database) -> list[Use]:
    today = datetime.now(UTC).date()
    with database.reading() as session:
        return [use for _, use in usage.on_days(session, ALICE, today, today)]


def read(database: Database, reply_id: uuid.UUID) -> Message:
    with database.reading() as session:
        return session.get_one(Message, reply_id)


def test_reply_counts_about_what_was_read_and_written(desk: Desk) -> None:
    reply_id = left_behind(desk)

    swept = Sweeping(desk.database, desk.switchboard).sweep(())

    (use,) = used(desk.database)
    assert (swept, read(desk.database, reply_id).status) == (1, "interrupted")
    assert (use.replies, use.estimated_replies, use.currency) == (1, 1, "EUR")
    assert (use.prompt_tokens, use.completion_tokens) == (estimate_tokens(QUESTION), estimate_tokens(WRITTEN))
    assert use.cost_nanos > 0
    assert read(desk.database, reply_id).completion_tokens is None


def test_reply_counts_once_however_many_look(desk: Desk) -> None:
    left_behind(desk)

    all_at_once(4, lambda _: Sweeping(desk.database, desk.switchboard).sweep(()))
    again = Sweeping(desk.database, desk.switchboard).sweep(())

    assert again == 0
    assert [use.replies for use in used(desk.database)] == [1]


def test_of_a_continued_reply_only_what_came_since_counts_and_nothing_is_told_of_the_whole(desk: Desk) -> None:
    reply_id = left_behind(desk, is_continued=True)

    Sweeping(desk.database, desk.switchboard).sweep(())

    (use,) = used(desk.database)
    assert use.completion_tokens == estimate_tokens(WRITTEN.removeprefix("Because"))
    assert use.prompt_tokens > estimate_tokens(QUESTION) + estimate_tokens("Because")
    reply = read(desk.database, reply_id)
    assert (reply.prompt_tokens, reply.completion_tokens) == (None, None)


def test_reply_of_a_model_that_is_gone_counts_too(desk: Desk) -> None:
    left_behind(desk, model="gone")

    Sweeping(desk.database, desk.switchboard).sweep(())

    assert [use.prompt_tokens for use in used(desk.database)] == [estimate_tokens(QUESTION)]


def test_reply_of_a_living_writer_or_one_never_claimed_counts_nothing(desk: Desk) -> None:
    living = left_behind(desk)
    pending = ask(desk.database).reply_id
    with desk.database.writing() as session:
        session.get_one(Message, pending).created_at -= timedelta(minutes=1)

    swept = Sweeping(desk.database, desk.switchboard).sweep([living])

    assert (swept, read(desk.database, living).status) == (1, "streaming")
    assert used(desk.database) == []


def test_reply_in_a_conversation_that_was_deleted_counts_nothing_and_breaks_nothing(desk: Desk) -> None:
    reply_id = left_behind(desk)
    kept = left_behind(desk)

    with desk.database.writing() as session:
        conversations.delete_all(session, [session.get_one(Message, reply_id).conversation_id])
    swept = Sweeping(desk.database, desk.switchboard).sweep(())

    assert (swept, read(desk.database, kept).status) == (1, "interrupted")
    assert [use.replies for use in used(desk.database)] == [1]
