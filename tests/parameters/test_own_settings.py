"""Each conversation is answered as it says, from its next message on; each reply remembers what it was asked with."""

import threading
import uuid

import pytest
from flask import Flask

from tests.parameters.kept import ask, asked_with, conversation_in, desk_of, send
from tests.person import Person
from tests.provider_server import DONE, ProviderServer, finish, token, wait_for
from webchat.errors import NotFound
from webchat.parameters.answering import Overrides
from webchat.store import messages

OWN = {"model": "far/thinker", "instructions": "Be brief.", "max_tokens": "64", "reasoning_effort": "high"}


def change(app: Flask, conversation_id: str, **own: object) -> None:
    """As the panel of that conversation does."""
    owner = conversation_in(app, conversation_id).owner_id
    desk_of(app).change_parameters(owner, uuid.UUID(conversation_id), Overrides.of(own))


def test_a_new_conversation_is_answered_as_its_form_says(app: Flask, alice: Person, far: ProviderServer) -> None:
    ended = ask(alice, "Hello", **OWN, temperature="0.4")

    said = next(request.json for request in far.requests if request.method == "POST")
    assert (said["model"], said["messages"][0]) == ("thinker", {"role": "system", "content": "Be brief."})
    assert said["reasoning_effort"] == "high"
    assert 64 in (said.get("max_tokens"), said.get("max_completion_tokens"))
    assert "temperature" not in said, "the model takes none"
    record = asked_with(app, ended.reply_id)
    assert (record["provider"], record["model"], record["instructions"]) == ("far", "thinker", "Be brief.")
    assert (record["max_tokens"], record["reasoning_effort"], record["temperature"]) == (64, "high", None)


def test_its_later_messages_are_answered_likewise(app: Flask, alice: Person, far: ProviderServer) -> None:
    first = ask(alice, "Hello", **OWN).sent.conversation_id  # type: ignore[attr-defined]

    ended = ask(alice, "And now?", conversation_id=first, model="near/plain-model")

    assert ended.reply.select_one(".message__body").get_text().strip() == "From afar"  # type: ignore[union-attr]
    assert conversation_in(app, first).overrides["model"] == "far/thinker"


def test_a_change_takes_effect_from_the_next_message(
    app: Flask, alice: Person, provider: ProviderServer, far: ProviderServer
) -> None:
    first = ask(alice, "Hello")
    conversation_id = first.sent.conversation_id  # type: ignore[attr-defined]

    change(app, conversation_id, model="far/thinker")
    second = ask(alice, "And now?", conversation_id=conversation_id)
    change(app, conversation_id)
    third = ask(alice, "And then?", conversation_id=conversation_id)

    models = [asked_with(app, each.reply_id)["model"] for each in (first, second, third)]
    assert models == ["plain-model", "thinker", "plain-model"]
    assert conversation_in(app, conversation_id).overrides is None
    assert [request.json["model"] for request in far.requests if request.method == "POST"] == ["thinker"]


def test_a_message_typed_ahead_is_asked_as_the_conversation_says_when_its_turn_comes(
    app: Flask, alice: Person, provider: ProviderServer
) -> None:
    go = threading.Event()
    provider.answer_raw([token("One"), wait_for(go), finish("stop"), DONE], times=1)
    sent = send(alice, "First")
    conversation_id = sent.conversation_id
    alice.send_message("Second", conversation_id=conversation_id)

    change(app, conversation_id, model="far/thinker")
    go.set()
    alice.await_reply(sent.reply_id)

    page = alice.open(f"/conversations/{conversation_id}")
    assert asked_with(app, sent.reply_id)["model"] == "plain-model"
    assert asked_with(app, page.reply_id)["model"] == "thinker"
    assert "From afar" in alice.await_reply(page.reply_id).words


