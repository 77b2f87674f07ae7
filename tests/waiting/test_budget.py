"""A session whose budget is used up sends nothing more; what waits goes on waiting, and the page says why."""

import threading
import uuid
from datetime import timedelta

import pytest
from flask import Flask

from tests.conftest import MakeApp
from tests.person import Person
from tests.provider_server import DONE, ProviderServer, finish, token, wait_for
from webchat.setting_values import Budget
from webchat.store import usage
from webchat.store.columns import now
from webchat.store.usage import Use

BUDGET = 1000


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    return make_app(budget=Budget(tokens=BUDGET))


def use_up(app: Flask, conversation_id: str) -> None:
    """As replies in other tabs do."""
    desk = app.extensions["desk"]
    with desk.database.writing() as session:
        owner = session.connection().exec_driver_sql("SELECT owner_id FROM conversations").scalar_one()
        usage.add(session, owner, now().date(), Use(replies=1, prompt_tokens=BUDGET))


def renew(app: Flask) -> None:
    """As the next day does."""
    desk = app.extensions["desk"]
    with desk.database.writing() as session:
        session.connection().exec_driver_sql("DELETE FROM usage_days")


@pytest.fixture
def waiting(app: Flask, alice: Person, provider: ProviderServer) -> str:
    """A conversation whose reply ended when the budget had been used up, while a message waited."""
    go = threading.Event()
    provider.answer_raw([token("One"), wait_for(go), finish("stop"), DONE], times=1)
    sent = alice.send_message("First")
    alice.send_message("Second", conversation_id=sent.conversation_id)
    use_up(app, sent.conversation_id)
    go.set()
    assert alice.await_reply(sent.reply_id).reply["data-status"] == "complete"
    return sent.conversation_id


def test_what_waits_goes_on_waiting_when_the_budget_is_used_up(alice: Person, waiting: str) -> None:
    page = alice.open(f"/conversations/{waiting}")

    assert page.texts == ["First", "One"]
    assert page.one(".waiting__text").get_text() == "Second"
    assert str(page.one(".waiting")["data-waiting"]).endswith("-budget")


def test_it_can_be_sent_only_when_there_is_budget_again(app: Flask, alice: Person, waiting: str) -> None:
    refused = alice.post(f"/conversations/{waiting}/waiting/send", waiting="")
    renew(app)
    page = alice.open(f"/conversations/{waiting}")
    sent = alice.post(f"/conversations/{waiting}/waiting/send", waiting="")

    assert refused.status == 429
    assert str(page.one(".waiting")["data-waiting"]).endswith("-held")
    assert sent.status == 200
    assert alice.await_reply(sent.reply_id).reply["data-status"] == "complete"


def test_nothing_new_is_sent_or_put_in_wait_without_budget(app: Flask, alice: Person) -> None:
    first = alice.ask("Hello")
    conversation_id = first.sent.conversation_id  # type: ignore[attr-defined]
    use_up(app, conversation_id)

    answers = [
        alice.send_message("A new one"),
        alice.send_message("More", conversation_id=conversation_id),
        alice.retry(first.reply_id),
    ]

    assert [answer.status for answer in answers] == [429, 429, 429]
    assert int(answers[0].headers["Retry-After"]) <= timedelta(days=1).total_seconds()
    assert alice.open(f"/conversations/{conversation_id}").texts == ["Hello", "Hello you"]


def test_a_form_sent_again_still_finds_its_pair_without_budget(app: Flask, alice: Person) -> None:
    submission_id = uuid.uuid4().hex
    sent = alice.send_message("Hello", submission_id=submission_id)
    alice.await_reply(sent.reply_id)
    use_up(app, sent.conversation_id)

    again = alice.send_message("Hello", submission_id=submission_id)

    assert (again.status, again.reply_id) == (200, sent.reply_id)
