"""A budget in the page: told in the dock from four fifths on, refused in words when it is used up."""

import threading
import uuid

import pytest

from tests.conftest import MakeApp
from tests.person import HTMX, Answer, Person, conversation_of
from tests.provider_server import DONE, ProviderServer, event, finish, token, wait_for
from tests.usage.conftest import EURO
from webchat.setting_values import Budget

ONE_REPLY = 12  # tokens: ten of the prompt, two of the reply


def dock(answer: Answer) -> str:
    return answer.one("#budget").get_text().strip()


def test_without_a_budget_nothing_is_there(alice: Person) -> None:
    assert alice.open().all("#budget") == []


def test_dock_says_nothing_below_four_fifths(make_app: MakeApp) -> None:
    person = Person(make_app(budget=Budget(tokens=100)))
    person.ask("Hi")

    assert person.open().one("#budget").contents == []  # so that it takes no room


def test_dock_tells_from_four_fifths_on(make_app: MakeApp) -> None:
    person = Person(make_app(budget=Budget(tokens=15)))
    person.ask("Hi")

    assert dock(person.open()) == "80% of today’s budget is used."
    asked_anew = person.open("/usage/budget", headers=HTMX)
    assert asked_anew.words == "80% of today’s budget is used."
    assert person.open("/usage/budget").one("h1").get_text() == "Usage"


@pytest.mark.parametrize(
    ("budget", "price"), [(Budget(tokens=ONE_REPLY), None), (Budget(nanos=3_000_000, currency="EUR"), EURO)]
)
def test_used_up_budget_refuses_in_words_and_stores_nothing(
    make_app: MakeApp, provider: ProviderServer, budget: Budget, price: object
) -> None:
    person = Person(make_app(budget=budget, model={"price": price}))
    sent = person.ask("Hi").sent  # type: ignore[attr-defined]
    before = len(provider.requests)

    refused = person.send_message("More", conversation_id=conversation_of(sent))

    assert refused.status == 429
    problem = refused.one(".problem").get_text()
    assert "Today’s budget of this browser session is used up, for all models" in problem
    assert "UTC" not in problem  # the dock says when it renews, as the visitor's clock has it
    assert 0 < int(refused.headers["Retry-After"]) <= 86_400
    page = person.open(f"/conversations/{conversation_of(sent)}")
    assert page.texts == ["Hi", "Hello you"]
    assert dock(page).startswith("Today’s budget is used up. It renews on")
    assert len(provider.requests) == before


def test_new_conversation_is_refused_too_and_not_begun(make_app: MakeApp) -> None:
    person = Person(make_app(budget=Budget(tokens=ONE_REPLY)))
    person.ask("Hi")

    refused = person.send_message("More")

    assert refused.status == 429
    assert len(person.open().all("#conversation-list .conversation")) == 1


def test_text_is_kept_without_scripts(make_app: MakeApp) -> None:
    app = make_app(budget=Budget(tokens=ONE_REPLY))
    person = Person(app, with_scripts=False)
    conversation = conversation_of(person.open(person.send_message("Hi").headers["Location"]))

    refused = person.send_message("My long text", conversation_id=conversation)

    assert refused.status == 429
    assert refused.one("#composer textarea").get_text().strip() == "My long text"
    assert "Today’s budget" in refused.one("#composer-error").get_text()


@pytest.mark.parametrize("action", ["retry", "edit"])
def test_retry_and_edit_are_refused_too(make_app: MakeApp, action: str) -> None:
    person = Person(make_app(budget=Budget(tokens=ONE_REPLY)))
    answer = person.ask("Hi")
    message = answer.sent.one('[data-role="user"]')["id"].removeprefix("message-")  # type: ignore[attr-defined]

    if action == "retry":
        refused = person.retry(answer.reply_id)
    else:
        refused = person.post(f"/messages/{message}/edit", message="Other", submission_id=uuid.uuid4().hex)

    assert refused.status == 429


def test_same_form_sent_again_still_finds_its_pair(make_app: MakeApp) -> None:
    person = Person(make_app(budget=Budget(tokens=ONE_REPLY)))
    form = {"submission_id": uuid.uuid4().hex}
    first = person.send_message("Hi", **form)
    person.await_reply(first.reply_id)

    again = person.send_message("Hi", **form)

    assert (again.status, again.reply_id) == (200, first.reply_id)


def test_session_of_somebody_else_has_its_own_budget(make_app: MakeApp) -> None:
    app = make_app(budget=Budget(tokens=ONE_REPLY))
    Person(app).ask("Hi")

    assert Person(app).send_message("Hi").status == 200


def test_replies_of_a_deleted_conversation_still_count(make_app: MakeApp) -> None:
    person = Person(make_app(budget=Budget(tokens=ONE_REPLY)))
    conversation = conversation_of(person.ask("Hi").sent)  # type: ignore[attr-defined]

    person.post(f"/conversations/{conversation}/delete")

    assert person.send_message("More").status == 429


def test_message_that_waits_when_the_budget_is_used_up_goes_on_waiting(
    make_app: MakeApp, provider: ProviderServer
) -> None:
    go_on = threading.Event()
    used = event({"choices": [], "usage": {"prompt_tokens": 10, "completion_tokens": 2}})
    provider.answer_raw([token("Hello"), wait_for(go_on), finish(), used, DONE])
    person = Person(make_app(budget=Budget(tokens=ONE_REPLY)))
    sent = person.send_message("Hi")
    conversation = conversation_of(sent)
    waits = person.send_message("And then?", conversation_id=conversation)
    go_on.set()
    person.await_reply(sent.reply_id)

    page = person.open(f"/conversations/{conversation}")
    refused = person.post(f"/conversations/{conversation}/waiting/send", waiting="")

    assert waits.status == 200
    assert page.texts == ["Hi", "Hello"]
    assert "And then?" in page.one("#waiting").get_text()
    assert refused.status == 429
    assert "And then?" in person.open(f"/conversations/{conversation}").one("#waiting").get_text()
