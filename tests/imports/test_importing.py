"""A person brings a file: what its page says at each step, and what of it others see."""

import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

from flask import Flask

from tests.conftest import MakeApp
from tests.imports.bringing_person import (
    bring,
    choose_file,
    exported,
    facts,
    look_at,
    press_import,
    stored,
    wait_for,
)
from tests.imports.chatgpt_export import conversations
from tests.imports.trees import ONE, TWO, line, message
from tests.person import HTMX, Answer, Person, address_of
from webchat.store import imports


def test_the_page_says_what_can_be_brought_and_has_a_form(alice: Person) -> None:
    page = alice.open("/imports")

    form = page.one("form.import-form")
    assert (form["method"], form["enctype"], form["action"]) == ("post", "multipart/form-data", "/imports")
    assert page.one("form.import-form input[type=file]")["name"] == "file"
    assert "Export data" in page.words


def test_a_file_is_looked_at_before_anything_is_imported(alice: Person) -> None:
    _, preview = look_at(alice, TWO)

    assert preview.one("section.import")["data-state"] == "ready"
    assert facts(preview) == {
        "Conversations": "2",
        "Messages": "4",
        "From": "2023-11-14",
        "To": "2023-11-14",
        "Here already": "0",
    }
    assert [title.get_text() for title in preview.all(".import__titles li")] == ["Sky", "<b>Second</b>"]
    assert exported(alice) == {}


def test_what_was_imported_stands_in_the_list_at_once(alice: Person) -> None:
    address, _ = look_at(alice, TWO)
    press_import(alice, address)

    fragment = alice.open(address, headers=HTMX)

    assert fragment.one("section.import")["data-state"] == "done"
    assert len(fragment.all("hx-partial[hx-target='#conversation-list'] li")) == 2
    assert alice.open(address).all("main hx-partial") == []


def test_an_import_ends_with_what_was_done(app: Flask, alice: Person) -> None:
    outcome = bring(alice, [*TWO, 5, line(message("system", "hidden"), message("user", "Hi"), conversation_id="c-3")])

    assert facts(outcome) == {
        "New conversations": "3",
        "Conversations that have grown": "0",
        "Unchanged": "0",
        "Messages added": "5",
    }
    assert "1 conversation: It is not a conversation" in outcome.one(".import__refused").get_text()
    assert "1 hidden note" in outcome.one(".import__notes").get_text()
    assert len(exported(alice)) == 3


def test_the_same_file_again_adds_nothing(alice: Person) -> None:
    bring(alice, TWO)
    before = exported(alice)

    address, preview = look_at(alice, TWO)
    again = press_import(alice, address)

    assert facts(preview)["Here already"] == "2"
    assert facts(again)["Unchanged"] == "2"
    assert "Nothing was new" in again.words
    assert exported(alice) == before


def test_a_broken_file_offers_what_stands_before_the_place(alice: Person) -> None:
    outcome = bring(alice, json.dumps(TWO).encode()[:-30])

    assert facts(outcome)["New conversations"] == "1"
    assert "is broken near byte" in outcome.one(".import__problem").get_text()


def test_a_stranger_gets_404_everywhere(alice: Person, app: Flask) -> None:
    address, _ = look_at(alice, TWO)
    charlie, nobody = Person(app), Person(app)
    charlie.open("/")

    answers = [person.open(address).status for person in (charlie, nobody)]
    answers += [person.post(f"{address}/{what}").status for person in (charlie, nobody) for what in ("start", "cancel")]

    assert answers == [404] * 6
    assert stored(app, address).status == "ready"
    assert charlie.open(f"/imports/{UUID(int=7)}").words == charlie.open(address).words


def test_pressing_import_twice_imports_once(alice: Person, app: Flask) -> None:
    address, _ = look_at(alice, TWO)

    first, second = alice.post(f"{address}/start"), alice.post(f"{address}/start")
    wait_for(alice, address)
    after = alice.post(f"{address}/start")

    assert [each.status for each in (first, second, after)] == [303, 303, 303]
    assert stored(app, address).status == "done"
    assert len(exported(alice)) == 2


