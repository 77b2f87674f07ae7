"""Each visitor gets the language they chose, else the one their browser asks for, else the one that is usual here."""

import re
import threading
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from bs4 import Tag
from flask import Flask
from flask_babel import gettext
from werkzeug.datastructures import LanguageAccept

from tests.conftest import MakeApp
from tests.languages import pseudo
from tests.person import HTMX, Answer, Person
from webchat import languages
from webchat.errors import ConfigurationError
from webchat.languages.choosing import choose
from webchat.languages.framing import framed
from webchat.languages.language import ENGLISH, languages_in
from webchat.languages.listener import language_spoken
from webchat.markup import render

PRESSED = {"theme": "system", "text_size": "normal", "enter": "send"}
THEN = datetime(2026, 11, 21, 15, 20, tzinfo=UTC)


def root(answer: Answer) -> Tag:
    return answer.one("html")


def heading(answer: Answer) -> str:
    return answer.one("h1").get_text()


def test_without_a_wish_the_page_is_english(app: Flask) -> None:
    answer = Person(app).open("/data")

    assert (root(answer)["lang"], root(answer)["dir"]) == ("en", "ltr")
    assert heading(answer) == "Your data"
    assert answer.headers["Content-Language"] == "en"


@pytest.mark.parametrize(
    "asked", ["de", "de-AT", "de-DE,de;q=0.9,en;q=0.8", "tlh, de;q=0.5", "DE", "de-AT,en;q=0.5", "-" * 5_000 + ",de"]
)
def test_the_browser_asks_for_german(app: Flask, asked: str) -> None:
    answer = Person(app).open("/data", headers={"Accept-Language": asked})

    assert root(answer)["lang"] == "de"
    assert heading(answer) == "Ihre Daten"
    assert answer.headers["Content-Language"] == "de"


@pytest.mark.parametrize(
    "asked", ["tlh", "en-US,en;q=0.9,de;q=0.1", "en-US,de;q=0.5", "*", "de;q=0", "nonsense;;;", "x" * 5_000]
)
def test_the_browser_asks_for_something_else(app: Flask, asked: str) -> None:
    assert root(Person(app).open("/data", headers={"Accept-Language": asked}))["lang"] == "en"


def test_the_administrator_says_what_is_usual(make_app: MakeApp) -> None:
    person = Person(make_app(language="de"))

    assert root(person.open("/"))["lang"] == "de"
    assert root(person.open("/", headers={"Accept-Language": "tlh"}))["lang"] == "de"
    assert root(person.open("/", headers={"Accept-Language": "*"}))["lang"] == "de"
    assert root(person.open("/", headers={"Accept-Language": "en"}))["lang"] == "en"


@pytest.mark.parametrize("usual", ["de-AT", "de_DE", "DE"])
def test_what_is_usual_may_be_named_as_another_country_has_it(make_app: MakeApp, usual: str) -> None:
    assert root(Person(make_app(language=usual)).open("/"))["lang"] == "de"


def test_a_language_that_is_not_there_cannot_be_usual(make_app: MakeApp) -> None:
    with pytest.raises(ConfigurationError, match=r"WEBCHAT_LANGUAGE is 'tlh'.* It speaks .*\bde\b.*\ben\b"):
        make_app(language="tlh")


def test_what_a_person_chose_comes_before_what_the_browser_asks_for(app: Flask) -> None:
    person = Person(app, with_scripts=False)

    person.post("/preferences", language="de", **PRESSED)

    assert heading(person.open("/data", headers={"Accept-Language": "en"})) == "Ihre Daten"


def test_the_browser_decides_again_when_that_is_chosen(app: Flask) -> None:
    person = Person(app, with_scripts=False)
    person.post("/preferences", language="de", **PRESSED)

    person.post("/preferences", language="auto", **PRESSED)

    assert heading(person.open("/data")) == "Your data"


def test_a_cache_keeps_the_languages_apart(app: Flask) -> None:
    vary = Person(app).open("/data").response.vary

    assert {"accept-language", "cookie"} <= {name.lower() for name in vary}


def test_a_script_is_the_same_in_every_language(app: Flask) -> None:
    with app.test_request_context():
        address = app.jinja_env.globals["asset_url"]("app.css")

    assert "Content-Language" not in Person(app).open(address, headers={"Accept-Language": "de"}).headers


def test_a_failure_is_told_in_the_visitors_language(app: Flask) -> None:
    answer = Person(app).open("/nowhere", headers={"Accept-Language": "de"})

    assert answer.status == 404
    assert heading(answer) == "Hier ist nichts"


