"""One conversation as a file, in each form: what stands in it, what it is called, and who gets it."""

import base64
import hashlib
import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote
from uuid import UUID

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import select

from tests.imports.documents import document, said
from tests.person import Person
from webchat.store import conversations
from webchat.store.bringing import bring
from webchat.store.conversations import Conversation

KINDS = ("md", "json", "txt", "html")
TITLE = 'The "sky" / größe 日本 \u202e..\\x'
REPLY = (
    "# Sky\n\nIt is **blue**, see [here](https://example.org):\n\n```python\nprint('<b>')\n```\n\n<script>x</script>\n"
)


@pytest.fixture
def owner(app: Flask, alice: Person) -> str:
    """The name under which the server knows Alice."""
    alice.ask("Hello")
    with app.extensions["desk"].database.reading() as session:
        return str(session.scalars(select(Conversation.owner_id).where(Conversation.title == "Hello")).one())


@pytest.fixture
def conversation_id(app: Flask, owner: str) -> str:
    """A conversation whose reply has two versions, of which the second is shown; the third is still being written."""
    question = said("Why is the *sky* blue?")
    first = said("First version", question, role="assistant")
    shown = said(REPLY, question, role="assistant", model="gpt-x", reasoning="Let me <i>think</i>.")
    again = said("Sure?", shown)
    running = said("It is not", again, role="assistant", status="streaming")
    given = [question, first, shown, again, running]
    bring(app.extensions["desk"].database, owner, whole := document(title=TITLE, leaf_id=running.id), given)
    return str(whole.id)


def export(person: Person, conversation_id: str, kind: str) -> Any:
    return person.client.get(f"/conversations/{conversation_id}/export.{kind}")


def page_of(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.get_data(as_text=True), "html.parser")


def test_markdown_has_headings_for_who_and_when_and_texts_as_they_are(alice: Person, conversation_id: str) -> None:
    response = export(alice, conversation_id, "md")

    text = response.get_data(as_text=True)
    assert response.content_type == "text/markdown; charset=utf-8"
    assert text.startswith(f"# {TITLE}\n\n## You · 2024-02-29 12:00 UTC\n\nWhy is the *sky* blue?\n")
    assert f"## Reply · 2024-02-29 12:00 UTC · gpt-x\n\n{REPLY}" in text
    assert "First version" not in text


def test_plain_text_says_the_same_without_markup(alice: Person, conversation_id: str) -> None:
    text = export(alice, conversation_id, "txt").get_data(as_text=True)

    assert "Why is the *sky* blue?" in text
    assert "It is blue, see here (https://example.org):\n\n    print('<b>')\n" in text
    assert "**" not in text
    assert all(len(line) <= 78 for line in text.splitlines())


def test_json_holds_the_whole_tree(alice: Person, conversation_id: str) -> None:
    whole = json.loads(export(alice, conversation_id, "json").get_data())

    (conversation,) = whole["conversations"]
    messages = conversation["messages"]
    assert (whole["format"], whole["version"], conversation["id"]) == ("webchat", 1, conversation_id)
    assert [each["text"] for each in messages][1:3] == ["First version", REPLY]
    assert messages[1]["parent"] == messages[2]["parent"] == messages[0]["id"]
    assert messages[2]["reasoning"] == "Let me <i>think</i>."
    assert conversation["leaf"] == messages[4]["id"]
    assert "error" not in messages[0]


def test_the_page_needs_nothing_else_and_runs_nothing(alice: Person, conversation_id: str) -> None:
    response = export(alice, conversation_id, "html")

    page = page_of(response)
    assert [each.get_text() for each in page.select("h1")] == [TITLE]
    assert [each["data-role"] for each in page.select("article")] == ["user", "assistant", "user", "assistant"]
    assert page.select("script, link, img, iframe, [onclick], [src]") == []
    assert "url(" not in page.select("style")[0].get_text()
    assert page.select("article strong")[0].get_text() == "blue"
    assert "<script>x</script>" in page.select("article")[1].get_text()
    assert page.select("details .typed")[0].get_text() == "Let me <i>think</i>."