def test_while_it_runs_the_page_asks_again_and_says_how_far_it_is(alice: Person, app: Flask) -> None:
    address, _ = look_at(alice, TWO)
    with app.extensions["desk"].database.writing() as session:
        owner = session.get_one(imports.Import, UUID(address.rpartition("/")[2])).owner_id
        lease = imports.claim(session, owner, UUID(address.rpartition("/")[2]), "importing")
        assert lease
        imports.renew(session, lease, done=1, total=4)

    page = alice.open(address)
    fragment = Answer(alice.client.get(address, headers={"HX-Request": "true"}))

    assert page.one("progress")["value"] == "25"
    assert fragment.one("section.import")["hx-trigger"] == "every 1s"
    assert fragment.all("html") == []
    assert page.one("noscript a")["href"] == address


def test_who_cancels_keeps_what_was_imported_and_can_go_on(alice: Person, app: Flask) -> None:
    address, _ = look_at(alice, TWO)

    cancelled = alice.post(f"{address}/cancel")
    page = alice.open(address)
    outcome = press_import(alice, address)

    assert cancelled.status == 303
    assert page.one("section.import")["data-state"] == "cancelled"
    assert facts(outcome)["New conversations"] == "2"


def test_an_import_whose_process_died_can_be_started_again(alice: Person, app: Flask) -> None:
    address, _ = look_at(alice, TWO)
    with app.extensions["desk"].database.writing() as session:
        row = session.get_one(imports.Import, UUID(address.rpartition("/")[2]))
        row.status, row.lease_until = "importing", datetime.now(UTC) - timedelta(seconds=1)

    page = alice.open(address)
    outcome = press_import(alice, address)

    assert page.one("section.import")["data-state"] == "broken_off"
    assert facts(outcome)["New conversations"] == "2"


def test_where_old_conversations_are_deleted_it_is_said_before_and_after(make_app: MakeApp) -> None:
    alice = Person(make_app(retention_days=30), with_scripts=False)
    alice.open("/imports")
    young = ONE | {"conversation_id": "c-3", "update_time": datetime.now(UTC).timestamp()}

    address, preview = look_at(alice, [*TWO, young])
    outcome = press_import(alice, address)

    words = "2 of them are older than 30 days and will be deleted"
    assert words in preview.one(".import > [role=status]").get_text()
    assert words in outcome.one(".import > [role=status]").get_text()


def test_where_conversations_are_kept_nothing_is_said_of_their_age(alice: Person) -> None:
    address, preview = look_at(alice, TWO)

    outcome = press_import(alice, address)

    assert "will be deleted" not in preview.words + outcome.words


def test_what_was_imported_stands_in_the_list_and_opens(alice: Person) -> None:
    bring(alice, [ONE])
    (conversation_id,) = exported(alice)

    page = alice.open(f"/conversations/{conversation_id}")

    assert page.texts == ["Why?", "So."]
    assert page.one("#title").get_text() == "Sky"


def test_a_file_of_this_owner_opened_by_another_makes_a_copy(alice: Person, app: Flask) -> None:
    bring(alice, [ONE])
    archive = alice.client.get("/export.zip").get_data()
    bob = Person(app, with_scripts=False)
    bob.open("/")

    bring(bob, archive, name="x.zip")

    assert len(exported(bob)) == 1
    assert not exported(bob).keys() & exported(alice).keys()
    assert address_of(choose_file(bob, b"[]")).startswith("/imports/")


def test_who_cancels_a_running_import_stops_it_and_going_on_completes_it(alice: Person, app: Flask) -> None:
    address, _ = look_at(alice, list(conversations(60)))
    alice.post(f"{address}/start")

    alice.post(f"{address}/cancel")
    page = alice.open(address)
    press_import(alice, address)

    assert page.one("section.import")["data-state"] == "cancelled"
    assert len(exported(alice)) == 60
