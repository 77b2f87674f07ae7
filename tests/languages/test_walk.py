"""A walk through the whole application in a language that nobody speaks: no text of ours is left in English.

People and the provider write Cyrillic here, so that every Latin letter on a page is ours, or a name.
"""

import uuid
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import MakeApp
from tests.forms import press
from tests.imports.bringing_person import bring, choose_file
from tests.languages.spoken import unsaid
from tests.languages.walking import REPLY, foreigner, translated, unsaid_to
from tests.languages.walking import app as app
from tests.languages.walking import folder as folder
from tests.person import HTMX
from tests.provider_server import ProviderServer
from tests.sharing.links import share
from webchat.setting_values import Budget

SILENT = {"asset": "no page", "metrics": "for machines", "export_all": "a ZIP; tests/languages/test_words.py has it"}


def test_pages_and_fragments_of_a_conversation(app: Flask, provider: ProviderServer) -> None:
    anna, plain = foreigner(app), foreigner(app, with_scripts=False)
    plain.client = anna.client
    provider.reply_with(REPLY)
    anna.open("/")
    ended = anna.ask("Как дела?")
    conversation = ended.sent.conversation_id  # type: ignore[attr-defined]
    reply = ended.reply_id
    question = str(ended.sent.all("article")[0]["id"]).removeprefix("message-")  # type: ignore[attr-defined]
    path = f"/conversations/{conversation}"
    anna.retry(reply)
    values = {
        "conversation_id": conversation,
        "message_id": question,
        "reply_id": reply,
        "import_id": uuid.uuid4(),
        "slug": "default",
        "token": "x",
        "kind": "html",
        "name": "x",
        "first_id": conversation,
        "second_id": conversation,
    }

    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint.rpartition(".")[2] not in SILENT:
            _, address = rule.build(values) or ("", "")  # type: ignore[misc]
            for headers in ({}, HTMX):
                anna.open(address, headers=headers)
    for query in ("?q=дела", "?q=ничего", "?q=-", "?after=x&q=дела"):
        anna.open(f"/search{query}", headers=HTMX)
        anna.open(f"/search{query}")
    anna.open(f"{path}?wait=1")
    anna.open("/conversations?shelf=archive")

    assert unsaid_to(anna) == {}


def test_what_one_can_do_with_a_conversation(app: Flask, provider: ProviderServer) -> None:
    anna, plain = foreigner(app), foreigner(app, with_scripts=False)
    plain.client = anna.client
    provider.reply_with("Привет")
    ended = anna.ask("Как дела?")
    path = f"/conversations/{ended.sent.conversation_id}"  # type: ignore[attr-defined]
    question = str(ended.sent.all("article")[0]["id"]).removeprefix("message-")  # type: ignore[attr-defined]

    for person in (anna, plain):
        for action in ("pin", "unpin", "archive", "unarchive", "delete", "undelete"):
            press(person, f"{path}/{action}")
            person.open("/")
        person.post(f"{path}/title", title="")
        person.post(f"{path}/title", title="Дела")
        person.post(f"/messages/{question}/edit", message="")
        person.post(f"/messages/{ended.reply_id}/edit", text="")
        press(person, f"/messages/{question}/delete")
        person.open(path)
        press(person, f"/messages/{question}/undelete")
        person.post(f"/messages/{question}/edit", message="Ну?", submission_id=uuid.uuid4().hex)
        person.open(path)

    assert unsaid_to(anna) == {}


def test_everything_about_ones_data(app: Flask, provider: ProviderServer) -> None:
    anna, boris = foreigner(app, with_scripts=False), foreigner(app)
    provider.reply_with("Привет")
    with_scripts = foreigner(app)
    with_scripts.client = anna.client
    conversation = f"/conversations/{with_scripts.ask('Как дела?').sent.conversation_id}"  # type: ignore[attr-defined]
    boris.ask("А у тебя?")

    link = share(anna, conversation)
    boris.open(link)
    anna.open("/shares")
    press(with_scripts, f"{link.replace('/s/', '/shares/')}/withdraw")
    anna.open(link)
    made = press(with_scripts, "/moves")
    address = str(made.one("#move-link input")["value"]).removeprefix("http://localhost")
    boris.open(address)
    press(boris, address)
    boris.open(address)
    boris.open("/moved")
    document = anna.open(f"{conversation}/export.json").response.get_data()
    bring(anna, document)
    for content in (document, b"{}", b"", b"%PDF-"):
        choose_file(anna, content)
    anna.open("/imports")
    anna.post("/erase")
    anna.post("/erase", understood="yes")
    press(boris, "/sign-out")
    boris.open("/signed-out")

    assert unsaid_to(anna, boris) == {}


