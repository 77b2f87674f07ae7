"""Each reply keeps every request that was sent for it and what came back, without the key."""

import io
import json
import socket
import time
import uuid
import zipfile
from typing import Any

import pytest
from flask import Flask

from tests.conftest import KEY, MakeApp
from tests.kept_exchanges import exchanges_of
from tests.offered import offered_provider
from tests.person import Answer, Person
from tests.provider_server import DONE, ProviderServer, finish, token
from webchat.store import ExchangeRecord
from webchat.store.headers import Headers

TOO_LONG = {"error": {"message": "maximum context length is 4096 tokens", "code": "context_length_exceeded"}}
NO_TEMPERATURE = {"error": {"message": "Unsupported value: 'temperature' does not support 0.2", "param": "temperature"}}


def kept_of(app: Flask, answer: Answer | str) -> list[ExchangeRecord]:
    reply_id = answer if isinstance(answer, str) else answer.reply_id
    with app.extensions["desk"].database.reading() as session:
        return exchanges_of(session, uuid.UUID(reply_id))


def go_on(person: Person, reply_id: str) -> Answer:
    person.post(f"/replies/{reply_id}/continue", submission_id=uuid.uuid4().hex)
    return person.await_reply(reply_id)


def said_in(answer: Answer) -> list[tuple[uuid.UUID, str]]:
    """The messages of a page, with their ids."""
    ids = [uuid.UUID(str(article["id"]).removeprefix("message-")) for article in answer.all("article.message")]
    return list(zip(ids, answer.texts, strict=True))


def test_the_exchange_is_kept_as_it_went_over_the_wire(app: Flask, alice: Person, provider: ProviderServer) -> None:
    provider.reply_with("Hello.")

    (kept,) = kept_of(app, alice.ask("Hi"))

    assert kept.request_body == provider.requests[-1].body
    assert kept.url == f"{provider.base_url}/chat/completions"
    assert KEY not in str(kept.request_headers)
    assert kept.request_headers.value_of("Authorization") == "Bearer $OPENAI_API_KEY"
    assert (kept.status, kept.finish_reason, kept.attempts, kept.ordinal) == (200, "stop", 1, 1)
    assert kept.response_body.rstrip().endswith(b"data: [DONE]")
    assert kept.usage and kept.usage["completion_tokens"]
    assert 0 <= (kept.seconds_to_headers or -1) <= (kept.seconds_to_first_byte or -1) <= (kept.seconds_total or -1)


def test_a_failed_exchange_is_kept_too(app: Flask, alice: Person, provider: ProviderServer) -> None:
    provider.fail_with(403, {"error": {"message": "not for you"}})

    (kept,) = kept_of(app, alice.ask("Hi"))

    assert (kept.status, json.loads(kept.response_body)["error"]["message"]) == (403, "not for you")


@pytest.mark.parametrize(("port", "is_sent"), [(None, True), (9, False)])
def test_a_request_that_nobody_took_is_kept_as_not_sent(
    make_app: MakeApp, provider: ProviderServer, port: int | None, is_sent: bool
) -> None:
    app = make_app(base_url=f"http://127.0.0.1:{port or provider.port}/v1")

    kept = kept_of(app, Person(app).ask("Hi"))

    assert {record.is_sent for record in kept} == {is_sent}


def test_a_request_that_was_taken_and_never_answered_is_kept_as_sent(make_app: MakeApp) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        app = make_app(base_url=f"http://127.0.0.1:{silent.getsockname()[1]}/v1", first_byte_timeout=0.3)

        (kept,) = kept_of(app, Person(app).ask("Hi"))

    assert (kept.is_sent, kept.status) == (True, None)


@pytest.mark.parametrize(("key", "is_starred"), [("ollama", False), ("parrot", True)])
def test_a_word_of_the_message_that_is_the_key_is_starred_but_not_where_no_key_is_needed(
    make_app: MakeApp, provider: ProviderServer, key: str, is_starred: bool
) -> None:
    app = make_app(providers=[offered_provider(provider.base_url, api_key=key)])

    (kept,) = kept_of(app, Person(app).ask(f"What is {key}?"))

    assert kept.is_starred == is_starred
    assert (kept.request_body == provider.requests[-1].body) != is_starred
    assert (key.encode() in kept.request_body) != is_starred