def test_a_fragment_is_in_the_visitors_language(app: Flask) -> None:
    answer = Person(app).open("/search?q=nichts", headers=HTMX | {"Accept-Language": "de"})

    assert answer.one("h2").get_text() == "Keine Treffer"


def test_languages_have_their_own_names(app: Flask) -> None:
    assert app.extensions["languages"].items() >= {"en": "English", "de": "Deutsch"}.items()


def test_another_folder_offers_more_languages_from_right_to_left(app: Flask, tmp_path: Path) -> None:
    languages.offer(app, pseudo.write(tmp_path))

    answer = Person(app).open("/", headers={"Accept-Language": "ar"})

    assert (root(answer)["lang"], root(answer)["dir"]) == ("ar", "rtl")
    assert "ar" in app.extensions["languages"]


def test_the_administrators_folder_offers_a_language_that_may_be_the_usual_one(
    make_app: MakeApp, tmp_path: Path
) -> None:
    app = make_app(translations=pseudo.write(tmp_path), language="ar")

    assert root(Person(app).open("/"))["lang"] == "ar"
    assert set(app.extensions["languages"]) >= {"en", "de", "ar"}


def test_a_folder_that_is_no_language_is_none(tmp_path: Path) -> None:
    for name in ("xx", "no language"):
        (tmp_path / name / "LC_MESSAGES").mkdir(parents=True)
        (tmp_path / name / "LC_MESSAGES/messages.mo").touch()

    assert list(languages_in([tmp_path])) == ["en"]


@pytest.mark.parametrize("preferred", ["tlh", "", None, 7, ["de"]])
def test_a_preference_that_is_none_does_not_count(preferred: object) -> None:
    asked = LanguageAccept([("en", 1)])

    assert choose({"en": ENGLISH}, preferred=preferred, asked=asked, usual="en") is ENGLISH


def test_it_is_spoken_outside_of_a_request_as_the_request_was(app: Flask) -> None:
    headers = {"Accept-Language": "de", "Cookie": "zone=Europe%2FBerlin"}
    with app.test_request_context("/", headers=headers):
        listener = languages.listener()
    template = app.jinja_env.from_string(
        "{{ _('Your data') }} {{ 1234 | number }} {{ then | moment }} {{ locale_code() }}"
    )
    said = []

    def speak() -> None:
        with languages.speaking(listener):
            said.append(template.render(then=THEN))

    thread = threading.Thread(target=speak)
    thread.start()
    thread.join(10)

    assert said == ["Ihre Daten 1.234 21. November 2026, 16:20 Uhr (CET) de"]
    assert listener.zone == ZoneInfo("Europe/Berlin")


def test_who_speaks_to_one_within_the_request_of_another_goes_on_with_that(app: Flask) -> None:
    with app.test_request_context("/", headers={"Accept-Language": "de"}):
        german = languages.listener()

    with app.test_request_context("/"):
        before = gettext("Your data")
        with languages.speaking(german):
            meanwhile = gettext("Your data")
        after = gettext("Your data")

    assert (before, meanwhile, after) == ("Your data", "Ihre Daten", "Your data")


def test_nobody_is_spoken_to_in_english() -> None:
    assert language_spoken() is ENGLISH


def test_words_around_parts_of_a_reply_are_the_visitors(app: Flask) -> None:
    formatted = str(
        render("```\na\n```\n- [x] a\n- [ ] b\n\n|a|b|\n|-|-|\n\n```python\nb\n```\n![a](http://a.test/a.png)")
    )

    with app.test_request_context("/", headers={"Accept-Language": "de"}):
        german, words = framed(formatted), languages.exchange()
    with app.test_request_context("/"):
        english = framed(formatted)

    assert english == formatted
    assert [old for old, _ in words if old not in formatted] == []
    assert [new for _, new in words if new not in german] == []
    assert {"Kopieren", "Tabelle", "Erledigt", "Zu erledigen", "Bild: "} <= set(re.split('["<>]', german))


@pytest.mark.parametrize(
    "text", ['data-action="copy-code">Copy</button>', '<input type="checkbox" disabled aria-label="To do">']
)
def test_what_a_model_writes_is_never_exchanged(app: Flask, text: str) -> None:
    formatted = str(render(text))

    with app.test_request_context("/", headers={"Accept-Language": "de"}):
        german = framed(formatted)

    assert german == formatted
