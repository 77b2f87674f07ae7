"""What was chosen may be taken out of the configuration: a running reply ends with words, conversations go on."""

import threading
import uuid
from dataclasses import replace

from flask import Flask

from tests.parameters.kept import ask, asked_with, conversation_in, desk_of, send
from tests.person import Answer, Person
from tests.provider_server import DONE, ProviderServer, finish, token, wait_for


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
    assert "thinker is not offered any more" in alice.open(f"/conversations/{conversation_id}").one("#answering").text


def said(answer: Answer) -> list[str]:
    return [note.get_text() for note in answer.all(".context-note")]


def test_an_open_page_learns_with_the_answer_who_writes_it_instead_and_is_told_once(app: Flask, alice: Person) -> None:
    conversation_id = ask(alice, "Hello", model="far/thinker").sent.conversation_id  # type: ignore[attr-defined]
    take_away(app, "far")

    first = send(alice, "Still there?", conversation_id=conversation_id)
    alice.await_reply(first.reply_id)
    second = send(alice, "And now?", conversation_id=conversation_id)
    alice.await_reply(second.reply_id)
    retried = alice.retry(second.reply_id)

    assert said(first) == ["thinker is not offered any more. Plain answers instead."]
    assert first.reply.select_one(".context-note")
    for answer in (first, second, retried):
        label = answer.one("hx-partial[hx-target='#answering-label'] #answering-label").get_text(" ", strip=True)
        assert label == "Plain thinker is not offered any more"
        assert "Plain can be wrong" in answer.one("hx-partial[hx-target='#answering-note'] #answering-note").text
    assert said(second) == said(retried) == []


def test_a_message_that_waits_tells_who_will_answer_it(app: Flask, alice: Person, far: ProviderServer) -> None:
    go = threading.Event()
    far.answer_raw([token("One"), wait_for(go), finish("stop"), DONE], times=1)
    running = send(alice, "Hello", model="far/thinker")

    take_away(app, "far")
    waits = alice.send_message("And now?", conversation_id=running.conversation_id)
    go.set()
    alice.await_reply(running.reply_id)

    label = waits.one("hx-partial[hx-target='#answering-label']").get_text(" ", strip=True)
    assert label == "Plain thinker is not offered any more"


def test_where_all_is_offered_nothing_is_said(alice: Person) -> None:
    conversation_id = ask(alice, "Hello", model="far/thinker").sent.conversation_id  # type: ignore[attr-defined]

    assert said(send(alice, "And now?", conversation_id=conversation_id)) == []


def test_an_address_with_a_model_that_is_gone_says_so_and_sends_with_what_is_usual(
    app: Flask, alice: Person, provider: ProviderServer
) -> None:
    page = alice.open("/?model=far/gone&temperature=0.5&max_tokens=none")

    chosen = {str(field["name"]): str(field["value"]) for field in page.all("#composer-chosen input")}
    sent = send(alice, "Hello", **chosen)

    assert page.one("#answering-label").get_text(" ", strip=True).startswith("Plain gone is not offered any more")
    assert chosen == {"temperature": "0.5"}
    assert sent.status == 200


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
