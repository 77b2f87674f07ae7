"""A wrong model, assistant or parameter: 422, the text kept, nothing stored; with scripts and without."""

import uuid
from dataclasses import replace

import pytest
from flask import Flask

from tests.parameters.kept import ask, count_stored, send
from tests.person import Person
from webchat.config import Settings

FORGED: list[dict[str, str]] = [
    {"model": "near/gpt-9"},
    {"model": "../near/plain-model"},
    {"assistant": "nobody"},
    {"temperature": "7"},
    {"max_tokens": "-1"},
    {"reasoning_effort": "ultra"},
    {"instructions": "x" * 1001},
]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, max_message_chars=1000)


@pytest.mark.parametrize("forged", FORGED, ids=lambda forged: "-".join(forged))
def test_it_is_refused_with_words(app: Flask, alice: Person, forged: dict[str, str]) -> None:
    answer = send(alice, "My long text", **forged)

    assert answer.status == 422
    assert answer.one(".problem").get_text().strip()
    assert count_stored(app) == 0


@pytest.mark.parametrize("forged", FORGED, ids=lambda forged: "-".join(forged))
def test_without_scripts_the_page_comes_back_with_the_text(app: Flask, plain: Person, forged: dict[str, str]) -> None:
    answer = send(plain, "My long text", **forged)

    assert answer.status == 422
    assert answer.one("#composer textarea[name=message]").get_text().strip() == "My long text"
    assert answer.all("#composer [role=alert]")
    assert count_stored(app) == 0


def test_what_else_was_set_is_kept_on_the_page(app: Flask, plain: Person) -> None:
    answer = send(plain, "My text", model="far/thinker", max_tokens="9999", temporary="1")

    kept = {str(field["name"]): str(field["value"]) for field in answer.all("#composer input[type=hidden]")}
    assert (kept["model"], kept["max_tokens"]) == ("far/thinker", "9999")
    assert kept["temporary"]


@pytest.mark.parametrize("with_scripts", [True, False])
def test_a_retry_with_a_forged_model_is_refused(app: Flask, alice: Person, with_scripts: bool) -> None:
    ended = ask(alice, "Hello")
    before = count_stored(app)
    alice.headers = alice.headers if with_scripts else {"Sec-Fetch-Site": "same-origin"}

    answer = alice.post(f"/replies/{ended.reply_id}/retry", submission_id=uuid.uuid4().hex, model="near/gpt-9")

    assert answer.status == 422
    assert answer.all(".problem, [role=alert]")
    assert count_stored(app) == before


def test_instructions_may_be_as_long_as_a_message_beside_one(app: Flask, alice: Person) -> None:
    ended = ask(alice, "ä" * 1000, instructions="ü" * 1000)

    assert ended.status == 200
