"""The address of each assistant, what stands there, and the conversations that are begun there."""

import re
from dataclasses import replace

import pytest
from flask import Flask

from tests.conftest import MakeApp
from tests.person import Answer, Person
from tests.provider_server import ProviderServer
from webchat.models.catalogue import Catalogue

OWN_WORDS = "Your conversations are kept on this server. What you write is sent to test-model, which answers."


def fields_of(answer: Answer, form: str) -> dict[str, str]:
    """What a form would send besides the message."""
    return {str(field["name"]): str(field["value"]) for field in answer.all(f"{form} input[type=hidden]")}


def begin(person: Person, path: str, text: str, form: str = "#composer") -> Answer:
    """Open the page, and send its form with this text."""
    return person.post("/messages", **fields_of(person.open(path), form) | {"message": text})


def instructions_of(provider: ProviderServer) -> str:
    """What the model was told first in the last request."""
    first = provider.requests[-1].json["messages"][0]
    assert first["role"] == "system"
    return str(first["content"])


def test_an_assistant_introduces_itself_at_its_address(alice: Person) -> None:
    page = alice.open("/a/help-desk")

    assert page.status == 200
    assert page.one("#assistant").get_text(strip=True) == "Help <desk>"
    assert str(page.one("#assistant use")["href"]).endswith("#help")
    assert page.one("#welcome h2").get_text() == "What is 100 % broken? %(name)s"
    assert page.one("#welcome-intro").get_text(strip=True) == "Printers first."
    assert [str(button["value"]) for button in page.all("button[name=message]")] == [
        "The printer is on fire",
        'It says "no paper"',
    ]
    assert page.one("#answering-note").get_text(strip=True) == "Not for emergencies."


def test_what_an_assistant_does_not_say_the_page_says(alice: Person) -> None:
    page = alice.open("/a/tutor")

    assert page.one("#welcome h2").get_text() == "What would you like to know?"
    assert page.one("#welcome-intro").get_text().strip() == OWN_WORDS
    assert not page.all("button[name=message]")
    assert not page.all("link[href^='/a/']")
    assert page.one("#answering-note").get_text().strip() == "test-model can be wrong. Check what matters."


def test_the_default_assistant_is_at_the_beginning(alice: Person) -> None:
    page = alice.open("/")

    assert page.one("#assistant").get_text(strip=True) == "Help <desk>"
    assert page.all("link[href^='/a/help-desk/look.css']")


def test_each_page_offers_the_others(alice: Person) -> None:
    here, there = (alice.open(path).one("#assistants a") for path in ("/", "/a/tutor"))

    assert (here["href"], here.get_text(strip=True)) == ("/a/tutor", "Study partner")
    assert (there["href"], there.get_text(strip=True)) == ("/a/help-desk", "Help <desk>")


def test_where_nobody_wrote_assistants_the_page_names_and_offers_none(make_app: MakeApp) -> None:
    page = Person(make_app()).open("/")

    assert not page.all("#assistant, #assistants")
    assert len(page.all("button[name=message]")) == 4


@pytest.mark.parametrize("path", ["/a/nobody", "/a/nobody/look.css", "/a/tutor/look.css", "/a/Tutor", "/a/"])
def test_what_is_not_offered_is_not_found(alice: Person, path: str) -> None:
    assert alice.open(path).status == 404


@pytest.mark.parametrize(
    ("path", "form", "told"),
    [("/a/tutor", "#composer", "You teach."), ("/a/help-desk", ".welcome__starters", "You help.")],
)
def test_a_conversation_keeps_the_assistant_that_it_was_begun_with(
    make_app: MakeApp, offered: Catalogue, provider: ProviderServer, path: str, form: str, told: str
) -> None:
    other = "tutor" if path == "/a/help-desk" else "help-desk"
    alice = Person(make_app(catalogue=replace(offered, default_assistant=other)))

    begun = begin(alice, path, "Hello", form)
    alice.await_reply(begun.reply_id)
    again = alice.ask("And now?", conversation_id=begun.conversation_id)

    assert again.status == 200
    assert instructions_of(provider) == told


