"""Who is asking: kept through moves, lost session files and requests at once; given up at sign-out."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask, session

from tests.conftest import MakeApp
from tests.person import Person
from webchat.config import Settings
from webchat.web import sessions

ANOTHER = "another-owner"


@pytest.fixture
def app(app: Flask) -> Flask:
    """With addresses that show and change who is asking."""
    app.add_url_rule("/who", "who", lambda: sessions.owner() or "nobody")
    app.add_url_rule("/adopt", "adopt", lambda: does(lambda: sessions.adopt(ANOTHER)), methods=["POST"])
    app.add_url_rule("/leave", "leave", lambda: does(sessions.sign_out), methods=["POST"])
    return app


def does(action: Callable[[], None]) -> str:
    action()
    return str(sessions.owner())


def who(person: Person, path: str = "/who") -> str:
    return person.client.get(path).get_data(as_text=True)


def session_files(settings: Settings) -> list[Path]:
    return list((settings.data_dir / "sessions").iterdir())


def test_an_adopted_owner_stays_and_what_the_browser_had_joins(alice: Person) -> None:
    conversation_id = alice.ask("Hi").sent.conversation_id  # type: ignore[attr-defined]
    former = who(alice)

    alice.post("/adopt")

    assert who(alice) == ANOTHER != former
    assert alice.open(f"/conversations/{conversation_id}").status == 200


def test_an_adopted_owner_outlives_the_session_file(alice: Person, settings: Settings) -> None:
    alice.post("/adopt")

    for file in session_files(settings):
        file.unlink()

    assert who(alice) == ANOTHER


def test_an_owner_is_not_adopted_when_that_cannot_be_saved(alice: Person, settings: Settings) -> None:
    alice.ask("Hi")
    former = who(alice)
    (settings.data_dir / "sessions").rename(settings.data_dir / "away")

    answer = alice.post("/adopt")

    (settings.data_dir / "away").rename(settings.data_dir / "sessions")
    assert answer.status == 503
    assert who(alice) == former


def test_a_session_that_was_read_before_the_move_does_not_undo_it(app: Flask, alice: Person) -> None:
    conversation_id = alice.ask("Hi").sent.conversation_id  # type: ignore[attr-defined]

    with alice.client.session_transaction() as read_before:
        cookie = alice.client.get_cookie("webchat")
        other_tab = Person(app)
        assert cookie
        other_tab.client.set_cookie("webchat", cookie.value)
        other_tab.post("/adopt")
        read_before["theme"] = "dark"

    assert who(alice) == ANOTHER
    assert alice.open(f"/conversations/{conversation_id}").status == 200


def test_signing_out_makes_the_browser_a_stranger(alice: Person, settings: Settings) -> None:
    alice.post("/preferences/theme", theme="dark")
    former = who(alice)

    alice.post("/leave")

    assert who(alice) not in (former, "nobody")
    assert session_files(settings) == []
    assert alice.open("/").one("html")["data-theme"] == "system"


def test_a_request_that_runs_meanwhile_does_not_undo_signing_out(app: Flask, alice: Person, settings: Settings) -> None:
    def change_while_signing_out() -> str:
        other_tab.post("/leave")
        session["theme"] = "dark"
        return "changed"

    app.add_url_rule("/change", "change", change_while_signing_out, methods=["POST"])
    alice.ask("Hi")
    cookie = alice.client.get_cookie("webchat")
    assert cookie
    other_tab = Person(app)
    other_tab.client.set_cookie("webchat", cookie.value)

    answer = alice.post("/change")

    assert "Set-Cookie" not in answer.headers
    assert session_files(settings) == []


def test_two_webchats_on_one_machine_do_not_take_each_others_conversations(make_app: MakeApp, tmp_path: Path) -> None:
    first, second = make_app(data_dir=tmp_path / "first"), make_app(data_dir=tmp_path / "second")
    here, there = Person(first), Person(second)
    conversation_id = here.ask("Hi").sent.conversation_id  # type: ignore[attr-defined]

    there.client._cookies = here.client._cookies  # a browser's cookies know no ports
    other_id = there.ask("Hello").sent.conversation_id  # type: ignore[attr-defined]

    assert here.open(f"/conversations/{conversation_id}").status == 200
    assert there.open(f"/conversations/{other_id}").status == 200
    there.post("/preferences/theme", theme="dark")
    assert here.open("/").one("html")["data-theme"] == "system"


def test_signing_out_after_a_move_ends_the_way_to_the_other_browser(alice: Person) -> None:
    alice.post("/adopt")

    alice.post("/leave")

    assert who(alice) not in (ANOTHER, "nobody")


def test_a_cookie_that_names_an_owner_is_believed_only_with_our_signature(alice: Person) -> None:
    alice.post("/adopt")
    cookie = alice.client.get_cookie("webchat")
    assert cookie and ANOTHER in cookie.value

    alice.client.set_cookie("webchat", cookie.value.replace(ANOTHER, "somebody-else"))

    assert who(alice) == "nobody"
