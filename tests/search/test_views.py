"""The page of results and the fragment that takes the place of the list, as a person meets them."""

import re
import uuid

import pytest
from flask import Flask

from tests.appending import append
from tests.forms import ask, press
from tests.person import HTMX, Answer, Person
from tests.provider_server import ProviderServer
from webchat.store.conversations import Conversation


def search(person: Person, words: str, *, as_one_types: bool = False, **more: str) -> Answer:
    return person.open("/search", query_string={"q": words, **more}, headers=HTMX if as_one_types else {})


def hits(answer: Answer) -> list[str]:
    """Each hit's words, without its day."""
    return [re.sub(r" · \w+.*", "", " ".join(hit.get_text().split())) for hit in answer.all("li.hit")]


def place_of_title(person: Person) -> str:
    """Where the conversation about the sky is."""
    return str(search(person, "sky").all("li.hit")[-1].select("a")[0]["href"])


def _append(app: Flask, conversation_id: str, texts: list[str]) -> None:
    with app.extensions["desk"].database.writing() as session:
        conversation = session.get_one(Conversation, uuid.UUID(conversation_id))
        for text in texts:
            append(session, conversation, role="user", text=text, parent_id=None)


@pytest.fixture
def talkative(alice: Person, provider: ProviderServer) -> Person:
    """Alice, after a conversation about the sky."""
    provider.reply_with("Because **blue** light is scattered more.")
    alice.ask("Why is the sky blue?")
    return alice


def test_page_of_results_works_without_scripts(talkative: Person) -> None:
    answer = search(talkative, "blue")

    assert answer.status == 200
    assert answer.one("h1").get_text() == "Search"
    assert answer.one(".results h2").get_text() == "3 results"
    assert [mark.get_text() for mark in answer.all("#page-results .hit__excerpt mark")] == ["blue", "blue"]
    assert answer.one("#page-search input[name=q]")["value"] == "blue"
    assert answer.one("#page-search")["action"] == "/search"


def test_hit_says_whose_words_they_are_and_opens_at_the_message(talkative: Person) -> None:
    answer = search(talkative, "scattered")

    (hit,) = answer.all("li.hit")
    assert hits(answer) == ["Why is the sky blue? Because blue light is scattered more. Reply"]
    address = str(hit.a["href"]) if hit.a else ""
    found = re.fullmatch(r"/conversations/([0-9a-f-]{36})\?at=([0-9a-f-]{36})#message-([0-9a-f-]{36})", address)
    assert found and found[2] == found[3]
    page = talkative.open(address.split("#")[0])
    assert page.one(f"#message-{found[2]}")["data-role"] == "assistant"


def test_title_leads_to_its_conversation(talkative: Person) -> None:
    hit = search(talkative, "sky").all("li.hit")[-1]

    assert "Title" in hit.get_text()
    assert hit.a and re.fullmatch(r"/conversations/[0-9a-f-]{36}", str(hit.a["href"]))


def test_results_as_one_types_take_the_place_of_the_list(talkative: Person) -> None:
    answer = search(talkative, "scat", as_one_types=True)

    assert not answer.all("h1, html")
    assert [mark.get_text() for mark in answer.all("mark")] == ["scat"]
    announced = answer.one("hx-partial")
    assert announced["hx-target"] == "#announcer" and announced.get_text() == "1 result"


def test_box_stands_in_the_sidebar_of_every_page(alice: Person) -> None:
    box = alice.open("/").one("nav#conversations form[role=search]")

    field = box.select_one("input[name=q]")
    assert field and field["hx-get"] == "/search" and field["hx-target"] == "#conversation-list"
    assert alice.open("/").one(f"label[for={field['id']}]").get_text() == "Search conversations"


@pytest.mark.parametrize("words", ["", "   "])
def test_list_comes_back_when_nothing_is_asked(talkative: Person, words: str) -> None:
    answer = search(talkative, words, as_one_types=True)

    assert answer.status == 200
    assert len(answer.all("li.conversation")) == 1
    assert not answer.all("li.hit, h1")