@pytest.mark.parametrize("path", ["/", "/temporary"])
def test_a_conversation_that_begins_at_the_beginning_keeps_its_assistant_when_another_is_the_default_then(
    app: Flask, alice: Person, offered: Catalogue, provider: ProviderServer, path: str
) -> None:
    board = app.extensions["switchboard"]
    begun = begin(alice, path, "Hello")
    alice.await_reply(begun.reply_id)
    greeted = alice.open(path)

    board.replace(replace(offered, default_assistant="tutor"))
    alice.ask("And now?", conversation_id=begun.conversation_id)
    later = instructions_of(provider)
    alice.await_reply(alice.send_message("Hello again", **fields_of(greeted, "#composer")).reply_id)

    assert (later, instructions_of(provider)) == ("You help.", "You help.")


def test_the_page_of_a_conversation_shows_the_look_and_name_of_its_assistant(alice: Person) -> None:
    ours, theirs = (begin(alice, f"/a/{slug}", "Hello") for slug in ("tutor", "help-desk"))

    pages = [alice.open(f"/conversations/{begun.conversation_id}") for begun in (ours, theirs)]

    assert [page.one("#assistant").get_text(strip=True) for page in pages] == ["Study partner", "Help <desk>"]
    assert [len(page.all("link[href^='/a/help-desk/look.css']")) for page in pages] == [0, 1]
    assert pages[1].one("#answering-note").get_text(strip=True) == "Not for emergencies."


def test_an_assistant_that_is_forged_is_refused_and_the_text_kept(app: Flask) -> None:
    person = Person(app, with_scripts=False)

    answer = person.send_message("My words", assistant="nobody")

    assert answer.status == 422
    assert answer.one("#composer-text").get_text(strip=True) == "My words"


def test_what_is_refused_without_scripts_leads_back_to_the_same_assistant(app: Flask) -> None:
    answer = Person(app, with_scripts=False).send_message(" ", assistant="tutor")

    assert answer.status == 422
    assert answer.one("#assistant").get_text(strip=True) == "Study partner"
    assert fields_of(answer, "#composer")["assistant"] == "tutor"


def test_a_conversation_whose_assistant_is_gone_goes_on_with_the_default_one(
    app: Flask, alice: Person, provider: ProviderServer, offered: Catalogue
) -> None:
    begun = begin(alice, "/a/tutor", "Hello")
    alice.await_reply(begun.reply_id)

    app.extensions["switchboard"].replace(replace(offered, assistants=offered.assistants[:1]))
    answer = alice.ask("And now?", conversation_id=begun.conversation_id)

    assert answer.reply["data-status"] == "complete"
    assert instructions_of(provider) == "You help."
    assert alice.open("/a/tutor").status == 404


def test_the_sheet_that_a_page_links_is_kept_for_ever(alice: Person) -> None:
    address = str(alice.open("/a/help-desk").one("link[href^='/a/']")["href"])

    sheet = alice.client.get(address)

    assert sheet.content_type == "text/css; charset=utf-8"
    assert "immutable" in sheet.headers["Cache-Control"]
    assert re.search(r"--color-accent: light-dark\(#0b6e4f, #449877\);", sheet.get_data(as_text=True))


def test_a_sheet_under_an_older_address_is_not_kept(alice: Person) -> None:
    sheet = alice.client.get("/a/help-desk/look.css?v=0123456789abcdef")

    assert sheet.status_code == 200
    assert sheet.headers["Cache-Control"] == "no-store"


def test_looking_at_an_assistant_stores_nothing(app: Flask, alice: Person) -> None:
    alice.open("/a/tutor")

    assert not alice.open("/").all("#conversations .conversation__link")

    begin(alice, "/a/tutor", "Hello")

    assert len(alice.open("/").all("#conversations .conversation__link")) == 1


def test_what_an_assistant_is_told_can_be_read_where_it_is_set(alice: Person) -> None:
    asked, plain = alice.post("/parameters", assistant="help-desk"), alice.post("/parameters", assistant="tutor")

    assert asked.one("details:has(.panel__usual) summary").get_text() == "Usual instructions"
    assert asked.one(".panel__usual").get_text() == "You help."
    assert plain.one(".panel__usual").get_text() == "You teach."
    assert asked.one("textarea[name=instructions]").get_text().strip() == ""
