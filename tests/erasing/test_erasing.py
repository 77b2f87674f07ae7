"""Delete everything of mine: asked for once more, really gone, with a receipt that nobody keeps."""

import sqlite3
import uuid
from contextlib import closing

import pytest
from flask import Flask

from tests.browser.writing import Writing
from tests.conftest import MakeApp
from tests.forms import ask, press
from tests.person import Answer, Person
from tests.provider_server import ProviderServer
from tests.stored import joining_fails
from webchat.config import Settings

SECRET = "zymurgyquux"


def erase(person: Person) -> Answer:
    return person.post("/erase", understood="yes")


def counts(receipt: Answer) -> dict[str, int]:
    rows = [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in receipt.all(".receipt tbody tr")]
    return {what: int(count.replace(",", "")) for what, count in rows}


def rows_left(settings: Settings) -> dict[str, int]:
    with closing(sqlite3.connect(settings.data_dir / "webchat.sqlite3")) as file:
        tables = ("conversations", "messages", "exchanges", "submissions", "shares", "moves", "imports", "searchable")
        return {table: file.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}


def test_everything_goes_and_the_receipt_says_what(make_app: MakeApp, settings: Settings) -> None:
    alice = Person(make_app(sharing=True))
    conversation = ask(alice, SECRET)
    ask(alice, "another")
    alice.post(f"{conversation}/share", expiry="never")
    press(alice, "/moves")

    receipt = erase(alice)

    assert receipt.status == 200
    found = counts(receipt)
    assert (found["Conversations"], found["Messages"], found["Shared copies"], found["Links for moving"]) == (
        2,
        4,
        1,
        1,
    )
    assert set(rows_left(settings).values()) == {0}
    assert "UTC" in receipt.words and "cannot be undone" in receipt.words
    assert alice.open(conversation).status == 404


def test_what_had_still_to_join_goes_too(alice: Person, charlie: Person, settings: Settings) -> None:
    ask(alice, "hers")
    ask(charlie, SECRET)
    link = str(press(alice, "/moves").one(".data__link")["value"]).removeprefix("http://localhost")

    with joining_fails(settings.data_dir):
        press(charlie, link)
        receipt = erase(charlie)

    assert counts(receipt)["Conversations"] == 3
    assert set(rows_left(settings).values()) == {0}


def test_nothing_of_it_is_left_in_the_files(make_app: MakeApp, settings: Settings) -> None:
    alice = Person(make_app(sharing=True))
    alice.post(f"{ask(alice, SECRET)}/share", expiry="never")
    traces = [SECRET.encode(), *packed(settings)]
    assert len(traces) == 4
    assert all(trace in stored(settings) for trace in traces)

    erase(alice)

    assert [trace for trace in traces if trace in stored(settings)] == []


def packed(settings: Settings) -> list[bytes]:
    """What is stored compressed, so that no word of it could be found in a file: the beginnings of it."""
    with closing(sqlite3.connect(settings.data_dir / "webchat.sqlite3")) as file:
        (exchange,) = file.execute("SELECT request_body, response_body FROM exchanges").fetchall()
        (share,) = file.execute("SELECT snapshot FROM shares").fetchall()
        return [column[:100] for column in (*exchange, *share)]


def stored(settings: Settings) -> bytes:
    return b"".join(file.read_bytes() for file in settings.data_dir.rglob("*") if file.is_file())


def test_what_others_have_stays(alice: Person, charlie: Person) -> None:
    his = ask(charlie, "mine")
    ask(alice, "hers")

    erase(alice)

    assert charlie.open(his).status == 200
    assert "2 conversations" in charlie.open("/data").words


def test_without_the_tick_nothing_is_deleted(alice: Person, without_scripts: Person) -> None:
    conversation = ask(alice, "Hi")

    for form in ({}, {"understood": ""}, {"understood": "no"}):
        answer = alice.post("/erase", headers={"Content-Type": "application/x-www-form-urlencoded"}, **form)
        assert answer.status == 422
        assert "Nothing was deleted" in answer.one("[role=alert]").get_text()

    assert alice.open(conversation).status == 200


def test_looking_deletes_nothing(alice: Person) -> None:
    conversation = ask(alice, "Hi")

    assert "1 conversation with 2 messages" in alice.open("/erase").words

    assert alice.open(conversation).status == 200


def test_another_site_deletes_nothing(alice: Person) -> None:
    conversation = ask(alice, "Hi")

    assert alice.post("/erase", headers={"Sec-Fetch-Site": "cross-site"}, understood="yes").status == 403

    assert alice.open(conversation).status == 200


def test_the_browser_is_a_stranger_afterwards(alice: Person, settings: Settings) -> None:
    ask(alice, "Hi")
    with alice.client.session_transaction() as session:
        before = session["owner"]

    erase(alice)

    assert list((settings.data_dir / "sessions").iterdir()) == []
    ask(alice, "Hello again")
    with alice.client.session_transaction() as session:
        assert session["owner"] != before


def test_behind_https_the_browser_forgets_what_it_stored(make_app: MakeApp) -> None:
    person = Person(make_app(trusted_proxies=1))
    plain = erase(person)
    person.headers |= {"X-Forwarded-Proto": "https"}

    assert "Clear-Site-Data" not in plain.headers
    assert erase(person).headers["Clear-Site-Data"] == '"storage"'


def test_the_receipt_can_be_saved_as_text(alice: Person) -> None:
    ask(alice, "Hi")
    receipt = erase(alice)
    alice.client.set_cookie("zone", "Europe/Berlin")

    saved = alice.open(str(receipt.one("a[download]")["href"]))

    assert saved.headers["Content-Type"].startswith("text/plain")
    assert saved.headers["Content-Disposition"].startswith("attachment")
    text = saved.response.get_data(as_text=True)
    assert "Conversations" in text and "UTC" in text and "CET" in text and "cannot be undone" in text


@pytest.mark.parametrize("signed", ["", "x", "WyIyMDI2LTExLTIxIix7fV0.forged", "☃"])
def test_a_receipt_of_somebody_else_s_making_is_not_told(alice: Person, signed: str) -> None:
    assert alice.open("/erase/receipt.txt", query_string={"of": signed}).status == 404


def test_somebody_who_has_nothing_gets_a_receipt_of_nothing(app: Flask) -> None:
    receipt = erase(Person(app))

    assert receipt.status == 200
    assert set(counts(receipt).values()) == {0}


def test_a_running_reply_is_stopped_and_leaves_nothing(
    alice: Person, provider: ProviderServer, app: Flask, settings: Settings
) -> None:
    writing = Writing(provider, "It begins")
    sent = alice.send_message("Go on for ever")

    receipt = erase(alice)
    writing.end()

    assert counts(receipt)["Messages"] == 2
    app.extensions["desk"].generations.finish(within=5.0)
    assert set(rows_left(settings).values()) == {0}
    assert alice.open(f"/replies/{uuid.UUID(sent.reply_id)}").status == 404


def test_a_database_that_fails_is_told_and_the_rest_goes_with_the_next_try(
    alice: Person, settings: Settings, app: Flask
) -> None:
    conversation = ask(alice, "Hi")
    app.extensions["desk"].database.close()
    (settings.data_dir / "webchat.sqlite3").rename(settings.data_dir / "away")

    failed = erase(alice)

    (settings.data_dir / "away").rename(settings.data_dir / "webchat.sqlite3")
    assert failed.status == 503 and "Not everything could be deleted yet" in failed.words
    assert alice.open(conversation).status == 200
    assert counts(erase(alice))["Conversations"] == 1
