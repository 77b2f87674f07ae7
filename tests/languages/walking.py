"""Who walks through the application in a language that nobody speaks, and what they were told in none of theirs."""

from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import MakeApp
from tests.languages import pseudo
from tests.languages.spoken import Listener, unsaid
from tests.person import Person
from webchat import languages

REPLY = (
    "Привет **мир**\n\n- [x] да\n- [ ] нет\n\n| а | б |\n|---|---|\n| 1 | 2 |\n\n```\nкод\n```\n![кот](http://а.рф/к)"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pseudo.write(tmp_path_factory.mktemp("translations"))


@pytest.fixture
def app(make_app: MakeApp, folder: Path) -> Flask:
    return translated(make_app(sharing=True, retention_days=30), folder)


def translated(app: Flask, folder: Path) -> Flask:
    languages.offer(app, folder)
    app.test_client_class = Listener
    return app


def foreigner(app: Flask, *, with_scripts: bool = True) -> Person:
    person = Person(app, with_scripts=with_scripts)
    person.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = pseudo.LOCALE
    return person


def unsaid_to(*people: Person) -> dict[str, str]:
    """What these people were told in no language of theirs: each word with what they had asked for."""
    found = {}
    for person in people:
        for asked, kind, answer in person.client.heard:  # type: ignore[attr-defined]
            found |= {word: asked for word in unsaid(kind, answer)}
    return found
