"""Every failure of the provider becomes a stored reply with its own words, and Retry."""

import json
import socket
import threading

import pytest

from tests.conftest import KEY, MakeApp
from tests.person import HTMX, Person, conversation_of
from tests.provider_server import ProviderServer, cut, wait_for


def openai_error(message: str, code: str | None = None, kind: str = "invalid_request_error") -> dict[str, object]:
    return {"error": {"message": message, "type": kind, "code": code, "param": None}}


FAILURES = [
    (401, openai_error(f"Incorrect API key provided: {KEY}.", "invalid_api_key"), "key_refused"),
    (403, openai_error("You are not allowed to sample from this model"), "not_allowed"),
    (404, openai_error("The model `test-model` does not exist", "model_not_found"), "model_unknown"),
    (400, openai_error("unsupported value", "unsupported_value"), "request_refused"),
    (429, openai_error("You exceeded your current quota", "insufficient_quota", "insufficient_quota"), "quota"),
    (501, openai_error("not implemented"), "provider_down"),
]


@pytest.mark.parametrize(("status", "body", "code"), FAILURES)
def test_a_refusal_is_told_in_its_own_words(
    alice: Person, provider: ProviderServer, status: int, body: dict[str, object], code: str
) -> None:
    provider.fail_with(status, body)

    answer = alice.ask("Hi")

    assert (answer.status, answer.reply["data-status"], answer.reply["data-error"]) == (200, "failed", code)
    assert len(answer.one("[role=alert]").get_text().split()) > 5
    assert answer.one("[data-action=retry]")
    assert KEY not in str(answer.page) and KEY[3:-3] not in str(answer.page)


def test_every_failure_has_words_of_its_own(alice: Person, provider: ProviderServer) -> None:
    words = set()
    for status, body, _ in FAILURES:
        provider.fail_with(status, body)
        words.add(alice.ask("Hi").one("[role=alert]").get_text())

    assert len(words) == len(FAILURES)


def test_a_long_retry_after_is_shown_at_once_and_counts_down(alice: Person, provider: ProviderServer) -> None:
    provider.fail_with(429, openai_error("slow down", "rate_limit_exceeded"), headers={"Retry-After": "100"})

    answer = alice.ask("Hi")

    assert answer.reply["data-error"] == "rate_limited"
    assert 90 <= int(answer.one("[data-retry-after]")["data-retry-after"]) <= 100
    assert len(provider.requests) == 1


def test_an_unreachable_provider_is_told(make_app: MakeApp) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    alice = Person(make_app(base_url=nobody))

    answer = alice.ask("Hi")

    assert answer.reply["data-error"] == "unreachable"


def test_a_reply_that_breaks_off_keeps_its_text_and_says_so(alice: Person, provider: ProviderServer) -> None:
    chunk = json.dumps({"choices": [{"index": 0, "delta": {"content": "Half a tho"}}]})
    provider.answer_raw([f"data: {chunk}\n\n".encode(), cut()], headers={"Content-Type": "text/event-stream"})

    answer = alice.ask("Hi")

    assert (answer.reply["data-status"], answer.reply["data-error"]) == ("failed", "broken_answer")
    assert "Half a tho" in answer.reply.select_one(".message__body").get_text()


def test_a_silent_provider_becomes_an_error(make_app: MakeApp, provider: ProviderServer) -> None:

    provider.answer_raw([wait_for(threading.Event())])
    alice = Person(make_app(first_byte_timeout=0.3))

    answer = alice.ask("Hi")

    assert answer.reply["data-error"] == "too_slow"


def test_retry_makes_a_new_reply_and_the_page_shows_it(alice: Person, provider: ProviderServer) -> None:
    provider.fail_with(403, openai_error("no"))
    failed = alice.ask("Hi")
    provider.reply_with("Now it works.")

    retried = alice.retry(failed.reply_id)

    assert retried.status == 200
    assert retried.reply_id != failed.reply_id
    assert alice.await_reply(retried.reply_id).texts == ["Now it works."]
    assert alice.open(f"/conversations/{conversation_of(failed.sent)}").texts == ["Hi", "Now it works."]


def test_a_complete_reply_can_be_asked_for_again_while_it_is_the_last(alice: Person, provider: ProviderServer) -> None:
    first = alice.ask("Hi")
    provider.reply_with("Another way to say it.")

    again = alice.retry(first.reply_id)

    assert first.one("[data-action=retry]")
    assert alice.await_reply(again.reply_id).texts == ["Another way to say it."]
    assert len(provider.requests[-1].json["messages"]) == 1


