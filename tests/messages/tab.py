"""What is done with messages that stand already, in the words of a user; and long conversations, without the wait."""

import re
import uuid
from typing import Any

from bs4 import Tag
from flask import Flask

from tests.person import Answer, Person
from webchat.store import Conversation, conversations, messages

UNKNOWN = "00000000-0000-4000-8000-000000000000"


def another_tab(app: Flask, person: Person, *, with_scripts: bool = True) -> Person:
    """The same browser session once more."""
    tab = Person(app, with_scripts=with_scripts)
    tab.client.set_cookie("webchat", person.client.get_cookie("webchat").value)  # type: ignore[union-attr]
    return tab


def edit(person: Person, message_id: str, text: str, **options: Any) -> Answer:
    """Send the form of a message of one's own."""
    submission_id = options.pop("submission_id", uuid.uuid4().hex)
    return person.post(f"/messages/{message_id}/edit", message=text, submission_id=submission_id, **options)


def asked_and_edited(person: Person, first: str, second: str) -> tuple[str, str, str]:
    """A conversation whose first message was edited: its id, and the ids of both versions."""
    sent = person.ask(first).sent  # type: ignore[attr-defined]
    conversation, old = sent.conversation_id, own_messages(sent)[-1]
    edited = edit(person, old, second)
    person.await_reply(edited.reply_id)
    return conversation, old, own_messages(edited)[-1]


def own_messages(answer: Answer) -> list[str]:
    """The ids of the person's messages that are shown."""
    return [id_of(article) for article in answer.all('article.message[data-role="user"]')]


def all_messages(answer: Answer) -> list[str]:
    return [id_of(article) for article in answer.all("article.message")]


def id_of(article: Tag) -> str:
    return str(article["id"]).removeprefix("message-")


def article(answer: Answer, message_id: str) -> Tag:
    return answer.one(f"#message-{message_id}")


def version_of(answer: Answer, message_id: str) -> str | None:
    """What stands between the arrows, as it is read aloud; None without arrows."""
    found = article(answer, message_id).select_one(".versions__count .visually-hidden")
    return found.get_text() if found else None


def arrow(answer: Answer, message_id: str, label: str) -> Tag | None:
    """The form of an arrow; None when it leads nowhere."""
    for form in article(answer, message_id).select("form.versions__form"):
        button = form.select_one("button")
        if button and button["aria-label"] == label:
            return form
    return None


def press(person: Person, form: Tag | None) -> Answer:
    """Press the button of a form."""
    assert form is not None
    fields = {str(field["name"]): str(field["value"]) for field in form.select("input[name]")}
    return person.post(str(form["action"]), **fields)


def partials(answer: Answer) -> dict[str, Tag]:
    """The parts of an answer that go elsewhere, by their target."""
    return {str(part["hx-target"]): part for part in answer.all("hx-partial")}


def lengthen(app: Flask, conversation_id: str, pairs: int) -> list[str]:
    """Append so many questions and answers; the ids of all messages, oldest first."""
    with app.extensions["desk"].database.writing() as session:
        conversation = session.get(Conversation, uuid.UUID(conversation_id))
        assert conversation is not None
        added, parent_id = [], conversation.leaf_id
        for number in range(pairs):
            for role, text in (("user", f"Question {number}"), ("assistant", f"Answer {number}")):
                added.append(messages.new(conversation, role=role, text=text, parent_id=parent_id))
                parent_id = added[-1].id
        messages.append_all(session, conversation, added)
    return [str(message.id) for message in added]


def put_away_conversation(app: Flask, conversation_id: str) -> None:
    with app.extensions["desk"].database.writing() as session:
        conversation = session.get(Conversation, uuid.UUID(conversation_id))
        assert conversation is not None
        conversations.put_away(session, conversation)


def path_of(answer: Answer) -> str:
    """Where an answer leads, without its place on the page."""
    address = answer.headers.get("Location") or answer.headers["HX-Redirect"]
    return re.sub(r"^https?://[^/]+|#.*$", "", address)
