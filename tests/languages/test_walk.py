"""A walk through the whole application in a language that nobody speaks: no text of ours is left in English.

People and the provider write Cyrillic here, so that every Latin letter on a page is ours, or a name.
"""

import threading
import uuid
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import MakeApp
from tests.forms import press
from tests.imports.bringing_person import bring, choose_file
from tests.languages import pseudo
from tests.languages.spoken import Listener, unsaid
from tests.person import HTMX, Person
from tests.provider_server import DONE, ProviderServer, finish, token, wait_for
from tests.sharing.links import share
from webchat import languages
from webchat.setting_values import Budget

SILENT = {"asset": "no page", "metrics": "for machines", "export_all": "a ZIP; tests/languages/test_words.py has it"}
REPLY = (
    "Привет **мир**\n\n- [x] да\n- [ ] нет\n\n| а | б |\n|---|---|\n| 1 | 2 |\n\n```\nкод\n```\n![кот](http://а.рф/к)"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pseudo.write(tmp_path_factory.mktemp("translations"))


@pytest.fixture
def app(make_app: MakeApp, folder: Path) -> Flask:
    return translated(make_app(sharing=True, retention_days=30), folder)


def translated(app: Flask, folder: Path) -> Flask:
    languages.offer(app, folder)
    app.test_client_class = Listener
    return app


def foreigner(app: Flask, *, with_scripts: bool = True) -> Person:
    person = Person(app, with_scripts=with_scripts)
    person.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = pseudo.LOCALE
    return person


def unsaid_to(*people: Person) -> dict[str, str]:
    """What these people were told in no language of theirs: each word with what they had asked for."""
    found = {}
    for person in people:
        for asked, kind, answer in person.client.heard:  # type: ignore[attr-defined]
            found |= {word: asked for word in unsaid(kind, answer)}
    return found


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


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500, 503])
def test_a_provider_that_fails(app: Flask, provider: ProviderServer, status: int) -> None:
    anna = foreigner(app)
    provider.fail_with(status)

    sent = anna.send_message("Как дела?")
    anna.await_reply(sent.reply_id)
    anna.open(f"/replies/{sent.reply_id}/events")

    assert unsaid_to(anna) == {}


@pytest.mark.parametrize("reason", ["length", "content_filter", "tool_calls", "stop"])
def test_a_reply_that_ends_in_its_own_way(app: Flask, provider: ProviderServer, reason: str) -> None:
    anna = foreigner(app)
    provider.reply_with("Привет", finish_reason=reason)

    sent = anna.send_message("Как дела?")
    anna.await_reply(sent.reply_id)
    anna.open(f"/replies/{sent.reply_id}/events")
    anna.open(f"/conversations/{sent.conversation_id}")

    assert unsaid_to(anna) == {}


def test_a_reply_that_is_being_written_and_a_message_that_waits(app: Flask, provider: ProviderServer) -> None:
    anna, plain = foreigner(app), foreigner(app, with_scripts=False)
    plain.client = anna.client
    go_on = threading.Event()
    provider.answer_raw([token("Привет "), wait_for(go_on), token("мир"), finish(), DONE])
    sent = anna.send_message("Как дела?")
    path = f"/conversations/{sent.conversation_id}"

    anna.open(path)
    anna.send_message("И ещё", conversation_id=sent.conversation_id)
    anna.send_message("И ещё", conversation_id=sent.conversation_id)
    anna.open(path)
    press(anna, f"{path}/waiting/withdraw")
    press(anna, f"/replies/{sent.reply_id}/stop")
    go_on.set()
    anna.await_reply(sent.reply_id)
    anna.open(path)

    assert unsaid_to(anna) == {}


def test_the_stream_of_a_reply_with_boxes_and_tasks(app: Flask, provider: ProviderServer) -> None:
    anna = foreigner(app)
    go_on = threading.Event()
    provider.answer_raw([token(REPLY), wait_for(go_on), token("\n\nмир"), finish(), DONE])
    sent = anna.send_message("Как дела?")

    threading.Timer(0.5, go_on.set).start()
    stream = anna.client.get(f"/replies/{sent.reply_id}/events").text

    assert "checkbox" in stream.partition("<hx-partial")[0]  # as patches, before its end
    assert unsaid_to(anna) == {}


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
