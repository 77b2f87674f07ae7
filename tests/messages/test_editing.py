"""Editing: a message of one's own becomes another version, answered anew; a reply's text changes in its place."""

import threading
import uuid

import pytest
from flask import Flask

from tests.conftest import MakeApp
from tests.messages.tab import (
    UNKNOWN,
    all_messages,
    another_tab,
    article,
    edit,
    own_messages,
    partials,
    put_away_conversation,
    version_of,
)
from tests.person import Answer, Person, address_of, conversation_of
from tests.provider_server import ProviderServer, finish, token, wait_for

HTMX = {"HX-Request": "true"}


def asked(person: Person, text: str = "Question") -> tuple[str, str, str]:
    """A conversation with one message and its reply: the ids of all three."""
    sent = person.ask(text).sent  # type: ignore[attr-defined]
    message, reply = all_messages(sent)
    return conversation_of(sent), message, reply


def test_the_form_takes_the_place_of_the_message(alice: Person) -> None:
    _, message, _ = asked(alice, "A <b>question</b>\nof mine")

    form = alice.open(f"/messages/{message}/edit", headers=HTMX)

    field = article(form, message).select_one("textarea[name=message]")
    assert field is not None and field.get_text().strip() == "A <b>question</b>\nof mine"
    assert field.has_attr("autofocus")
    assert form.one(f"label[for={field['id']}]").get_text().strip()
    assert form.one("a.editing__cancel")["hx-get"] == f"/messages/{message}"
    assert not form.all("html")


def test_cancel_brings_the_message_back(alice: Person) -> None:
    conversation, message, _ = asked(alice)

    back = alice.open(f"/messages/{message}", headers=HTMX)
    page = alice.open(f"/messages/{message}")

    assert (all_messages(back), back.texts) == ([message], ["Question"])
    assert address_of(page) == f"/conversations/{conversation}?at={message}#message-{message}"


def test_an_edited_message_is_another_version_and_is_answered(alice: Person, provider: ProviderServer) -> None:
    provider.reply_with(lambda request: f"You said: {request.json['messages'][-1]['content']}")
    conversation, message, _ = asked(alice, "First words")

    edited = edit(alice, message, "Second words")
    alice.await_reply(edited.reply_id)

    assert edited.status == 200
    assert version_of(edited, own_messages(edited)[0]) == "Version 2 of 2"
    assert partials(edited)[f"#message-{message} ~ *"]["hx-swap"] == "delete"
    assert edited.reply.has_attr("autofocus")
    assert partials(edited)["#composer-parent"].select_one("input")["value"] == edited.reply_id  # type: ignore[index]
    assert alice.open(f"/conversations/{conversation}").texts == ["Second words", "You said: Second words"]


def test_the_model_is_asked_without_the_version_that_was_replaced(alice: Person, provider: ProviderServer) -> None:
    _, message, _ = asked(alice, "First words")

    alice.await_reply(edit(alice, message, "Second words").reply_id)

    assert provider.requests[-1].json["messages"] == [{"role": "user", "content": "Second words"}]


def test_an_unchanged_message_is_asked_again(alice: Person, provider: ProviderServer) -> None:
    _, message, reply = asked(alice, "The same")

    edited = edit(alice, message, "The same")

    assert edited.status == 200 and edited.reply_id != reply
    alice.await_reply(edited.reply_id)
    assert len(provider.requests) == 2


def test_a_form_sent_twice_makes_one_version(alice: Person, provider: ProviderServer) -> None:
    _, message, _ = asked(alice)
    submission = uuid.uuid4().hex

    replies = {edit(alice, message, "Again", submission_id=submission).reply_id for _ in range(2)}

    assert len(replies) == 1
    alice.await_reply(replies.pop())
    assert len(provider.requests) == 2