def test_each_request_that_was_tried_again_is_kept_with_its_answer(make_app: MakeApp, provider: ProviderServer) -> None:
    app = make_app(model={"temperature": 0.2})
    provider.fail_with(503, {"error": f"busy, {KEY[:14]}…"}, headers={"Retry-After": "0"}, times=1)
    provider.fail_with(400, NO_TEMPERATURE, times=1)

    kept = kept_of(app, Person(app).ask("Hi"))

    assert [record.status for record in kept] == [503, 400, 200]
    assert [record.ordinal for record in kept] == [record.attempts for record in kept] == [1, 2, 3]
    assert [record.request_body for record in kept] == [request.body for request in provider.requests]
    assert [b"temperature" in record.request_body for record in kept] == [True, True, False]
    assert [record.usage is not None for record in kept] == [False, False, True]
    assert all(earlier.started_at < later.started_at for earlier, later in zip(kept, kept[1:], strict=False))
    assert all(0 < (record.seconds_to_headers or 0) <= (record.seconds_total or 0) for record in kept)
    assert KEY[:8].encode() not in kept[0].response_body


def test_a_request_that_was_too_long_is_kept_before_the_smaller_one(
    app: Flask, alice: Person, provider: ProviderServer
) -> None:
    first = alice.ask("one " * 150)
    alice.ask("two", conversation_id=first.sent.conversation_id)  # type: ignore[attr-defined]
    provider.fail_with(400, TOO_LONG, times=1)
    last = alice.ask("three", conversation_id=first.sent.conversation_id)  # type: ignore[attr-defined]

    kept = kept_of(app, last)

    page = said_in(alice.open(f"/conversations/{first.sent.conversation_id}"))  # type: ignore[attr-defined]
    ids = [message_id for message_id, _ in page]
    assert [record.status for record in kept] == [400, 200]
    assert [len(json.loads(record.request_body)["messages"]) for record in kept] == [5, 3]
    assert kept[0].sources == tuple((message_id,) for message_id in ids[:5])
    assert kept[1].sources == tuple((message_id,) for message_id in ids[2:5])


def test_what_continues_a_reply_is_kept_after_what_began_it(
    app: Flask, alice: Person, provider: ProviderServer
) -> None:
    provider.answer_raw([token("The sky is"), finish("length"), DONE], times=1)
    cut = alice.ask("Why?")
    began = kept_of(app, cut)
    provider.answer_raw([token("blue."), finish("stop"), DONE], times=1)
    go_on(alice, cut.reply_id)

    kept = kept_of(app, cut)

    question = kept[0].sources[0]
    assert [record.ordinal for record in kept] == [1, 2]
    assert kept[:1] == began
    assert [record.finish_reason for record in kept] == ["length", "stop"]
    assert kept[1].sources == (question, (uuid.UUID(cut.reply_id),), ())


def test_messages_that_were_joined_name_all_that_they_were_made_of(make_app: MakeApp, provider: ProviderServer) -> None:
    app = make_app(model={"system_prompt": "Be kind."})
    alice = Person(app)
    provider.fail_with(401, times=1)
    unanswered = alice.ask("one")
    answered = alice.ask("two", conversation_id=unanswered.sent.conversation_id)  # type: ignore[attr-defined]

    (kept,) = kept_of(app, answered)

    page = said_in(alice.open(f"/conversations/{unanswered.sent.conversation_id}"))  # type: ignore[attr-defined]
    ids = {text: message_id for message_id, text in page}
    sent = [(message["role"], message["content"]) for message in json.loads(kept.request_body)["messages"]]
    assert sent == [("system", "Be kind."), ("user", "one\n\ntwo")]
    assert kept.sources == ((), (ids["one"], ids["two"]))


def test_of_a_reply_that_is_continued_again_and_again_the_newest_eight_are_kept(
    app: Flask, alice: Person, provider: ProviderServer
) -> None:
    provider.answer_raw([token("on "), finish("length"), DONE])
    cut = alice.ask("Why?")
    for _ in range(9):
        go_on(alice, cut.reply_id)

    kept = kept_of(app, cut)

    assert [record.ordinal for record in kept] == list(range(3, 11))
    assert [record.request_body for record in kept] == [request.body for request in provider.requests[2:]]