def test_a_retry_with_another_model_leaves_the_conversation_its_own(
    app: Flask, alice: Person, far: ProviderServer
) -> None:
    first = ask(alice, "Hello")
    conversation_id = first.sent.conversation_id  # type: ignore[attr-defined]

    again = alice.post(f"/replies/{first.reply_id}/retry", submission_id=uuid.uuid4().hex, model="far/thinker")
    other = alice.await_reply(again.reply_id)
    plain = alice.await_reply(alice.retry(other.reply_id).reply_id)

    assert "From afar" in other.words
    assert asked_with(app, other.reply_id)["model"] == "thinker"
    assert asked_with(app, plain.reply_id)["model"] == "plain-model"
    assert conversation_in(app, conversation_id).overrides is None


def test_the_same_retry_with_two_models_is_two_retries(app: Flask, alice: Person) -> None:
    first, submission_id = ask(alice, "Hello"), uuid.uuid4().hex

    here = alice.retry(first.reply_id, submission_id=submission_id).reply_id
    alice.await_reply(here)
    there = alice.post(f"/replies/{first.reply_id}/retry", submission_id=submission_id, model="far/thinker").reply_id
    alice.await_reply(there)
    same = alice.post(f"/replies/{first.reply_id}/retry", submission_id=submission_id, model="far/thinker").reply_id

    assert here != there
    assert same == there


def test_the_rest_of_a_reply_is_written_by_whoever_began_it_as_the_conversation_says_now(
    app: Flask, alice: Person, provider: ProviderServer, far: ProviderServer
) -> None:
    far.reply_with("Once upon", finish_reason="length")
    first = ask(alice, "Hello")
    conversation_id = first.sent.conversation_id  # type: ignore[attr-defined]
    cut = alice.post(f"/replies/{first.reply_id}/retry", submission_id=uuid.uuid4().hex, model="far/thinker").reply_id
    alice.await_reply(cut)
    change(app, conversation_id, max_tokens=100)

    far.reply_with("a time")
    alice.post(f"/replies/{cut}/continue", submission_id=uuid.uuid4().hex)
    ended = alice.await_reply(cut)

    assert ended.texts == ["Once upon a time"]
    assert (asked_with(app, cut)["model"], asked_with(app, cut)["max_tokens"]) == ("thinker", 100)


def test_an_edited_message_is_answered_as_the_conversation_says_now(app: Flask, alice: Person) -> None:
    first = ask(alice, "Hello")
    conversation_id = first.sent.conversation_id  # type: ignore[attr-defined]
    change(app, conversation_id, model="far/thinker")
    desk, owner = desk_of(app), conversation_in(app, conversation_id).owner_id
    with desk.database.reading() as session:
        reply = messages.owned_by(session, owner, uuid.UUID(first.reply_id))
    assert reply and reply.parent_id

    sent = desk.edit(owner, message_id=reply.parent_id, text="Hi", submission_id=uuid.uuid4().hex)

    assert asked_with(app, str(sent.reply.id))["model"] == "thinker"


def test_a_temporary_conversation_has_its_own_settings_too(app: Flask, alice: Person, far: ProviderServer) -> None:
    ended = ask(alice, "Psst", temporary="1", **OWN)

    assert asked_with(app, ended.reply_id)["model"] == "thinker"


def test_a_stranger_cannot_change_what_a_conversation_sets(app: Flask, alice: Person, charlie: Person) -> None:
    conversation_id = ask(alice, "Hello").sent.conversation_id  # type: ignore[attr-defined]
    stranger = conversation_in(app, ask(charlie, "Hi").sent.conversation_id).owner_id  # type: ignore[attr-defined]

    for owner in (stranger, None):
        with pytest.raises(NotFound):
            desk_of(app).change_parameters(owner, uuid.UUID(conversation_id), Overrides(model="far/thinker"))

    assert conversation_in(app, conversation_id).overrides is None


def test_a_very_small_temperature_can_be_read_back(app: Flask, alice: Person) -> None:
    conversation_id = ask(alice, "Hello", temperature="0.00001").sent.conversation_id  # type: ignore[attr-defined]

    shown = alice.open(f"/parameters?conversation={conversation_id}").one("#parameter-fields input[name=temperature]")
    again = alice.post(f"/conversations/{conversation_id}/parameters", temperature=str(shown["value"]))

    assert (shown["value"], again.status) == ("0.00001", 200)