@pytest.mark.parametrize("text", ["", " \n", "x" * 2_001])
def test_a_message_that_cannot_be_sent_is_explained_and_the_text_kept(make_app: MakeApp, text: str) -> None:
    app = make_app(max_message_chars=2_000)
    alice = Person(app)
    conversation, message, _ = asked(alice)
    plain = another_tab(app, alice, with_scripts=False)

    refused, page = edit(alice, message, text), edit(plain, message, text)

    assert (refused.status, page.status) == (422, 422)
    assert refused.one(".problem").get_text()
    assert page.one("[role=alert] .problem").get_text() == refused.one(".problem").get_text()
    assert page.one("textarea[name=message]").get_text().strip() == text.strip()
    assert alice.open(f"/conversations/{conversation}").texts[0] == "Question"


def test_without_scripts_editing_is_a_page_that_leads_to_the_answer(app: Flask, alice: Person) -> None:
    conversation, message, _ = asked(alice)
    plain = another_tab(app, alice, with_scripts=False)

    form = plain.open(f"/messages/{message}/edit")
    sent = edit(plain, message, "Other words")

    assert form.one("main form.editing textarea").get_text().strip() == "Question"
    assert form.one("a.editing__cancel")["href"] == f"/messages/{message}"
    assert sent.status == 303 and address_of(sent).startswith(f"/conversations/{conversation}?wait=1")
    assert plain.open(address_of(sent)).texts[0] == "Other words"


def test_while_a_reply_runs_an_edit_is_refused_and_the_text_kept(
    app: Flask, alice: Person, provider: ProviderServer
) -> None:
    conversation, message, _ = asked(alice)
    go_on = threading.Event()
    provider.answer_raw([token("Slowly"), wait_for(go_on), finish()])
    sent = alice.send_message("More", conversation_id=conversation)
    plain = another_tab(app, alice, with_scripts=False)

    refused, page = edit(alice, message, "Other words"), edit(plain, message, "Other words")

    go_on.set()
    alice.await_reply(sent.reply_id)
    assert (refused.status, page.status) == (409, 409)
    assert "still being written" in refused.words
    assert page.one("textarea[name=message]").get_text().strip() == "Other words"


def test_two_tabs_that_edit_one_message_at_once_make_one_version_and_lose_no_text(
    app: Flask, alice: Person, provider: ProviderServer
) -> None:
    conversation, message, _ = asked(alice)
    go_on = threading.Event()
    provider.answer_raw([token("Slowly"), wait_for(go_on), finish()])
    tabs = [another_tab(app, alice) for _ in range(4)]
    answers: list[Answer] = []

    threads = [
        threading.Thread(target=lambda tab=tab, n=n: answers.append(edit(tab, message, f"Version {n}")))
        for n, tab in enumerate(tabs)
    ]
    [thread.start() for thread in threads]
    [thread.join(30) for thread in threads]
    go_on.set()

    assert sorted(answer.status for answer in answers) == [200, 409, 409, 409]
    stored = next(answer for answer in answers if answer.status == 200)
    alice.await_reply(stored.reply_id)
    assert version_of(alice.open(f"/conversations/{conversation}"), own_messages(stored)[0]) == "Version 2 of 2"


def test_a_message_of_a_conversation_that_was_deleted_cannot_be_edited_and_the_text_is_kept(
    app: Flask, alice: Person
) -> None:
    conversation, message, _ = asked(alice)
    plain = another_tab(app, alice, with_scripts=False)
    put_away_conversation(app, conversation)

    refused, page = edit(alice, message, "Other words"), edit(plain, message, "Other words")

    assert (refused.status, page.status) == (404, 404)
    assert page.one("textarea").get_text().strip() == "Other words"