def test_what_is_refused(app: Flask) -> None:
    anna, plain = foreigner(app), foreigner(app, with_scripts=False)
    plain.client = anna.client
    anna.open("/")

    for person in (anna, plain):
        person.send_message("")
        person.send_message("ж" * 100_000)
        person.post("/messages", message="Да")
        person.post("/messages", message="Да", submission_id="1", unknown="x")
        person.send_message("Да", headers={"Sec-Fetch-Site": "cross-site"})
        person.send_message("Да", model="x/y")
        person.send_message("Да", assistant="x")
        person.send_message("Да", temperature="9")
        person.send_message("Да", max_tokens="0")
        person.post("/preferences", theme="x", text_size="x", enter="x", language="x")
        person.post("/preferences/theme", theme="x")
        for path in ("/nowhere", "/conversations/1", f"/conversations/{uuid.uuid4()}", f"/replies/{uuid.uuid4()}"):
            person.open(path, headers=person.headers)
        person.post("/usage")
    press(anna, "/imports")

    assert unsaid_to(anna) == {}


def test_what_answers_can_be_chosen(app: Flask, provider: ProviderServer) -> None:
    anna, plain = foreigner(app), foreigner(app, with_scripts=False)
    plain.client = anna.client
    provider.reply_with("Привет")
    sent = anna.send_message("Как дела?")
    anna.await_reply(sent.reply_id)
    path = f"/conversations/{sent.conversation_id}"

    for person in (anna, plain):
        person.post(f"{path}/parameters", temperature="0.5", instructions="Короче", max_tokens="12")
        person.open(path)
        person.open(f"/parameters?conversation={sent.conversation_id}", headers=person.headers)
        for wrong in ({"temperature": "9"}, {"max_tokens": "0"}, {"model": "x/y"}, {"reasoning_effort": "x"}):
            person.post(f"{path}/parameters", **wrong)
            person.post("/parameters/new", **wrong)
        person.post("/parameters", conversation_id=sent.conversation_id)
        person.post("/parameters", q="ничего")
        person.post("/parameters/new", temperature="0.5", instructions="Короче")
        person.post("/gauge", message="Ну?", conversation_id=sent.conversation_id)
        person.post("/gauge", message="Ну? " * 20_000)
        person.post(f"{path}/context", message="Ну?")
        person.post(f"{path}/parameters", reset="on")

    assert unsaid_to(anna) == {}


def test_a_budget_that_is_used_up(make_app: MakeApp, folder: Path, provider: ProviderServer) -> None:
    anna = foreigner(translated(make_app(budget=Budget(tokens=1)), folder))
    provider.reply_with("Привет")

    for _ in range(3):
        sent = anna.send_message("Как дела?")
        if sent.status == 200:
            anna.await_reply(sent.reply_id)
        for path in ("/", "/usage", "/usage/budget"):
            anna.open(path)

    assert sent.status == 429
    assert unsaid_to(anna) == {}


def test_temporary_conversations(app: Flask, provider: ProviderServer) -> None:
    anna, plain = foreigner(app), foreigner(app, with_scripts=False)
    plain.client = anna.client
    provider.reply_with("Привет")

    for person in (anna, plain):
        anna.open("/temporary")
        sent = anna.send_message("Как дела?", temporary="on")
        path = f"/conversations/{sent.conversation_id}"
        anna.await_reply(sent.reply_id)
        anna.open(path)
        press(person, f"{path}/share")
        press(person, f"{path}/stay")
        press(person, f"{path}/keep")

    assert unsaid_to(anna) == {}


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        ("<p>⟦ابچ⟧ Привет</p>", []),
        ("<p>⟦ابچ⟧ and more</p>", ["and more"]),
        ('<p title="Not said">⟦ابچ⟧</p>', ["Not said"]),
        ('<p class="data">webchat</p>', []),
    ],
)
def test_words_that_were_not_translated_are_found(answer: str, found: list[str]) -> None:
    assert list(unsaid("text/html", answer)) == found
