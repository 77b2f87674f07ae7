"""What is imported, exported, found, shared and deleted is told in the language of whoever looks; stored in none."""

import io
import json
import zipfile

import pytest
from flask import Flask
from sqlalchemy import text

from tests.conftest import MakeApp
from tests.imports.bringing_person import look_at
from tests.languages.german import GERMAN, german
from tests.languages.german import app as app
from tests.languages.german import make_german_app as make_german_app
from tests.person import Person
from tests.provider_server import ProviderServer
from tests.sharing.links import share
from webchat.provider.errors import RateLimited


def stored_text(app: Flask) -> str:
    """Everything that the database holds."""
    with app.extensions["desk"].database.reading() as session:
        tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search\\_words%' ESCAPE '\\'"
        names = session.execute(text(tables)).scalars().all()
        return "\n".join(str(row) for name in names for row in session.execute(text(f'SELECT * FROM "{name}"')))


def test_nothing_that_is_stored_is_a_translation(app: Flask, provider: ProviderServer) -> None:
    person = german(app)
    provider.fail_with(429, headers={"Retry-After": "100"})
    shown = person.ask("Hi")
    look_at(person, broken_file())

    stored = stored_text(app)

    assert "KI-Dienst" in shown.words
    assert RateLimited.words in stored
    assert "KI-Dienst" not in stored and "kaputt" not in stored


def broken_file() -> bytes:
    """One conversation, then garbage."""
    first = {"id": "1", "messages": [{"id": "a", "role": "user", "text": "Hi"}, {"id": "b", "role": "nobody"}]}
    empty = {"id": "2", "messages": []}
    whole = json.dumps([empty, first]).encode()
    return whole[:-1] + b", }"


def test_what_an_import_found_is_told_to_each_reader_in_their_language(app: Flask) -> None:
    alice = Person(app)

    address, in_english = look_at(alice, broken_file())
    in_german = alice.open(address, headers=GERMAN)

    assert "after conversation 2" in in_english.words or "after the first conversation" in in_english.words
    assert "1 conversation: It has no messages." in in_english.one(".import__refused").get_text()
    assert "1 Unterhaltung: Sie ist leer." in in_german.one(".import__refused").get_text()
    assert "1 unlesbare Nachricht" in in_german.one(".import__notes").get_text()


def test_a_refusal_with_a_number_is_told_with_the_number_as_the_language_writes_it(app: Flask) -> None:
    alice = Person(app)
    large = {"id": "1", "messages": [{}] * 50_001}

    address, in_english = look_at(alice, large)
    in_german = alice.open(address, headers=GERMAN)

    assert "It has more than 50,000 messages." in in_english.words
    assert "Sie hat mehr als 50.000 Nachrichten." in in_german.words


def exported(person: Person, kind: str) -> str:
    conversation_id = person.ask("Why?").sent.conversation_id  # type: ignore[attr-defined]
    return person.client.get(f"/conversations/{conversation_id}/export.{kind}").get_data(as_text=True)


@pytest.mark.parametrize("kind", ["md", "txt", "html"])
def test_an_exported_file_speaks_the_language_of_whoever_exports(app: Flask, kind: str) -> None:
    content = exported(german(app), kind)

    assert "Sie · " in content and "Antwort · " in content
    assert " (UTC)" in content
    assert "You ·" not in content


def test_an_exported_file_in_english_keeps_its_dates(app: Flask) -> None:
    content = exported(Person(app), "md")

    assert "## You · 20" in content and " UTC\n" in content


def test_the_zip_of_everything_speaks_the_language_of_whoever_exports(app: Flask) -> None:
    person = german(app)
    person.ask("Why?")

    content = zipfile.ZipFile(io.BytesIO(person.client.get("/export.zip").get_data()))

    written = "\n".join(content.read(name).decode() for name in content.namelist())
    assert "## Sie · " in written and "## Antwort · " in written


def test_search_says_what_it_found_in_the_visitors_language(app: Flask) -> None:
    person = german(app)
    person.ask("Elephants")

    page = person.open("/search?q=elephants")

    assert "Heute" in page.one(".results").get_text()
    assert "Sie" in page.one(".results").get_text()


def test_the_receipt_is_written_in_the_visitors_language(app: Flask) -> None:
    person = german(app, with_scripts=False)
    refused = person.post("/erase", understood="no")

    receipt = person.post("/erase", understood="yes")
    link = str(receipt.one("a[download]")["href"])
    as_text = person.client.get(link).get_data(as_text=True)

    assert "Nichts wurde gelöscht." in refused.words
    assert "Geteilte Kopien" in receipt.words
    assert "Endgültig gelöscht am 20" in as_text and "Geteilte Kopien" in as_text


def test_what_is_shared_says_how_a_reply_ended_in_the_language_of_whoever_looks(
    make_german_app: MakeApp, provider: ProviderServer
) -> None:
    app = make_german_app(sharing=True)
    alice = Person(app)
    provider.reply_with("Hello", finish_reason="length")
    path = share(alice, f"/conversations/{alice.ask('Hi').sent.conversation_id}")  # type: ignore[attr-defined]

    shown = german(app).open(path)

    assert shown.one(".message__ending").get_text() == "Diese Antwort wurde abgeschnitten."
