"""What a session used this month, and what a conversation took: tables that work without scripts."""

import threading
import uuid
from datetime import UTC, datetime, timedelta

from flask import Flask

from tests.appending import append
from tests.conftest import MakeApp
from tests.person import HTMX, Answer, Person, conversation_of
from tests.provider_server import DONE, ProviderServer, finish, token
from tests.usage.conftest import EURO
from webchat.chat.desk import Desk
from webchat.setting_values import Budget
from webchat.store import Conversation, usage
from webchat.store.usage import Told, Use
from webchat.usage.conversation_total import AT_ONCE


def rows(answer: Answer, part: str = "tbody") -> list[list[str]]:
    return [[" ".join(cell.get_text(" ").split()) for cell in row.select("th, td")] for row in answer.all(f"{part} tr")]


def owner_of(person: Person) -> str:
    with person.client.session_transaction() as session:
        return str(session["owner"])


def use(app: Flask, owner: str, day: datetime, **counts: int | str) -> None:
    desk: Desk = app.extensions["desk"]
    with desk.database.writing() as session:
        usage.add(session, owner, day.date(), Use(**counts))  # type: ignore[arg-type]


def test_month_is_empty_for_whoever_has_sent_nothing(app: Flask) -> None:
    page = Person(app).open("/usage")

    assert page.status == 200
    assert page.all("main table") == []
    assert "Nothing was used this month." in page.words


def test_month_counts_replies_tokens_and_cost(priced: Flask) -> None:
    person = Person(priced)
    person.ask("Hi")
    person.ask("Hi again")

    page = person.open("/usage")

    assert [row[1:] for row in rows(page)] == [["2", "24", "€0.0060"]]
    assert rows(page, "tfoot") == [["Total", "2", "24", "€0.0060"]]
    assert page.one("table caption").get_text() == "Usage by day, in UTC"
    assert page.one("main table th[scope=row] time")["datetime"] == datetime.now(UTC).date().isoformat()


def test_month_without_prices_has_no_column_of_costs(alice: Person) -> None:
    alice.ask("Hi")

    page = alice.open("/usage")

    assert [cell.get_text() for cell in page.all("thead th")] == ["Day", "Replies", "Tokens"]


def test_month_lists_currencies_apart_and_nothing_of_earlier_months(app: Flask, alice: Person) -> None:
    alice.ask("Hi")
    now = datetime.now(UTC)
    use(app, owner_of(alice), now, currency="EUR", replies=1, prompt_tokens=5, cost_nanos=10**9)
    use(app, owner_of(alice), now, currency="USD", replies=1, prompt_tokens=5, cost_nanos=2 * 10**9)
    use(app, owner_of(alice), now - timedelta(days=40), currency="USD", replies=100)

    page = alice.open("/usage")

    assert rows(page, "tfoot") == [["Total", "3", "22", "€1.00 US$2.00"]]
    assert len(rows(page)) == 1


def test_deleting_a_conversation_does_not_reduce_what_was_used(alice: Person) -> None:
    conversation = conversation_of(alice.ask("Hi").sent)  # type: ignore[attr-defined]
    before = rows(alice.open("/usage"))

    alice.post(f"/conversations/{conversation}/delete")

    assert rows(alice.open("/usage")) == before != []


def test_deleting_everything_deletes_the_usage_too(app: Flask, alice: Person) -> None:
    alice.ask("Hi")
    owner = owner_of(alice)

    alice.post("/erase", understood="yes")

    desk: Desk = app.extensions["desk"]
    today = datetime.now(UTC).date()
    with desk.database.reading() as session:
        assert usage.on_days(session, owner, today, today) == []


def test_stranger_sees_only_their_own_usage(alice: Person, charlie: Person) -> None:
    alice.ask("Hi")
    alice.ask("Hi")

    assert rows(charlie.open("/usage"))[0][1] == "1"


def test_title_that_was_asked_of_the_model_counts(make_app: MakeApp, provider: ProviderServer) -> None:
    app = make_app(titles=True, model={"price": EURO})
    person = Person(app)
    person.ask("Hi")
    for thread in threading.enumerate():
        if thread.name.startswith("title-"):
            thread.join(10)

    assert rows(person.open("/usage"))[0][1:3] == ["1", "24"]
    assert len(provider.requests) == 2


def test_conversation_has_a_total_of_all_versions(priced: Flask) -> None:
    person = Person(priced)
    first = person.ask("Hi")
    conversation = conversation_of(first.sent)  # type: ignore[attr-defined]
    person.await_reply(person.retry(first.reply_id).reply_id)

    page = person.open(f"/conversations/{conversation}/usage")

    assert rows(page) == [
        ["Replies, in all their versions", "2"],
        ["Tokens of the prompts", "20"],
        ["Tokens of the replies", "4"],
        ["Cost", "€0.0060"],
    ]
    assert person.open(f"/conversations/{conversation}/usage", headers=HTMX).all("html") == []


def test_total_of_a_long_conversation_is_that_of_all_its_parts(priced: Flask) -> None:
    person = Person(priced)
    conversation = conversation_of(person.ask("Hi").sent)  # type: ignore[attr-defined]
    desk: Desk = priced.extensions["desk"]
    with desk.database.writing() as session:
        found = session.get_one(Conversation, uuid.UUID(conversation))
        told = Told(prompt_tokens=1, completion_tokens=2, cost_nanos=10**6, currency="EUR")
        for _ in range(2 * AT_ONCE):
            reply = append(session, found, role="assistant", text="x", parent_id=found.leaf_id)
            usage.add_to_reply(session, reply.id, told)

    page = person.open(f"/conversations/{conversation}/usage")

    assert [row[1] for row in rows(page)] == ["401", "410", "802", "€0.40"]


def test_total_says_of_how_many_replies_nothing_is_known(alice: Person, provider: ProviderServer) -> None:
    provider.answer_raw([token("Hello"), finish(), DONE])
    conversation = conversation_of(alice.ask("Hi").sent)  # type: ignore[attr-defined]

    page = alice.open(f"/conversations/{conversation}/usage")

    assert rows(page) == [["Replies, in all their versions", "1"]]
    assert "did not tell the tokens of 1 reply" in page.words


def test_total_of_a_stranger_is_not_found(alice: Person, charlie: Person) -> None:
    conversation = conversation_of(alice.ask("Hi").sent)  # type: ignore[attr-defined]

    assert charlie.open(f"/conversations/{conversation}/usage").status == 404


def test_page_tells_how_much_of_the_budget_is_left(make_app: MakeApp) -> None:
    person = Person(make_app(budget=Budget(tokens=48)))
    person.ask("Hi")

    page = person.open("/usage")

    assert "12 of 48 tokens used, 36 left." in page.words
    assert page.one("meter")["value"] == "25"
    assert "It renews at midnight UTC, for you on" in page.words


def test_page_tells_a_budget_of_money(make_app: MakeApp) -> None:
    person = Person(make_app(budget=Budget(nanos=10**7, currency="EUR"), model={"price": EURO}))
    person.ask("Hi")

    assert "€0.0030 of €0.0100 used, €0.0070 left." in person.open("/usage").words