def test_of_more_than_eight_requests_in_one_run_the_newest_eight_keep_their_numbers(
    app: Flask, alice: Person, provider: ProviderServer
) -> None:
    conversation_id = alice.ask("one " * 150).sent.conversation_id  # type: ignore[attr-defined]
    for text in ("two " * 40, "three " * 20):
        alice.ask(text, conversation_id=conversation_id)
    before = len(provider.requests)
    for _ in range(2):
        provider.fail_with(503, headers={"Retry-After": "0"}, times=2)
        provider.fail_with(400, TOO_LONG, times=1)
    provider.fail_with(503, headers={"Retry-After": "0"}, times=2)

    kept = kept_of(app, alice.ask("four", conversation_id=conversation_id))

    assert [record.status for record in kept] == [503, 400, 503, 503, 400, 503, 503, 200]
    assert [record.ordinal for record in kept] == list(range(2, 10))
    assert [record.request_body for record in kept] == [request.body for request in provider.requests[before + 1 :]]
    assert [record.usage is not None for record in kept] == [False] * 7 + [True]


def test_long_bodies_are_kept_whole(app: Flask, alice: Person, provider: ProviderServer) -> None:
    provider.reply_with("word " * 20_000)

    (kept,) = kept_of(app, alice.ask("Hi"))

    assert len(kept.response_body) > 100_000 and kept.response_body.rstrip().endswith(b"data: [DONE]")


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ({"slug": "named", "key_from": "OTHER_KEY"}, "Bearer $OTHER_KEY"),
        ({"slug": "named", "key_from": "key_file"}, "Bearer $API_KEY"),
        ({"slug": "named", "key_from": "not a name"}, "Bearer $API_KEY"),
        ({"is_of_environment": True}, "Bearer $OPENAI_API_KEY"),
        ({"slug": "named", "api_key": None}, None),
    ],
)
def test_the_key_is_shown_as_the_variable_that_holds_it(
    make_app: MakeApp, provider: ProviderServer, given: dict[str, Any], shown: str | None
) -> None:
    app = make_app(providers=[offered_provider(provider.base_url, **given)])

    (kept,) = kept_of(app, Person(app).ask("Hi"))

    assert isinstance(kept.request_headers, Headers)
    assert kept.request_headers.value_of("authorization") == shown


def test_with_exchanges_off_none_is_kept(make_app: MakeApp, provider: ProviderServer) -> None:
    app = make_app(exchanges=False)
    app.extensions["housekeeping"].close()  # which would delete them
    provider.fail_with(503, headers={"Retry-After": "0"}, times=1)
    alice = Person(app)

    answer = alice.ask("Hi")

    assert answer.reply["data-status"] == "complete"
    assert kept_of(app, answer) == []


def test_what_was_kept_goes_once_exchanges_are_off(make_app: MakeApp) -> None:
    before = make_app()
    answer = Person(before).ask("Hi")
    assert kept_of(before, answer)

    after = make_app(exchanges=False)

    assert await_nothing_kept(after, answer)


def await_nothing_kept(app: Flask, answer: Answer) -> bool:
    """The first round of housekeeping begins with the application."""
    for _ in range(100):
        if not kept_of(app, answer):
            return True
        time.sleep(0.05)
    return False


def test_exports_and_shares_hold_no_exchange(make_app: MakeApp, provider: ProviderServer) -> None:
    app = make_app(sharing=True)
    alice = Person(app)
    place = f"/conversations/{alice.ask('Hi').sent.conversation_id}"  # type: ignore[attr-defined]
    shared = alice.post(f"{place}/share", expiry="never").headers["Location"].rpartition("#share-")[2]

    places = [*(f"{place}/export.{kind}" for kind in ("md", "txt", "json", "html")), f"/shared/{shared}"]
    contents = [alice.client.get(each).data for each in places]  # read at once: they are streamed
    with zipfile.ZipFile(io.BytesIO(alice.client.get("/export.zip").data)) as archive:
        contents += [archive.read(name) for name in archive.namelist()]

    assert all(b"Hi" in content for content in contents[:5])
    for content in contents:
        assert not any(trace in content for trace in (b"chat/completions", b"Bearer", b"x-request-id", b"[DONE]"))