def test_page_without_a_query_explains_itself(talkative: Person) -> None:
    answer = search(talkative, "")

    assert "Your titles and messages are searched." in answer.words
    assert not answer.all("li.hit")


@pytest.mark.parametrize("as_one_types", [True, False])
def test_nothing_found_is_said_in_words(talkative: Person, as_one_types: bool) -> None:
    answer = search(talkative, "unheard-of", as_one_types=as_one_types)

    assert answer.status == 200
    assert answer.one(".results h2").get_text() == "No results"
    assert "Nothing in your conversations matches." in answer.words


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ('""', "Search for letters, digits or emoji."),
        ("\0", "Search for letters, digits or emoji."),
        ("-red", "Add a word to search for."),
        ("a" * 3_000, "Search for at most 300 characters at once."),
    ],
)
def test_what_cannot_be_searched_is_said_in_words(talkative: Person, words: str, reason: str) -> None:
    page, as_one_types = search(talkative, words), search(talkative, words, as_one_types=True)

    assert page.status == 422
    assert page.one("#search-problem[role=alert]").get_text() == reason
    assert as_one_types.status == 200
    assert as_one_types.words == reason


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("\ud800a", 200),
        ("\u202eabc", 200),
        ("🎉", 200),
        ("%00", 200),
        ("a OR NEAR(b)", 200),
        ('"' * 299, 422),  # nothing but marks
        ("'; --x", 200),
        ("{{ 7*7 }}", 200),
        ("<i>x", 200),
    ],
)
def test_odd_queries_are_answered(talkative: Person, words: str, status: int) -> None:
    asked = words.encode("utf-8", "surrogatepass").decode("utf-8", "replace")

    assert search(talkative, asked).status == status


def test_what_is_found_is_shown_as_it_was_written_and_never_as_markup(alice: Person, provider: ProviderServer) -> None:
    provider.reply_with("ok")
    alice.ask("<img src=x onerror=alert(1)> needle")

    answer = search(alice, '"needle"')

    assert not answer.all("#page-results img")
    assert "<img src=x onerror=alert(1)> needle" in answer.all(".hit__excerpt")[0].get_text()


def test_stranger_finds_nothing_of_others(talkative: Person, charlie: Person) -> None:
    assert search(talkative, "sky").all("li.hit")

    assert not search(charlie, "sky").all("li.hit")


def test_browser_without_a_session_finds_nothing(app: Flask, talkative: Person) -> None:
    answer = search(Person(app), "blue")

    assert answer.status == 200
    assert answer.one(".results h2").get_text() == "No results"


def test_further_results_follow(alice: Person, app: Flask) -> None:
    person, place = alice, ask(alice, "common 0")
    _append(app, place.split("/")[-1], [f"common {number}" for number in range(1, 25)])

    first = search(person, "common ")
    assert len(first.all("li.hit")) == 20
    assert first.one(".results h2").get_text() == "More than 20 results"
    more = first.one(".hit-more a")
    second = person.open(str(more["href"]))
    rows = Answer(person.client.get(str(more["hx-get"]), headers=HTMX))

    assert second.one(".results h2").get_text() == "More results"
    assert hits(second) == hits(rows)
    assert len(hits(rows)) == 6
    assert not rows.all("h2, section, .hit-more")


def test_page_that_nobody_gave_is_not_found(talkative: Person) -> None:
    assert search(talkative, "blue", after="nonsense").status == 404


def test_archived_conversation_is_marked(talkative: Person) -> None:
    press(talkative, f"{place_of_title(talkative)}/archive")

    answer = search(talkative, "scattered")

    assert "Archived" in answer.one("li.hit .hit__note").get_text()


def test_deleted_conversation_is_not_found_at_once(talkative: Person) -> None:
    press(talkative, f"{place_of_title(talkative)}/delete")

    assert not search(talkative, "blue").all("li.hit")
