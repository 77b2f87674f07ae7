"""What was chosen may be taken out of the configuration: a running reply ends with words, conversations go on."""

import uuid
from dataclasses import replace

from flask import Flask

from tests.parameters.kept import ask, asked_with, conversation_in, desk_of
from tests.person import Person
from tests.provider_server import ProviderServer


def take_away(app: Flask, slug: str) -> None:
    """As a reload of the configuration does."""
    board = desk_of(app).switchboard
    left = tuple(each for each in board.catalogue.providers if each.slug != slug)
    board.replace(replace(board.catalogue, providers=left))


def test_a_conversation_whose_model_is_gone_goes_on_with_the_default_and_says_so(
    app: Flask, alice: Person, provider: ProviderServer
) -> None:
    provider.reply_with("From here")
    conversation_id = ask(alice, "Hello", model="far/thinker").sent.conversation_id  # type: ignore[attr-defined]

    take_away(app, "far")
    ended = ask(alice, "Still there?", conversation_id=conversation_id)

    assert "From here" in ended.words
    assert asked_with(app, ended.reply_id)["model"] == "plain-model"
    assert desk_of(app).answering(conversation_in(app, conversation_id)).gone == "thinker"
    assert conversation_in(app, conversation_id).overrides == {"model": "far/thinker"}


def test_a_reply_that_is_stored_when_its_model_goes_ends_with_words(app: Flask, alice: Person) -> None:
    conversation_id = ask(alice, "Hello", model="far/thinker").sent.conversation_id  # type: ignore[attr-defined]
    desk, owner = desk_of(app), conversation_in(app, conversation_id).owner_id
    sent = desk.sending.send(owner, conversation_id=conversation_id, text="Hi", submission_id=uuid.uuid4().hex)

    take_away(app, "far")
    desk.generations.start(sent.reply)  # type: ignore[union-attr]
    reply = desk.reply_when_final(owner, sent.reply.id, seconds=5)  # type: ignore[union-attr]

    assert (reply.status, reply.error, reply.model) == ("failed", "model_unknown", "thinker")
    shown = alice.open(f"/conversations/{conversation_id}").reply
    assert shown["data-error"] == "model_unknown"
    assert "The model thinker is not offered here any more" in shown.get_text()


def test_a_reply_whose_model_is_gone_is_continued_by_the_conversations_own(
    app: Flask, alice: Person, provider: ProviderServer, far: ProviderServer
) -> None:
    far.reply_with("Once upon", finish_reason="length")
    provider.reply_with("a time")
    cut = ask(alice, "Hello", model="far/thinker").reply_id

    take_away(app, "far")
    alice.post(f"/replies/{cut}/continue", submission_id=uuid.uuid4().hex)
    ended = alice.await_reply(cut)

    assert ended.texts == ["Once upon a time"]
    assert asked_with(app, cut)["model"] == "plain-model"


def test_a_provider_that_dies_fails_its_own_conversations_alone(
    app: Flask, alice: Person, provider: ProviderServer, far: ProviderServer
) -> None:
    near_id = ask(alice, "Hello").sent.conversation_id  # type: ignore[attr-defined]
    far_id = ask(alice, "Hello", model="far/thinker").sent.conversation_id  # type: ignore[attr-defined]

    far.__exit__(None, None, None)
    there, here = ask(alice, "And?", conversation_id=far_id), ask(alice, "And?", conversation_id=near_id)
    again = alice.post(f"/replies/{there.reply_id}/retry", submission_id=uuid.uuid4().hex, model="near/plain-model")

    assert there.reply["data-status"] == "failed"
    assert there.reply["data-error"] == "unreachable"
    assert here.reply["data-status"] == "complete"
    assert alice.await_reply(again.reply_id).reply["data-status"] == "complete"
