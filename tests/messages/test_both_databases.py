"""The same with PostgreSQL: versions, leafing, editing, deleting and Undo, in one journey."""

import pytest

from tests.conftest import MakeApp
from tests.messages.tab import all_messages, edit, lengthen, own_messages, partials, press, version_of
from tests.person import Person, conversation_of


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_conversation_is_changed_and_leafed_through(
    make_app: MakeApp, request: pytest.FixtureRequest, kind: str
) -> None:
    url = request.getfixturevalue("migrated_postgres_url") if kind == "postgresql" else None
    app = make_app(database_url=url)
    alice = Person(app)
    first = alice.ask("First").sent  # type: ignore[attr-defined]
    conversation, (message, reply) = conversation_of(first), all_messages(first)
    ids = [message, reply, *lengthen(app, conversation, 30)]

    edited = edit(alice, message, "Other first")
    alice.await_reply(edited.reply_id)
    new = own_messages(edited)[0]
    opened_elsewhere = alice.open(f"/conversations/{conversation}?at={ids[30]}")
    switched = alice.post(f"/messages/{message}/show")
    newest = alice.open(f"/conversations/{conversation}")
    earlier = alice.open(str(newest.one("a.older")["hx-get"]), headers={"HX-Request": "true"})
    changed = alice.post(f"/messages/{ids[-1]}/edit", text="Changed")
    gone = alice.post(f"/messages/{ids[-2]}/delete")
    without = alice.open(f"/conversations/{conversation}")
    press(alice, partials(gone)["#notice"].select_one("form"))

    assert version_of(edited, new) == "Version 2 of 2"
    assert "Another version" in opened_elsewhere.one(".elsewhere").get_text()
    assert switched.headers["HX-Redirect"] == f"/conversations/{conversation}?at={message}#message-{message}"
    assert [all_messages(earlier), all_messages(newest)] == [ids[:-40], ids[-40:]]
    assert changed.texts == ["Changed"]
    assert all_messages(without)[-1] == ids[-3]
    assert alice.open(f"/conversations/{conversation}").texts[-1] == "Changed"