def test_retry_pressed_twice_makes_one_reply(alice: Person, provider: ProviderServer) -> None:
    provider.fail_with(403, openai_error("no"))
    failed = alice.ask("Hi")

    first = alice.retry(failed.reply_id, submission_id="the-same-press")
    second = alice.retry(failed.reply_id, submission_id="the-same-press")

    assert first.reply_id == second.reply_id
    alice.await_reply(first.reply_id)
    assert len(provider.requests) == 2


def test_an_earlier_reply_is_tried_again_and_what_came_after_stays_in_its_own_version(
    alice: Person, provider: ProviderServer
) -> None:
    first = alice.ask("one")
    conversation = conversation_of(first.sent)
    later = alice.ask("two", conversation_id=conversation)
    provider.reply_with("Said otherwise.")

    again = alice.retry(first.reply_id)
    alice.await_reply(again.reply_id)

    shown = alice.open(f"/conversations/{conversation}")
    assert shown.texts == ["one", "Said otherwise."]
    assert again.one(f'[hx-target^="#message-{first.reply_id} ~"]')["hx-swap"] == "delete"
    assert alice.open(f"/replies/{later.reply_id}", headers=HTMX).texts == later.texts


def test_a_retry_on_another_version_than_the_shown_one_is_then_shown(alice: Person, provider: ProviderServer) -> None:
    first = alice.ask("one")
    conversation = conversation_of(first.sent)
    alice.await_reply(alice.retry(first.reply_id).reply_id)
    alice.ask("after the second version", conversation_id=conversation)
    provider.reply_with("The third.")

    alice.await_reply(alice.retry(first.reply_id).reply_id)

    assert alice.open(f"/conversations/{conversation}").texts == ["one", "The third."]


@pytest.mark.parametrize("length", [60, 9000])
def test_less_is_sent_when_the_provider_finds_the_context_too_long(
    alice: Person, provider: ProviderServer, length: int
) -> None:
    conversation = conversation_of(alice.ask("first " + "x" * length).sent)
    alice.ask("second " + "y" * length, conversation_id=conversation)
    too_long = openai_error("maximum context length is 4096 tokens", "context_length_exceeded")
    provider.fail_with(400, too_long, times=1)

    answer = alice.ask("third", conversation_id=conversation)

    sent_first, sent_then = (request.json["messages"] for request in provider.requests[-2:])
    assert len(sent_then) < len(sent_first)

    assert answer.reply["data-status"] == "complete"
    assert "left out" in answer.one(".context-note").get_text()


def test_a_message_that_is_too_long_by_itself_is_told_at_once(alice: Person, provider: ProviderServer) -> None:
    provider.fail_with(400, openai_error("maximum context length is 4096 tokens", "context_length_exceeded"))

    answer = alice.ask("only one")

    assert answer.reply["data-error"] == "context_too_long"
    assert len(provider.requests) == 1


def test_half_a_character_in_the_providers_words_breaks_no_page(alice: Person, provider: ProviderServer) -> None:
    provider.fail_with(403, b'{"error": {"message": "bad \\ud83d text \\u0000"}}')

    answer = alice.ask("Hi")

    assert answer.reply["data-error"] == "not_allowed"
    assert alice.open(f"/conversations/{conversation_of(answer.sent)}").status == 200


def test_a_message_that_was_refused_for_its_own_sake_is_not_sent_again(alice: Person, provider: ProviderServer) -> None:
    provider.fail_with(400, openai_error("blocked", "content_filter"), times=1)
    refused = alice.ask("something bad")

    alice.ask("something good", conversation_id=conversation_of(refused.sent))

    assert refused.reply["data-error"] == "content_filter"
    assert provider.requests[-1].json["messages"] == [{"role": "user", "content": "something good"}]


def test_the_key_is_nowhere_but_in_the_request(alice: Person, provider: ProviderServer, settings, caplog) -> None:
    provider.fail_with(401, openai_error(f"Incorrect API key provided: {KEY}", "invalid_api_key"))

    answer = alice.ask("Hi")

    assert provider.requests[-1].headers["authorization"] == f"Bearer {KEY}"
    assert KEY not in str(answer.page) and KEY not in caplog.text
    for path in settings.data_dir.rglob("*"):
        if path.is_file():
            assert KEY.encode() not in path.read_bytes(), path
