"""A temporary conversation is in no list, and gone when its page is closed."""

import sqlite3
import uuid
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from tests.conversations.keeper import Keeper, titles_in
from tests.messages.tab import lengthen
from tests.person import HTMX, Answer, Person, address_of
from webchat.config import Settings
from webchat.store.conversations import Conversation

HOUR, SOON = timedelta(hours=1), timedelta(seconds=30)


def begun(keeper: Person) -> str:
    """A temporary conversation with a finished reply; its id."""
    sent = keeper.post("/messages", message="Just between us", submission_id=uuid.uuid4().hex, temporary="on")
    keeper.await_reply(sent.reply_id)
    return sent.conversation_id


def expires_in(keeper: Keeper, known_id: str) -> timedelta:
    stored = keeper.stored(known_id)
    assert stored and stored.expires_at
    return stored.expires_at - datetime.now(UTC)


def is_about(found: timedelta, expected: timedelta) -> bool:
    return expected - timedelta(seconds=10) < found <= expected + timedelta(seconds=1)


def marker(answer: Answer) -> str:
    return " ".join(answer.one("#temporary").get_text(" ").split())


def test_its_page_says_what_temporary_means(alice: Person) -> None:
    page = alice.open("/temporary")

    assert page.one("h1").get_text() == "Temporary conversation"
    for words in ("not in your list", "search", "exports", "when you close it", "an hour after the last message"):
        assert words in marker(page)
    assert page.one("#composer input[name=temporary]")["value"] == "on"
    assert page.one("[data-close]")["data-close"] == ""


def test_a_starter_begins_a_temporary_conversation_there(alice: Person) -> None:
    form = alice.open("/temporary").one(".welcome__starters")

    assert [field["value"] for field in form.select("input[name=temporary]")] == ["on"]
    assert not alice.open("/").all("input[name=temporary]")


def test_the_sidebar_leads_to_it(alice: Person) -> None:
    assert alice.open("/").one("nav a[href='/temporary']").get_text() == "Temporary conversation"


def test_it_is_not_in_the_list_and_lives_an_hour(keeper: Keeper) -> None:
    known_id = begun(keeper)

    assert titles_in(keeper.open("/")) == []
    assert is_about(expires_in(keeper, known_id), HOUR)


def test_its_first_answer_brings_the_marker_and_no_row(keeper: Keeper) -> None:
    sent = keeper.post("/messages", message="Between us", submission_id=uuid.uuid4().hex, temporary="on")

    assert sent.one('hx-partial[hx-target="#temporary"] [data-close]')["data-close"] == (
        f"/conversations/{sent.conversation_id}/close"
    )
    assert not sent.all(".conversation")


def test_its_page_carries_the_address_to_close_it(keeper: Keeper) -> None:
    known_id = begun(keeper)

    page = keeper.open(f"/conversations/{known_id}")

    assert page.one("[data-close]")["data-close"] == f"/conversations/{known_id}/close"
    assert page.one("h1").get_text() == "Temporary conversation"


def test_closing_its_page_leaves_half_a_minute(keeper: Keeper) -> None:
    known_id = begun(keeper)

    beacon = keeper.client.post(f"/conversations/{known_id}/close", headers={"Sec-Fetch-Site": "same-origin"})

    assert beacon.status_code == 204
    assert is_about(expires_in(keeper, known_id), SOON)


def test_a_reload_takes_it_back_when_its_page_is_there(keeper: Keeper) -> None:
    known_id = begun(keeper)
    keeper.client.post(f"/conversations/{known_id}/close", headers=keeper.headers)

    stays = keeper.open(f"/conversations/{known_id}").one("[hx-post$='/stay']")
    keeper.post(str(stays["hx-post"]))

    assert is_about(expires_in(keeper, known_id), HOUR)


@pytest.mark.parametrize("path", ["/conversations/{}", "/conversations/{}/news?seen=x"])
def test_it_is_read_while_nothing_can_be_written(keeper: Keeper, settings: Settings, path: str) -> None:
    known_id = begun(keeper)
    keeper.client.post(f"/conversations/{known_id}/close", headers=keeper.headers)

    with closing(sqlite3.connect(settings.data_dir / "webchat.sqlite3")) as file:
        file.execute("BEGIN IMMEDIATE")
        answer = keeper.open(path.format(known_id), headers=HTMX if "news" in path else {})

    assert answer.status == 200
    assert "Just between us" in answer.texts
    assert is_about(expires_in(keeper, known_id), SOON)


def test_another_message_takes_it_back(keeper: Keeper) -> None:
    known_id = begun(keeper)
    keeper.client.post(f"/conversations/{known_id}/close", headers=keeper.headers)

    keeper.ask("And one more", conversation_id=known_id)

    assert is_about(expires_in(keeper, known_id), HOUR)


