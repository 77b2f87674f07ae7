"""Where conversations are deleted after some days, the page says when, and every message moves that day."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from tests.conftest import MakeApp
from tests.messages.tab import another_tab, edit, own_messages
from tests.person import HTMX, Answer, Person, conversation_of
from webchat.store import Conversation

PLACE = 'hx-partial[hx-target="#kept-until"]'


@pytest.fixture
def keeping_app(make_app: MakeApp) -> Flask:
    return make_app(retention_days=30)


@pytest.fixture
def ann(keeping_app: Flask) -> Person:
    return Person(keeping_app)


def day(days: int) -> str:
    moment = datetime.now(UTC) + timedelta(days=days)
    return f"Kept until {moment.day} {moment:%B %Y}"


def age(app: Flask, conversation_id: str) -> None:
    """The last message came a week ago."""
    with app.extensions["desk"].database.writing() as session:
        session.get_one(Conversation, uuid.UUID(conversation_id)).updated_at -= timedelta(days=7)


def words(answer: Answer, place: str = PLACE) -> str:
    return " ".join(answer.one(place).get_text(" ").split())


def test_the_first_message_brings_the_day_to_a_page_that_had_none(ann: Person) -> None:
    page = ann.open("/")

    sent = ann.send_message("one")
    ann.await_reply(sent.reply_id)

    assert words(page, "#kept-until") == ""
    assert words(sent) == day(30)


def test_whatever_is_sent_later_moves_the_day(keeping_app: Flask, ann: Person) -> None:
    sent = ann.ask("one").sent  # type: ignore[attr-defined]
    conversation_id = conversation_of(sent)
    age(keeping_app, conversation_id)
    before = ann.open(f"/conversations/{conversation_id}")

    again = ann.retry(sent.reply_id)
    ann.await_reply(again.reply_id)
    age(keeping_app, conversation_id)
    edited = edit(ann, own_messages(sent)[0], "better")
    ann.await_reply(edited.reply_id)

    assert words(before, "#kept-until") == day(23)
    assert words(again) == words(edited) == day(30)


def test_a_tab_learns_the_day_with_what_was_sent_in_another(keeping_app: Flask, ann: Person) -> None:
    sent = ann.ask("one").sent  # type: ignore[attr-defined]
    another_tab(keeping_app, ann).ask("two", conversation_id=conversation_of(sent))

    news = ann.open(f"/conversations/{conversation_of(sent)}/news?seen={sent.reply_id}", headers=HTMX)

    assert words(news) == day(30)


def test_a_temporary_conversation_shows_no_day_until_it_is_kept(ann: Person) -> None:
    sent = ann.post("/messages", message="one", submission_id=uuid.uuid4().hex, temporary="on")
    ann.await_reply(sent.reply_id)

    kept = ann.post(f"/conversations/{conversation_of(sent)}/keep")

    assert words(sent) == ""
    assert words(kept) == day(30)


def test_nothing_of_it_comes_where_conversations_are_kept(alice: Person) -> None:
    page, sent = alice.open("/"), alice.ask("one").sent  # type: ignore[attr-defined]

    assert not page.all("#kept-until")
    assert not sent.all(PLACE)
