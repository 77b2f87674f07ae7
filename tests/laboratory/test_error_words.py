"""The explanations: there is one for each error, and they tell what webchat really does."""

import pytest
from flask import Flask
from sqlalchemy import text

from tests.person import Person, conversation_of
from tests.provider_server import ProviderServer, cut, token
from webchat.chat.asking import SMALLER_CONTEXTS
from webchat.inspector.error_words import EXPLANATIONS
from webchat.inspector.explanation import ADMINISTRATOR, PROVIDER
from webchat.inspector.status_words import STATUS_WORDS, name_of_status, words_of_status
from webchat.provider import errors
from webchat.provider.answer import TEXT_LIMIT
from webchat.provider.backoff import MOST_RETRIES, MOST_SECONDS
from webchat.provider.complaint import Complaint
from webchat.provider.errors import ProviderError
from webchat.provider.verdict import verdict

FAILURES: dict[str, type[ProviderError]] = {
    each.code: each
    for each in vars(errors).values()
    if isinstance(each, type) and issubclass(each, ProviderError) and each is not ProviderError
}
NO_FAILURES = {"stopped", "interrupted", "length", "cut_off"}
TRIES_AGAIN = {"rate_limited", "provider_down", "overloaded", "unreachable"}
USED = (200, 400, 401, 402, 403, 404, 405, 408, 409, 413, 415, 422, 429, 500, 502, 503, 504, 529)


def test_every_error_is_explained_and_nothing_else() -> None:
    assert set(EXPLANATIONS) == set(FAILURES) | NO_FAILURES
    assert len(FAILURES) == 16


@pytest.mark.parametrize("code", FAILURES)
def test_who_has_to_act_is_the_same_as_beside_the_error(code: str) -> None:
    says = EXPLANATIONS[code].who_acts

    who = FAILURES[code].who
    assert says.startswith({"you": "You", "administrator": ADMINISTRATOR, "provider": PROVIDER[:12]}[who])


def test_the_numbers_in_the_words_are_those_of_the_code() -> None:
    assert (MOST_RETRIES + 1, MOST_SECONDS, SMALLER_CONTEXTS) == (3, 8.0, 2)
    for code in TRIES_AGAIN:
        does = EXPLANATIONS[code].what_this_page_does
        assert "at most three attempts in all" in does and "eight seconds" in does
    assert "at most twice" in EXPLANATIONS["context_too_long"].what_this_page_does
    assert "two million" in EXPLANATIONS["too_large"].meaning and TEXT_LIMIT == 2 * 2**20


@pytest.mark.parametrize("code", sorted(set(FAILURES) - TRIES_AGAIN - {"context_too_long", "request_refused"}))
def test_what_is_not_tried_again_is_said_so(code: str) -> None:
    assert "not ask again by itself" in EXPLANATIONS[code].what_this_page_does


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 405, 408, 413, 422, 429, 451, 500, 502, 503, 504, 529])
def test_a_status_stands_beside_the_error_that_it_becomes(status: int) -> None:
    error = verdict(Complaint(status), has_key=True)

    assert status in EXPLANATIONS[error.code].statuses


def test_statuses_are_told_in_words_and_others_by_their_class() -> None:
    assert set(USED) <= set(STATUS_WORDS)
    assert words_of_status(418) == words_of_status(499) != words_of_status(599) != words_of_status(302)
    assert len(words_of_status(700).split()) > 3
    assert (name_of_status(429), name_of_status(529)) == ("Too Many Requests", "")


@pytest.mark.parametrize(
    ("status", "error", "code", "times"),
    [
        (401, {"code": "invalid_api_key"}, "key_refused", 1),
        (429, {"code": "insufficient_quota"}, "quota", 1),
        (500, {}, "provider_down", 3),
        (503, {}, "overloaded", 3),
        (429, {}, "rate_limited", 3),
        (404, {"code": "model_not_found"}, "model_unknown", 1),
        (400, {"code": "content_filter"}, "content_filter", 1),
    ],
)
def test_a_real_error_is_explained_behind_its_details(
    alice: Person, provider: ProviderServer, status: int, error: dict[str, str], code: str, times: int
) -> None:
    provider.fail_with(status, {"error": {"message": "no", **error}})

    answer = alice.ask("Hi")

    details = answer.one(".failure details").get_text(" ")
    assert answer.reply["data-error"] == code
    assert EXPLANATIONS[code].meaning in details
    assert EXPLANATIONS[code].what_to_do in details and EXPLANATIONS[code].what_this_page_does in details
    assert str(answer.one(".failure details a")["href"]).startswith(f"/replies/{answer.reply_id}/exchange#")
    assert len(provider.requests) == times
    assert (times > 1) == (code in TRIES_AGAIN)


def test_a_reply_that_broke_off_is_explained_too(alice: Person, provider: ProviderServer) -> None:
    provider.answer_raw([token("Half a tho"), cut()])

    answer = alice.ask("Hi")

    assert EXPLANATIONS["cut_off"].meaning in answer.one(".failure details").get_text(" ")


def test_a_web_page_in_place_of_an_answer_is_explained_otherwise(alice: Person, provider: ProviderServer) -> None:
    provider.fail_with(200, b"<html><title>Welcome</title></html>")

    answer = alice.ask("Hi")

    assert answer.reply["data-error"] == "broken_answer"
    assert EXPLANATIONS["broken_answer"].meaning in answer.one(".failure details").get_text(" ")


def test_a_failure_of_an_older_version_is_explained_by_its_code(
    alice: Person, provider: ProviderServer, app: Flask
) -> None:
    provider.fail_with(403)
    failed = alice.ask("Hi")
    with app.extensions["desk"].database.writing() as session:
        session.execute(text("UPDATE messages SET error = 'quota', error_detail = NULL"))

    page = alice.open(f"/conversations/{conversation_of(failed.sent)}")  # type: ignore[attr-defined]

    assert EXPLANATIONS["quota"].meaning in page.one(".failure details").get_text(" ")


def test_an_error_that_nobody_knows_keeps_its_technical_details(
    alice: Person, provider: ProviderServer, app: Flask
) -> None:
    provider.fail_with(403, {"error": {"message": "because of that"}})
    failed = alice.ask("Hi")
    with app.extensions["desk"].database.writing() as session:
        session.execute(text("UPDATE messages SET error = 'unheard_of'"))

    page = alice.open(f"/conversations/{conversation_of(failed.sent)}")  # type: ignore[attr-defined]

    details = page.one(".failure details")
    assert "because of that" in details.get_text()
    assert "What it means" not in details.get_text()
