"""What examples take is added up for the session, and nothing else of them is stored."""

import sqlite3
from contextlib import closing

from flask import Flask

from tests.conftest import MakeApp
from tests.person import Answer, Person
from tests.provider_server import DONE, ProviderServer, finish, token
from tests.usage.conftest import EURO
from webchat.config import Settings


def month(person: Person) -> list[str]:
    """The totals of this month: replies, tokens and cost."""
    return [cell.get_text().strip() for cell in person.open("/usage").all("tfoot td")]


def try_it(person: Person, name: str = "smallest") -> Answer:
    return person.post(f"/guide/{name}", message="Hi")


def test_example_counts_like_a_reply(make_app: MakeApp) -> None:
    person = Person(make_app(model={"price": EURO}))
    person.open("/guide")

    try_it(person)
    try_it(person, "memory")

    assert month(person) == ["3", "36", "€0.0090"]


def test_who_has_no_session_gets_one_to_count_for(app: Flask) -> None:
    person = Person(app)

    answer = try_it(person)

    assert answer.status == 200
    assert month(person) == ["1", "12"]


def test_stranger_pays_nothing(alice: Person, charlie: Person) -> None:
    before = month(charlie)

    try_it(alice)

    assert month(charlie) == before


def test_what_the_provider_does_not_tell_is_estimated(app: Flask, provider: ProviderServer) -> None:
    provider.answer_raw([token("Hello"), finish(), DONE])
    person = Person(app)

    try_it(person, "streamed")

    assert month(person) == ["1", "about 11"]


def test_refused_request_costs_nothing(app: Flask, provider: ProviderServer) -> None:
    provider.require_key("another")
    person = Person(app)

    try_it(person)

    assert month(person) == []


def test_nothing_else_is_stored(app: Flask, settings: Settings) -> None:
    before = rows_by_table(settings)

    try_it(Person(app))

    assert rows_by_table(settings) == before | {"usage_days": 1}


def test_answer_is_shown_though_its_use_cannot_be_stored(app: Flask, settings: Settings) -> None:
    person = Person(app)
    person.open("/guide")
    with closing(sqlite3.connect(settings.data_dir / "webchat.sqlite3", isolation_level=None)) as other:
        other.execute("ALTER TABLE usage_days RENAME TO away")

        answer = try_it(person)

        other.execute("ALTER TABLE away RENAME TO usage_days")
    assert "Hello **you**" in answer.one("blockquote").get_text()
    assert month(person) == []


def rows_by_table(settings: Settings) -> dict[str, int]:
    """How many rows there are in each table of the database that has any."""
    with closing(sqlite3.connect(settings.data_dir / "webchat.sqlite3")) as database:
        names = [
            name
            for (name,) in database.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search%' AND name != 'chores'"
            )
        ]
        counts = {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}
    return {name: count for name, count in counts.items() if count and name != "alembic_version"}