def test_a_reply_is_changed_in_its_place_and_marked(alice: Person, provider: ProviderServer) -> None:
    conversation, _, reply = asked(alice)

    form = alice.open(f"/messages/{reply}/edit", headers=HTMX)
    changed = alice.post(f"/messages/{reply}/edit", text="Better **words**")

    assert form.one("form.editing textarea[name=text]").get_text().strip() == "Hello **you**"
    assert changed.status == 200
    assert changed.texts == ["Better words"] and all_messages(changed) == [reply]
    assert changed.one(".message__edited").get_text() == "Edited"
    assert not changed.all(".versions")
    assert alice.open(f"/conversations/{conversation}").texts == ["Question", "Better words"]
    assert alice.open(f"/replies/{reply}/source").response.get_data(as_text=True) == "Better **words**"
    assert len(provider.requests) == 1


def test_a_changed_reply_is_what_the_model_remembers(alice: Person, provider: ProviderServer) -> None:
    conversation, _, reply = asked(alice)
    alice.post(f"/messages/{reply}/edit", text="Better words")

    alice.ask("And now?", conversation_id=conversation)

    assert provider.requests[-1].json["messages"][1] == {"role": "assistant", "content": "Better words"}


def test_a_tab_in_the_background_hears_of_a_changed_reply(app: Flask, alice: Person) -> None:
    conversation, _, reply = asked(alice)
    revision = alice.open(f"/conversations/{conversation}").reply["data-revision"]
    alice.post(f"/messages/{reply}/edit", text="Better words")

    news = another_tab(app, alice).open(f"/conversations/{conversation}/news?seen={reply}&revision={revision}")

    assert news.texts == ["Question", "Better words"]


def test_without_scripts_a_reply_is_changed_on_a_page(app: Flask, alice: Person) -> None:
    conversation, _, reply = asked(alice)
    plain = another_tab(app, alice, with_scripts=False)

    form = plain.open(f"/messages/{reply}/edit")
    saved = plain.post(f"/messages/{reply}/edit", text="Better words")
    refused = plain.post(f"/messages/{reply}/edit", text=" ")

    assert form.one("main form.editing textarea[name=text]")
    assert (saved.status, address_of(saved)) == (303, f"/conversations/{conversation}?at={reply}#message-{reply}")
    assert refused.status == 422 and refused.one(".problem").get_text()


def test_a_running_reply_cannot_be_edited(alice: Person, provider: ProviderServer) -> None:
    go_on = threading.Event()
    provider.answer_raw([token("Slowly"), wait_for(go_on), token(" done."), finish()])
    reply = alice.send_message("Question").reply_id

    form = alice.open(f"/messages/{reply}/edit", headers=HTMX)
    changed = alice.post(f"/messages/{reply}/edit", text="Mine")

    go_on.set()
    assert (form.status, changed.status) == (409, 409)
    assert "still being written" in form.words and "still being written" in changed.words
    assert alice.await_reply(reply).texts == ["Slowly done."]


def test_strangers_and_unknown_messages_get_the_same_404(alice: Person, charlie: Person) -> None:
    conversation, message, reply = asked(alice)

    foreign = [charlie.open(f"/messages/{each}{page}") for each in (message, reply) for page in ("", "/edit")]
    foreign += [edit(charlie, message, "Mine"), charlie.post(f"/messages/{reply}/edit", text="Mine")]
    unknown = [alice.open(f"/messages/{UNKNOWN}"), alice.open(f"/messages/{UNKNOWN}/edit"), edit(alice, UNKNOWN, "x")]

    assert {answer.status for answer in [*foreign, *unknown]} == {404}
    assert foreign[0].one("main").get_text() == unknown[0].one("main").get_text()
    assert alice.open(f"/conversations/{conversation}").texts[0] == "Question"


def test_prefer_wait_gives_the_finished_answer(alice: Person, provider: ProviderServer) -> None:
    _, message, _ = asked(alice)
    provider.reply_with("Done now.", words_per_second=20)

    edited = edit(alice, message, "Again", headers={"Prefer": "wait"})

    assert edited.headers["Preference-Applied"] == "wait"
    assert edited.texts == ["Again", "Done now."]
