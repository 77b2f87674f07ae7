"""What fails is told to each reader in their language, with numbers as that writes them; English is what it was."""

import json
import threading
from typing import Any

import pytest
from flask import Flask

from tests.conftest import MakeApp
from tests.languages.german import GERMAN, german
from tests.languages.german import app as app
from tests.languages.german import make_german_app as make_german_app
from tests.person import Answer, Person
from tests.provider_server import ProviderServer, token, wait_for
from tests.sharing.links import change
from webchat.chat.failure_view import Failure, stored_failure, stored_words
from webchat.config import Settings
from webchat.errors import InvalidInput, TooMany
from webchat.provider.errors import RateLimited, Unreachable
from webchat.web import words
from webchat.wording import N_, NN_, Seconds, Words


def test_an_unknown_page_is_told_in_the_visitors_language(app: Flask) -> None:
    answer = german(app, with_scripts=False).open("/nowhere")

    assert answer.status == 404
    assert answer.one("h1").get_text() == "Hier ist nichts"
    assert "Diese Seite gibt es nicht." in answer.words
    assert "There is nothing here" in Person(app, with_scripts=False).open("/nowhere").words


def test_a_failure_of_ours_is_told_in_the_visitors_language_as_page_and_as_fragment(app: Flask) -> None:
    path = "/conversations/00000000-0000-4000-8000-000000000000"

    page, fragment = german(app).open(path), german(app).open(path, headers={"HX-Request": "true"})

    assert "Diese Unterhaltung gibt es nicht." in page.words
    assert fragment.words == "Diese Unterhaltung gibt es nicht."


def test_a_form_that_is_wrong_is_told_in_the_visitors_language(app: Flask) -> None:
    answer = german(app, with_scripts=False).post("/messages", message="Hi")

    assert answer.status == 400
    assert answer.one("h1").get_text() == "Das war nicht zu verstehen"
    assert "Im Formular fehlt etwas." in answer.words


def test_numbers_in_a_failure_are_written_as_the_language_does(make_german_app: MakeApp) -> None:
    app = make_german_app(max_message_chars=1_000)

    answer = german(app, with_scripts=False).send_message("x" * 1_234)
    english = Person(app, with_scripts=False).send_message("x" * 1_234)

    assert (answer.status, answer.one("[role=alert]").get_text().strip()) == (422, "1.234 Zeichen sind mehr als 1.000.")
    assert "This message has 1,234 characters; at most 1,000 can be sent at once." in english.words


def test_a_title_that_is_refused_is_refused_in_the_visitors_language(app: Flask) -> None:
    person = german(app)
    conversation_id = person.ask("Hi").sent.conversation_id  # type: ignore[attr-defined]

    answer = person.post(f"/conversations/{conversation_id}/title", title=" ")

    assert "Ein Titel braucht mindestens ein Zeichen." in answer.words


def test_how_long_to_wait_is_told_as_the_language_counts(make_german_app: MakeApp) -> None:
    person = german(make_german_app(rate_limit="1/minute"), with_scripts=False)
    person.send_message("one")  # counted for the address, of which nobody was known yet
    person.send_message("two")

    answer = person.send_message("three")

    assert answer.status == 429
    wait = answer.headers["Retry-After"]
    assert f"Zu viele Nachrichten: noch einmal in {wait} Sekunden." in answer.words


def test_a_reply_that_failed_is_explained_to_each_reader_in_their_language(
    app: Flask, provider: ProviderServer
) -> None:
    alice = Person(app)
    provider.fail_with(429, headers={"Retry-After": "100"})
    answer = alice.ask("Hi")
    address = f"/conversations/{answer.sent.conversation_id}"  # type: ignore[attr-defined]

    there = alice.open(address, headers=GERMAN)

    assert RateLimited.words in answer.one(".failure__message").get_text()
    assert there.one(".failure__message").get_text().strip() == "Der KI-Dienst hat zu viel zu tun."


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [(RateLimited.words, "Der KI-Dienst hat zu viel zu tun."), ("It <b>broke</b>: 100%(x)s.",) * 2],
)
def test_an_old_reply_that_has_only_a_sentence_is_shown_with_it(
    app: Flask, provider: ProviderServer, settings: Settings, sentence: str, shown: str
) -> None:
    alice = Person(app)
    provider.fail_with(429, headers={"Retry-After": "100"})
    conversation_id = alice.ask("Hi").sent.conversation_id  # type: ignore[attr-defined]
    change(settings, "UPDATE messages SET error_detail = ? WHERE role = 'assistant'", json.dumps({"message": sentence}))

    answer = alice.open(f"/conversations/{conversation_id}", headers=GERMAN)

    assert answer.one(".failure__message").get_text().strip() == shown


