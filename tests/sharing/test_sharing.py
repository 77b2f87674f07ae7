"""Read-only copies behind links: the owner's to make and withdraw, everybody's to read, gone with the conversation."""

import sqlite3
import subprocess
import sys
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
from tests.stored import everything_stored
from webchat.config import Settings
from webchat.sharing import shares as sharing
from webchat.sharing.snapshot import shown
from webchat.store import Message

CROWD = """
from gevent import monkey

monkey.patch_all()
import threading, time
from webchat.sharing.snapshot import shown

snapshot = [{"role": "assistant", "text": f"Number *{n}*", "model": "m", "ending": None} for n in range(3000)]
shown(snapshot[:1])
took = []

def open_twice():
    for _ in range(2):
        began = time.perf_counter()
        shown(snapshot)
        took.append(time.perf_counter() - began)

opening = threading.Thread(target=open_twice)
opening.start()
turns = 0
while opening.is_alive():
    time.sleep(0.001)
    turns += 1
print(turns, *took)
"""


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    """Where sharing is allowed."""
    return make_app(sharing=True)


def share(person: Person, conversation: str, expiry: str = "never") -> str:
    """Returns the path of the new link."""
    answer = person.post(f"{conversation}/share", expiry=expiry)
    assert answer.status == 303, answer.words
    newest = person.open("/shares").all(".share input")[0]
    return str(newest["value"]).removeprefix("http://localhost")


def change(settings: Settings, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(settings.data_dir / "webchat.sqlite3")) as file:
        file.execute("PRAGMA foreign_keys = ON")
        file.execute(statement, values)
        file.commit()


def test_everybody_who_has_the_link_reads_the_copy(app: Flask, alice: Person, provider: ProviderServer) -> None:
    provider.reply_with("It is **blue**.")
    path = share(alice, ask(alice, "Which colour?\nTell me <b>now</b>"))
    nobody = Person(app)

    answer = nobody.open(path)

    assert answer.status == 200
    assert answer.texts == ["Which colour?\nTell me <b>now</b>", "It is blue."]
    assert answer.one(".message[data-role=assistant] strong").get_text() == "blue"
    assert "read-only copy" in answer.words


def test_the_shared_page_makes_no_session_and_offers_nothing(app: Flask, alice: Person, settings: Settings) -> None:
    path = share(alice, ask(alice, "Hi"))
    nobody = Person(app)
    before = everything_stored(settings.data_dir)

    answer = nobody.open(path)

    assert "Set-Cookie" not in answer.headers
    assert everything_stored(settings.data_dir) == before
    assert answer.all("nav, form, textarea, script") == []


def test_the_shared_page_is_not_indexed_and_tells_nobody_its_address(app: Flask, alice: Person) -> None:
    answer = Person(app).open(share(alice, ask(alice, "Hi")))

    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert answer.one("meta[name=robots]")["content"] == "noindex, nofollow, noarchive"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "/shared/" not in Person(app).open("/robots.txt").response.get_data(as_text=True)


def test_a_reply_that_its_owner_has_edited_is_marked_so(app: Flask, alice: Person, provider: ProviderServer) -> None:
    provider.reply_with("It is blue.")
    conversation = ask(alice, "Which colour?")
    before = Person(app).open(share(alice, conversation))
    alice.post(f"/messages/{alice.open(conversation).reply_id}/edit", text="It is green.")

    after = Person(app).open(share(alice, conversation))

    assert after.texts == ["Which colour?", "It is green."]
    assert before.all(".message__edited") == []
    assert after.one(".message[data-role=assistant] .message__edited").get_text() == "Edited"


def test_a_copy_of_before_the_mark_is_shown(app: Flask) -> None:
    (said,) = shown([{"role": "assistant", "text": "Hi", "model": None, "ending": None}])

    assert (said.text, said.is_edited) == ("Hi", False)


def test_a_long_copy_is_formatted_once_and_others_are_served_meanwhile() -> None:
    ran = subprocess.run([sys.executable, "-c", CROWD], capture_output=True, text=True, timeout=60, check=False)

    assert ran.returncode == 0, ran.stderr
    turns, first, second = map(float, ran.stdout.split())
    assert turns >= 6
    assert second < first / 2


def test_a_copy_does_not_change_with_its_conversation(app: Flask, alice: Person) -> None:
    conversation = ask(alice, "first")
    path = share(alice, conversation)

    alice.ask("second", conversation_id=conversation.removeprefix("/conversations/"))

    assert Person(app).open(path).texts[0] == "first"
    assert len(Person(app).open(path).texts) == 2


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


def test_a_hostile_title_is_only_text(alice: Person, app: Flask) -> None:
    path = share(alice, ask(alice, "<script>alert(1)</script>"))

    for answer in (Person(app).open(path), alice.open("/shares")):
        assert not [script for script in answer.all("script") if "alert" in script.get_text()]
        assert "<script>alert(1)</script>" in answer.words


def test_without_permission_every_address_is_unknown(make_app: MakeApp) -> None:
    alice = Person(make_app())
    conversation = ask(alice, "Hi")

    assert alice.open("/shares").status == 404
    assert alice.open("/shared/x").status == 404
    assert alice.open(f"{conversation}/share").status == 404
    assert alice.post(f"{conversation}/share", expiry="never").status == 404
    assert press(alice, "/shares/x/withdraw").status == 404
    assert alice.open(conversation).all("[href$='/share'], [action$='/share']") == []