def test_a_page_that_is_still_there_takes_it_back(keeper: Keeper) -> None:
    known_id = begun(keeper)
    stays = keeper.open(f"/conversations/{known_id}").one("[hx-post$='/stay']")
    keeper.client.post(f"/conversations/{known_id}/close", headers=keeper.headers)

    assert "every 20s" in str(stays["hx-trigger"])  # sooner than what another tab of it closed is gone
    assert keeper.post(str(stays["hx-post"])).status == 204
    assert is_about(expires_in(keeper, known_id), HOUR)


def test_a_page_that_is_there_does_not_make_it_live_longer(keeper: Keeper) -> None:
    known_id = begun(keeper)
    with keeper.database.writing() as session:
        found = session.get(Conversation, uuid.UUID(known_id))
        assert found
        found.updated_at -= timedelta(minutes=50)
        assert found.expires_at
        found.expires_at -= timedelta(minutes=50)

    keeper.act(known_id, "stay")

    assert is_about(expires_in(keeper, known_id), timedelta(minutes=10))


def test_a_page_that_is_there_shortens_no_longer_life(keeper: Keeper) -> None:
    """As a side of a comparison has, while its page is open."""
    known_id = begun(keeper)
    with keeper.database.writing() as session:
        session.get_one(Conversation, uuid.UUID(known_id)).updated_at -= timedelta(minutes=50)

    keeper.act(known_id, "stay")

    assert is_about(expires_in(keeper, known_id), timedelta(minutes=60))


def test_one_that_has_expired_is_not_found(keeper: Keeper) -> None:
    known_id = begun(keeper)
    reply_id = keeper.open(f"/conversations/{known_id}").reply_id
    paths = [
        f"/conversations/{known_id}",
        f"/conversations/{known_id}/export.md",
        *(f"/replies/{reply_id}{what}" for what in ("", "/source")),
        f"/messages/{reply_id}/edit",
    ]
    assert {keeper.open(path).status for path in paths} <= {200, 303}
    with keeper.database.writing() as session:
        found = session.get(Conversation, uuid.UUID(known_id))
        assert found
        found.expires_at = datetime.now(UTC)

    assert {path: keeper.open(path).status for path in paths} == dict.fromkeys(paths, 404)


def test_the_button_deletes_it_at_once(plain_keeper: Keeper) -> None:
    known_id = begun_plainly(plain_keeper)

    closed = plain_keeper.act(known_id, "close", now="on")

    assert (closed.status, address_of(closed)) == (303, "/")
    assert plain_keeper.open(f"/conversations/{known_id}").status == 404


def begun_plainly(keeper: Keeper) -> str:
    form: dict[str, Any] = {"message": "Just between us", "submission_id": uuid.uuid4().hex, "temporary": "on"}
    return address_of(keeper.post("/messages", **form)).split("/")[2].split("?")[0]


def test_closing_touches_no_other_conversation(keeper: Keeper) -> None:
    known_id = keeper.begin("To stay")

    keeper.client.post(f"/conversations/{known_id}/close", headers=keeper.headers)
    keeper.act(known_id, "close", now="on")

    assert titles_in(keeper.open("/")) == ["To stay"]
    stored = keeper.stored(known_id)
    assert stored and stored.expires_at is None


def test_it_can_be_kept(keeper: Keeper) -> None:
    known_id = begun(keeper)

    answer = keeper.act(known_id, "keep", on=f"/conversations/{known_id}")

    assert answer.one("#temporary").get_text() == ""
    assert not answer.all("[data-close]")
    assert answer.one("title").get_text().startswith("Just between us")
    assert answer.one('hx-partial[hx-target="#title"]').get_text() == "Just between us"
    assert titles_in(answer, 'hx-partial[hx-target="#list-today-rows"]') == ["Just between us"]
    assert titles_in(keeper.open("/")) == ["Just between us"]
    stored = keeper.stored(known_id)
    assert stored and stored.expires_at is None


def test_a_long_one_that_is_kept_is_titled_by_its_beginning(app: Flask, keeper: Keeper) -> None:
    known_id = begun(keeper)
    lengthen(app, known_id, 50)

    keeper.act(known_id, "keep", on=f"/conversations/{known_id}")

    assert titles_in(keeper.open("/")) == ["Just between us"]


def test_without_scripts_keeping_leads_to_it(plain_keeper: Keeper) -> None:
    known_id = begun_plainly(plain_keeper)

    assert address_of(plain_keeper.act(known_id, "keep")) == f"/conversations/{known_id}"
    assert titles_in(plain_keeper.open("/")) == ["Just between us"]
