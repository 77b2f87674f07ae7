"""A temporary conversation: it expires, is in no list, and whatever was kept of it goes with it."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import text

from tests.person import Answer, Person
from tests.provider_server import ProviderServer
from webchat.config import Settings
from webchat.conversations import temporary
from webchat.housekeeping.chore import all_chores
from webchat.housekeeping.housekeeping import Housekeeping
from webchat.store import Conversation


def begin(person: Person, text: str = "a secret") -> Answer:
    return person.post("/messages", message=text, submission_id=uuid.uuid4().hex, temporary="on")


def stored(app: Flask, answer: Answer) -> Conversation:
    with app.extensions["desk"].database.reading() as session:
        return session.get_one(Conversation, uuid.UUID(answer.conversation_id))


def test_the_page_of_a_new_one_says_so_and_its_form_too(alice: Person) -> None:
    page = alice.open("/temporary")

    assert page.one("#composer-fields input[name=temporary]")["value"] == "on"
    assert "Temporary" in page.words


def test_it_has_no_title_and_expires(app: Flask, alice: Person, provider: ProviderServer) -> None:
    sent = begin(alice)
    alice.await_reply(sent.reply_id)

    conversation = stored(app, sent)
    assert (conversation.shelf, conversation.title) == ("temporary", None)
    assert conversation.expires_at
    assert timedelta(minutes=59) < conversation.expires_at - datetime.now(UTC) <= timedelta(hours=1)
    assert len(provider.requests) == 1
    assert sent.headers["HX-Push-Url"] == f"/conversations/{conversation.id}"
    assert sent.one('hx-partial[hx-target="#temporary"]')
    assert not sent.all('hx-partial[hx-target^="#list"]')


@pytest.mark.parametrize("is_closed", [False, True], ids=["expired", "closed"])
def test_its_exchanges_are_kept_until_it_is_over_and_not_longer(
    app: Flask, alice: Person, settings: Settings, is_closed: bool
) -> None:
    app.extensions["housekeeping"].close()  # or it might be at it at the same time
    sent = begin(alice)
    alice.await_reply(sent.reply_id)
    (packed,) = packed_requests(app)
    assert packed[:60] in files(settings)
    if is_closed:
        assert alice.post(f"/conversations/{sent.conversation_id}/close").status < 400
    let_pass(app, sent, temporary.AFTER_CLOSING if is_closed else temporary.LIFE)

    Housekeeping(
        app.extensions["desk"].database, all_chores(data_dir=settings.data_dir, retention_days=None)
    ).do_round()

    assert packed_requests(app) == []
    assert packed[:60] not in files(settings)


def let_pass(app: Flask, sent: Answer, time: timedelta) -> None:
    """So much time passes, and a second."""
    with app.extensions["desk"].database.writing() as session:
        conversation = session.get_one(Conversation, uuid.UUID(sent.conversation_id))
        assert conversation.expires_at
        conversation.expires_at -= time + timedelta(seconds=1)


def packed_requests(app: Flask) -> list[bytes]:
    """The requests that are kept, as they stand in the files."""
    with app.extensions["desk"].database.reading() as session:
        return list(session.scalars(text("SELECT request_body FROM exchanges")))


def files(settings: Settings) -> bytes:
    return b"".join(file.read_bytes() for file in settings.data_dir.rglob("*") if file.is_file())


def test_each_message_and_each_page_that_is_there_let_it_live_on(app: Flask, alice: Person) -> None:
    sent = begin(alice)
    alice.await_reply(sent.reply_id)
    moments = []

    for renew in (
        lambda: alice.ask("more", conversation_id=sent.conversation_id),
        lambda: alice.post(f"/conversations/{sent.conversation_id}/stay"),
    ):
        soon = datetime.now(UTC) + timedelta(seconds=20)
        with app.extensions["desk"].database.writing() as session:
            session.get_one(Conversation, uuid.UUID(sent.conversation_id)).expires_at = soon
        renew()
        moments.append(stored(app, sent).expires_at - soon)  # type: ignore[operator]

    assert all(moment > timedelta(minutes=58) for moment in moments)


def test_nothing_of_it_is_logged(alice: Person, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG", logger="webchat"):
        alice.await_reply(begin(alice, "an unmistakable secret").reply_id)

    assert "unmistakable" not in caplog.text


def test_a_message_to_a_conversation_that_is_there_is_not_made_temporary_by_its_form(app: Flask, alice: Person) -> None:
    first = alice.ask("one").sent  # type: ignore[attr-defined]

    form = {"message": "two", "submission_id": uuid.uuid4().hex, "temporary": "on"}
    sent = alice.post("/messages", conversation_id=first.conversation_id, **form)

    assert sent.conversation_id == first.conversation_id
    assert stored(app, sent).shelf == "list"
