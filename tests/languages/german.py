"""German of the tests' own, laid over whatever catalogue the package has, and people who read it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from babel.messages import mofile
from babel.messages.catalog import Catalog
from flask import Flask

from tests.conftest import MakeApp
from tests.person import Person
from webchat import languages, unknown
from webchat.provider.errors import RateLimited

GERMAN = {"Accept-Language": "de"}
CATALOGUE: dict[str | tuple[str, str], str | tuple[str, str]] = {
    "There is nothing here": "Hier ist nichts",
    "This page does not exist, or it belongs to another browser session.": "Diese Seite gibt es nicht.",
    unknown.CONVERSATION: "Diese Unterhaltung gibt es nicht.",
    "That request was not understood": "Das war nicht zu verstehen",
    "A part of this form is missing. Reload the page and try again; nothing was done.": "Im Formular fehlt etwas.",
    "A title needs at least one character.": "Ein Titel braucht mindestens ein Zeichen.",
    "This message has %(count)s characters; at most %(most)s can be sent at once. "
    "Your text is kept: please shorten it or send it in parts.": "%(count)s Zeichen sind mehr als %(most)s.",
    "You have sent many messages in a short time. Please try again in %(time)s; your text is kept.": (
        "Zu viele Nachrichten: noch einmal in %(time)s."
    ),
    RateLimited.words: "Der KI-Dienst hat zu viel zu tun.",
    "Not available at the moment": "Im Moment nicht erreichbar",
    "Your session cannot be read at the moment. Please try again.": "Ihre Sitzung ist nicht lesbar.",
    "You": "Sie",
    "Reply": "Antwort",
    "edited %(moment)s": "geändert %(moment)s",
    "%(day)s, %(time)s (%(zone)s)": "%(day)s, %(time)s (%(zone)s)",
    "Conversation without a title": "Unterhaltung ohne Titel",
    "The file is broken near byte %(byte)s, after the first conversation. What follows there cannot be read.": (
        "Nach der ersten Unterhaltung ist die Datei kaputt (Byte %(byte)s)."
    ),
    "It has more than %(most)s messages.": "Sie hat mehr als %(most)s Nachrichten.",
    "It has no messages.": "Sie ist leer.",
    ("%(count)s conversation: %(reason)s", "%(count)s conversations: %(reason)s"): (
        "%(count)s Unterhaltung: %(reason)s",
        "%(count)s Unterhaltungen: %(reason)s",
    ),
    ("%(count)s message that cannot be read", "%(count)s messages that cannot be read"): (
        "%(count)s unlesbare Nachricht",
        "%(count)s unlesbare Nachrichten",
    ),
    ("%(count)s result", "%(count)s results"): ("%(count)s Treffer", "%(count)s Treffer"),
    "Today": "Heute",
    "Deleted for good on %(moment)s": "Endgültig gelöscht am %(moment)s",
    "Shared copies": "Geteilte Kopien",
    "Nothing was deleted. Tick the box if you mean it.": "Nichts wurde gelöscht.",
    "This reply was cut at the token limit.": "Diese Antwort wurde abgeschnitten.",
}


def write_catalogue(folder: Path, known: Mapping[Any, Any]) -> None:
    catalogue = Catalog(locale="de")
    for in_english, in_german in known.items():
        catalogue.add(in_english, in_german)
    place = folder / "de" / "LC_MESSAGES"
    place.mkdir(parents=True)
    with (place / "messages.mo").open("wb") as file:
        mofile.write_mo(file, catalogue)


@pytest.fixture
def make_german_app(make_app: MakeApp, tmp_path: Path) -> MakeApp:
    """Applications that also speak the German of these tests."""
    write_catalogue(tmp_path / "catalogues", CATALOGUE)

    def make(**changes: Any) -> Flask:
        app = make_app(**changes)
        languages.offer(app, tmp_path / "catalogues")
        return app

    return make


@pytest.fixture
def app(make_german_app: MakeApp) -> Flask:
    return make_german_app()


def german(app: Flask, **options: Any) -> Person:
    """Somebody whose browser asks for German."""
    person = Person(app, **options)
    person.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "de"
    return person
