"""Read-only copies behind links: the owner's to make and withdraw, everybody's to read, gone with the conversation."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import event

from tests.browser.writing import Writing
from tests.conftest import MakeApp
from tests.forms import ask, press
from tests.messages.tab import lengthen
from tests.person import Person
from tests.provider_server import ProviderServer
from tests.sharing.links import change, share
from webchat.config import Settings
from webchat.sharing import shares as sharing
from webchat.store import Message


def test_a_running_reply_is_not_shared(alice: Person, app: Flask, provider: ProviderServer) -> None:
    writing = Writing(provider, "not yet")
    sent = alice.send_message("Hi")

    path = share(alice, f"/conversations/{sent.conversation_id}")
    writing.end()

    assert Person(app).open(path).texts == ["Hi"]


@pytest.mark.parametrize(("expiry", "days"), [("day", 1), ("week", 7), ("month", 30)])
def test_a_link_works_until_its_time_is_over(
    app: Flask, alice: Person, settings: Settings, expiry: str, days: int
) -> None:
    path = share(alice, ask(alice, "Hi"), expiry)
    with closing(sqlite3.connect(settings.data_dir / "webchat.sqlite3")) as file:
        (expires_at,) = file.execute("SELECT expires_at FROM shares").fetchone()
    left = datetime.fromisoformat(expires_at).replace(tzinfo=UTC) - datetime.now(UTC)
    assert abs(left - timedelta(days=days)) < timedelta(minutes=1)
    assert Person(app).open(path).status == 200

    change(settings, "UPDATE shares SET expires_at = ?", str(datetime.now(UTC).replace(tzinfo=None)))

    assert Person(app).open(path).status == 404
    assert alice.open("/shares").all(".share") == []


def test_unknown_over_withdrawn_and_deleted_are_the_same_404(app: Flask, alice: Person, settings: Settings) -> None:
    paths = {}
    for how in ("over", "withdrawn", "deleted", "put away"):
        conversation = ask(alice, how)
        paths[how] = share(alice, conversation)
        token, hexadecimal = paths[how].removeprefix("/shared/"), conversation.rpartition("/")[2].replace("-", "")
        if how == "withdrawn":
            press(alice, f"/shares/{token}/withdraw")
        if how == "over":
            change(settings, "UPDATE shares SET expires_at = '2020-01-01' WHERE token = ?", token)
        if how == "deleted":
            change(settings, "DELETE FROM conversations WHERE id = ?", hexadecimal)
        if how == "put away":
            change(settings, "UPDATE conversations SET deleted_at = '2026-01-01' WHERE id = ?", hexadecimal)

    answers = [Person(app).open(path) for path in [*paths.values(), "/shared/unknown", "/shared/%00"]]

    assert {answer.status for answer in answers} == {404}
    assert len({answer.one("main").get_text() for answer in answers}) == 1


def test_a_withdrawn_share_goes_from_the_list_in_place(alice: Person, without_scripts: Person, app: Flask) -> None:
    path = share(alice, ask(alice, "Hi"))

    answer = press(alice, f"/shares/{path.removeprefix('/shared/')}/withdraw")

    assert answer.all("html") == [] and "Withdrawn" in answer.one("li.share").get_text()
    assert alice.open("/shares").all(".share") == []
    assert Person(app).open(path).status == 404


def test_without_scripts_withdrawing_leads_back_to_the_list(without_scripts: Person, app: Flask) -> None:
    path = share(without_scripts, ask(without_scripts, "Hi"))

    answer = press(without_scripts, f"/shares/{path.removeprefix('/shared/')}/withdraw")

    assert (answer.status, answer.headers["Location"]) == (303, "/shares")


def test_a_stranger_neither_shares_nor_withdraws_nor_lists(alice: Person, charlie: Person, app: Flask) -> None:
    conversation = ask(alice, "Hi")
    path = share(alice, conversation)

    for stranger in (charlie, Person(app)):
        assert stranger.open(f"{conversation}/share").status == 404
        assert stranger.post(f"{conversation}/share", expiry="never").status == 404
        assert press(stranger, f"/shares/{path.removeprefix('/shared/')}/withdraw").status == 404
        assert stranger.open("/shares").all(".share") == []
    assert Person(app).open(path).status == 200


def test_the_choice_of_how_long_comes_first(alice: Person) -> None:
    conversation = ask(alice, "Hi")

    for answer in (alice.open(f"{conversation}/share"), press(alice, f"{conversation}/share")):
        assert answer.status == 200
        assert [choice["value"] for choice in answer.all("input[name=expiry]")] == ["never", "day", "week", "month"]
    assert alice.open("/shares").all(".share") == []


@pytest.mark.parametrize("expiry", ["", "year", "7", "☃" * 100])
def test_an_unknown_expiry_is_refused(alice: Person, expiry: str) -> None:
    conversation = ask(alice, "Hi")

    assert alice.post(f"{conversation}/share", expiry=expiry).status == 422

    assert alice.open("/shares").all(".share") == []


def test_a_temporary_conversation_is_not_shared(alice: Person, settings: Settings) -> None:
    conversation = ask(alice, "Hi")
    change(settings, "UPDATE conversations SET shelf = 'temporary'")

    answer = alice.post(f"{conversation}/share", expiry="never")

    assert answer.status == 422 and "leaves no trace" in answer.words
    assert alice.open(f"{conversation}/share").status == 422


def test_a_conversation_too_long_for_a_page_is_not_shared(alice: Person, settings: Settings) -> None:
    conversation = ask(alice, "Hi")
    change(settings, "UPDATE messages SET text = ?", "x" * (sharing.SHARED_CHARS // 2 + 1))

    answer = alice.post(f"{conversation}/share", expiry="never")

    assert answer.status == 422 and "too long" in answer.words


def test_of_a_conversation_with_too_many_messages_no_more_is_read_than_a_page_can_show(
    app: Flask, alice: Person, settings: Settings
) -> None:
    conversation = ask(alice, "Hi")
    lengthen(app, conversation.removeprefix("/conversations/"), sharing.SHARED_MESSAGES // 2 + 500)
    read = 0

    def count(*_: object) -> None:
        nonlocal read
        read += 1

    event.listen(Message, "load", count)
    answer = alice.post(f"{conversation}/share", expiry="never")
    event.remove(Message, "load", count)

    assert answer.status == 422 and "too long" in answer.words
    assert sharing.SHARED_MESSAGES < read <= sharing.SHARED_MESSAGES + 300


def test_nobody_shares_without_end(alice: Person, settings: Settings) -> None:
    conversation = ask(alice, "Hi")
    share(alice, conversation)
    for number in range(sharing.SHARES_OF_OWNER - 1):
        copied = "token || ?, owner_id, conversation_id, title, snapshot, created_at, expires_at"
        change(settings, f"INSERT INTO shares SELECT {copied} FROM shares LIMIT 1", str(number))

    answer = alice.post(f"{conversation}/share", expiry="never")

    assert answer.status == 422 and "Withdraw some" in answer.words


def test_without_permission_every_address_is_unknown(make_app: MakeApp) -> None:
    alice = Person(make_app())
    conversation = ask(alice, "Hi")

    assert alice.open("/shares").status == 404
    assert alice.open("/shared/x").status == 404
    assert alice.open(f"{conversation}/share").status == 404
    assert alice.post(f"{conversation}/share", expiry="never").status == 404
    assert press(alice, "/shares/x/withdraw").status == 404
    assert alice.open(conversation).all("[href$='/share'], [action$='/share']") == []