def test_a_stored_failure_without_words_has_some() -> None:
    assert stored_words({"message": "It broke: 100%(x)s."}) == ("It broke: 100%(x)s.", {})
    assert stored_words({}) == ("The reply could not be written.", {})


def test_a_session_that_cannot_be_read_is_told_in_the_visitors_language(app: Flask, settings: Settings) -> None:
    person = german(app)
    person.ask("Hi")
    session_file = next((settings.data_dir / "sessions").iterdir())
    session_file.unlink()
    session_file.mkdir()

    answer = person.open("/data")

    assert (answer.status, answer.one("h1").get_text()) == (503, "Im Moment nicht erreichbar")
    assert "Ihre Sitzung ist nicht lesbar." in answer.words


def test_a_failure_keeps_its_words_and_values() -> None:
    error = Unreachable("detail", message="%(model)s is away for %(count)s days.", model="model-a", count=1_234)

    kept = stored_failure(error)

    assert kept["message"] == str(error) == "model-a is away for 1,234 days."
    assert stored_words(json.loads(json.dumps(kept))) == (error.words, {"model": "model-a", "count": 1_234})


@pytest.mark.parametrize(
    "kept",
    [
        {"message": "So it was.", "words": "%(missing)s", "values": {}},
        {"message": "So it was.", "words": "%(a)s", "values": {"b": 1}},
        {"message": "So it was.", "words": "%(a)d", "values": {"a": "x"}},
        {"message": "So it was.", "words": 5, "values": {}},
        {"message": "So it was.", "words": "%(a)s", "values": None},
    ],
)
def test_stored_words_that_do_not_fit_their_values_are_said_as_the_sentence(kept: dict[str, Any]) -> None:
    found, values = stored_words(kept)

    assert Failure(found, values, "you", "", "", None).message in ("So it was.", "%(missing)s")


def test_two_viewers_of_one_reply_each_get_its_end_in_their_language(app: Flask, provider: ProviderServer) -> None:
    go_on = threading.Event()
    alice = Person(app)
    provider.answer_raw(
        [token("Hello"), wait_for(go_on), b'data: {"error": {"code": "rate_limit_exceeded"}}\n\n'], times=1
    )
    path = f"/replies/{alice.send_message('hi').reply_id}/events?after=0"
    streams = [alice.client.get(path), alice.client.get(path, headers=GERMAN)]
    begun = [next(iter(stream.response)) for stream in streams]

    go_on.set()
    in_english, in_german = (Answer(stream).words for stream in streams)

    assert all(begun)
    assert RateLimited.words in in_english and "KI-Dienst" not in in_english
    assert "Der KI-Dienst hat zu viel zu tun." in in_german and RateLimited.words not in in_german


def test_a_failure_says_its_words_with_its_values_in_english() -> None:
    error = InvalidInput(N_("%(count)s of %(most)s in %(time)s"), count=1_234, most=1_000_000, time=Seconds(1))
    bounded = TooMany(N_("Wait %(time)s"), time=Seconds(30), retry_after=30)

    assert str(error) == "1,234 of 1,000,000 in 1 second"
    assert (error.words, error.values["count"]) == ("%(count)s of %(most)s in %(time)s", 1_234)
    assert (str(bounded), bounded.retry_after) == ("Wait 30 seconds", 30)


def test_a_percent_sign_means_itself_where_there_are_no_values(app: Flask) -> None:
    with app.test_request_context(headers=GERMAN):
        assert str(InvalidInput("100 % of it")) == words.say("100 % of it") == "100 % of it"


def test_one_and_several_are_told_apart() -> None:
    said = [str(NN_("%(count)s result", "%(count)s results", count)) for count in (0, 1, 1_234)]

    assert said == ["0 results", "1 result", "1,234 results"]


def test_what_is_said_is_text_and_never_markup(app: Flask) -> None:
    with app.test_request_context(headers=GERMAN):
        page = app.jinja_env.from_string("{{ said | said }}{{ '<b>' | say }}", globals=None)

        assert page.render(said=Words("<i>%(a)s", {"a": "<u>"})) == "&lt;i&gt;&lt;u&gt;&lt;b&gt;"
