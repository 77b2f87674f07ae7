"""Your data: how much it is, how long it is kept, and the ways on; signing out."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from tests.conftest import MakeApp
from tests.forms import ask, press
from tests.person import Person, address_of
from webchat.data.moments import kept_until

NEW_YEAR = datetime(2026, 12, 31, 23, 5, tzinfo=UTC)


def test_the_page_counts_what_one_has(alice: Person, charlie: Person) -> None:
    ask(alice, "one")
    ask(alice, "two")

    assert "2 conversations with 4 messages" in alice.open("/data").words
    assert "1 conversation with 2 messages" in charlie.open("/data").words


def test_somebody_new_has_nothing(app: Flask) -> None:
    nobody = Person(app)

    answer = nobody.open("/data")

    assert answer.status == 200
    assert "no conversations here yet" in answer.words


def test_every_way_on_leads_somewhere(make_app: MakeApp) -> None:
    alice = Person(make_app(sharing=True))
    ask(alice, "Hi")
    page = alice.open("/data")

    ways = {str(link["href"]).split("#")[0] for link in page.all(".data a")} - {""}

    assert ways == {"/export.zip", "/imports", "/shares", "/erase", "/usage"}
    assert {way: alice.client.get(way).status_code for way in ways} == dict.fromkeys(ways, 200)


def test_what_is_shared_is_not_offered_unless_it_is_allowed(alice: Person) -> None:
    assert alice.open("/data").all("a[href='/shares']") == []


@pytest.mark.parametrize(("days", "words"), [(1, "kept for 1 day after"), (30, "kept for 30 days after")])
def test_the_page_says_how_long_conversations_are_kept(make_app: MakeApp, days: int, words: str) -> None:
    assert words in Person(make_app(retention_days=days)).open("/data").words


def test_without_retention_they_are_kept(alice: Person) -> None:
    assert "until you delete them" in alice.open("/data").words


def test_signing_out_makes_a_stranger_of_the_browser(alice: Person) -> None:
    conversation = ask(alice, "Hi")

    answer = press(alice, "/sign-out")

    assert answer.status == 303
    assert "Signed out" in alice.open(address_of(answer)).words
    assert alice.open(conversation).status == 404
    assert alice.open("/data").one("form[action='/sign-out']").has_attr("data-forgets")


def test_behind_https_the_browser_forgets_what_it_stored(make_app: MakeApp) -> None:
    person = Person(make_app(trusted_proxies=1))

    plain = press(person, "/sign-out")
    person.headers |= {"X-Forwarded-Proto": "https"}
    secure = press(person, "/sign-out")

    assert "Clear-Site-Data" not in plain.headers
    assert secure.headers["Clear-Site-Data"] == '"storage"'


def test_another_site_signs_nobody_out(alice: Person) -> None:
    conversation = ask(alice, "Hi")

    assert press(alice, "/sign-out", {"Sec-Fetch-Site": "cross-site"}).status == 403

    assert alice.open(conversation).status == 200


def test_a_conversation_is_kept_from_its_last_message_on() -> None:
    assert kept_until(NEW_YEAR, 30) == NEW_YEAR + timedelta(days=30)
    assert kept_until(NEW_YEAR, None) is None


@pytest.mark.parametrize(("days", "shown"), [(30, "Kept until 30 January 2027"), (None, "")])
def test_the_snippet_says_until_when(make_app: MakeApp, days: int | None, shown: str) -> None:
    app = make_app(retention_days=days)

    with app.test_request_context("/"):
        html = app.jinja_env.get_template("data/_kept_until.html").render(conversation=LastWritten(NEW_YEAR))

    assert BeautifulSoup(html, "html.parser").get_text().strip() == shown


@dataclass
class LastWritten:
    """What the snippet needs of a conversation."""

    updated_at: datetime
    shelf: str = "list"