def test_the_page_allows_its_own_style_and_nothing_else(alice: Person, conversation_id: str) -> None:
    page = page_of(export(alice, conversation_id, "html"))

    policy = str(page.select("meta[http-equiv=Content-Security-Policy]")[0]["content"])
    digest = hashlib.sha256(page.select("style")[0].get_text().encode()).digest()
    assert "default-src 'none'" in policy
    assert f"style-src 'sha256-{base64.b64encode(digest).decode()}'" in policy


@pytest.mark.parametrize("kind", ["md", "txt", "html"])
def test_a_reply_that_runs_is_exported_as_far_as_it_is_and_says_so(
    app: Flask, alice: Person, conversation_id: str, kind: str
) -> None:
    text = export(alice, conversation_id, kind).get_data(as_text=True)

    assert "It is not" in text
    assert "still being written when it was exported" in " ".join(text.split())


@pytest.mark.parametrize("kind", ["md", "txt", "html"])
def test_a_reply_whose_text_was_edited_is_marked_so(app: Flask, alice: Person, owner: str, kind: str) -> None:
    question = said("Why?")
    reply = said("So.", question, role="assistant", edited_at=datetime(2024, 3, 1, 8, tzinfo=UTC))
    bring(app.extensions["desk"].database, owner, whole := document(leaf_id=reply.id), [question, reply])

    text = export(alice, str(whole.id), kind).get_data(as_text=True)

    assert text.count("edited 2024-03-01 08:00 UTC") == 1
    assert text.index("Reply · 2024-02-29") < text.index("edited 2024-03-01")


@pytest.mark.parametrize("kind", KINDS)
def test_the_file_is_called_as_the_conversation_and_saved(alice: Person, conversation_id: str, kind: str) -> None:
    response = export(alice, conversation_id, kind)

    disposition = response.headers["Content-Disposition"]
    name = unquote(disposition.partition("filename*=UTF-8''")[2])
    assert name == f"The sky größe 日本 .. x.{kind}"
    assert re.fullmatch(r'attachment; filename="[\w .()-]+"; filename\*=UTF-8\'\'[\x21-\x7e]+', disposition, re.ASCII)
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("kind", KINDS)
def test_a_stranger_gets_404(app: Flask, charlie: Person, conversation_id: str, kind: str) -> None:
    foreign = export(charlie, conversation_id, kind)
    unknown = export(charlie, str(UUID(int=7)), kind)
    nobody = export(Person(app), conversation_id, kind)

    assert [foreign.status_code, unknown.status_code, nobody.status_code] == [404] * 3


def test_a_deleted_conversation_is_not_exported(app: Flask, alice: Person, owner: str, conversation_id: str) -> None:
    with app.extensions["desk"].database.writing() as session:
        conversation = conversations.owned_by(session, owner, UUID(conversation_id))
        assert conversation
        conversations.put_away(session, conversation)

    assert export(alice, conversation_id, "md").status_code == 404


def test_another_kind_of_file_does_not_exist(alice: Person, conversation_id: str) -> None:
    assert export(alice, conversation_id, "pdf").status_code == 404


@pytest.mark.parametrize("kind", KINDS)
def test_a_conversation_without_messages_or_title_has_a_file_too(
    app: Flask, alice: Person, owner: str, kind: str
) -> None:
    with app.extensions["desk"].database.writing() as session:
        empty = conversations.create(session, owner)

    response = export(alice, str(empty.id), kind)

    assert response.status_code == 200
    assert f"conversation.{kind}" in response.headers["Content-Disposition"]


def test_a_temporary_conversation_whose_time_is_over_is_not_exported(app: Flask, alice: Person, owner: str) -> None:
    with app.extensions["desk"].database.writing() as session:
        over = datetime.now(UTC) - timedelta(milliseconds=1)
        temporary = conversations.create(session, owner, shelf="temporary", expires_at=over)

    assert export(alice, str(temporary.id), "json").status_code == 404
