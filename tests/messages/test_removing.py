"""Deleting a message with its reply: what follows stays, and for ten seconds it can be undone."""

import threading

import pytest
from flask import Flask
from sqlalchemy import update

from tests.messages.tab import UNKNOWN, all_messages, another_tab, asked_and_edited, partials, path_of, press
from tests.person import Person, address_of, conversation_of
from tests.provider_server import ProviderServer, finish, token, wait_for
from webchat.store import Message, conversations
from webchat.store.columns import now


def asked_twice(person: Person) -> tuple[str, list[str]]:
    """A conversation of two pairs: its id, and those of its messages."""
    first = person.ask("First").sent  # type: ignore[attr-defined]
    second = person.ask("Second", conversation_id=conversation_of(first)).sent  # type: ignore[attr-defined]
    return conversation_of(first), [*all_messages(first), *all_messages(second)]


@pytest.mark.parametrize("place", [0, 1])
def test_a_pair_goes_and_what_follows_stays(alice: Person, place: int) -> None:
    conversation, ids = asked_twice(alice)

    gone = alice.post(f"/messages/{ids[place]}/delete")

    assert gone.status == 200
    assert partials(gone)[f"#message-{ids[0]}"].select_one(f"#removed-{ids[0]}.removed")
    assert partials(gone)[f"#message-{ids[1]}"]["hx-swap"] == "delete"
    assert alice.open(f"/conversations/{conversation}").texts == ["Second", "Hello you"]


def test_undo_brings_the_pair_back_where_it_stood(alice: Person) -> None:
    conversation, ids = asked_twice(alice)
    gone = alice.post(f"/messages/{ids[1]}/delete")

    back = press(alice, partials(gone)["#notice"].select_one("form"))

    assert back.status == 200
    assert [article["id"] for article in partials(back)[f"#removed-{ids[0]}"].select("article")] == [
        f"message-{each}" for each in ids[:2]
    ]
    assert not partials(back)["#notice"].get_text().strip()
    assert all_messages(alice.open(f"/conversations/{conversation}")) == ids


def test_the_last_pair_can_go_and_the_next_message_follows_what_is_left(
    alice: Person, provider: ProviderServer
) -> None:
    conversation, ids = asked_twice(alice)

    gone = alice.post(f"/messages/{ids[3]}/delete")
    alice.ask("Third", conversation_id=conversation)

    assert partials(gone)["#composer-parent"].select_one("input")["value"] == ids[1]  # type: ignore[index]
    assert alice.open(f"/conversations/{conversation}").texts[::2] == ["First", "Third"]
    assert [message["content"] for message in provider.requests[-1].json["messages"]][::2] == ["First", "Third"]


def test_a_conversation_can_lose_all_its_messages_and_go_on(alice: Person) -> None:
    conversation, ids = asked_twice(alice)

    statuses = [alice.post(f"/messages/{each}/delete").status for each in (ids[0], ids[2])]
    page = alice.open(f"/conversations/{conversation}")
    alice.ask("Again", conversation_id=conversation)

    assert (statuses, page.status, page.texts) == ([200, 200], 200, [])
    assert alice.open(f"/conversations/{conversation}").texts[0] == "Again"


def test_without_scripts_the_page_follows_with_the_way_back(app: Flask, alice: Person) -> None:
    conversation, ids = asked_twice(alice)
    plain = another_tab(app, alice, with_scripts=False)

    gone = plain.post(f"/messages/{ids[0]}/delete")
    page = plain.open(address_of(gone))
    back = press(plain, page.one("#notice form"))

    assert (gone.status, address_of(gone)) == (303, f"/conversations/{conversation}?removed={ids[0]}")
    assert page.texts == ["Second", "Hello you"]
    assert back.status == 303
    assert all_messages(plain.open(path_of(back))) == ids


def test_undo_on_a_page_that_kept_no_place_opens_the_conversation_there(alice: Person) -> None:
    conversation, ids = asked_twice(alice)
    alice.post(f"/messages/{ids[0]}/delete")
    page = alice.open(f"/conversations/{conversation}?removed={ids[0]}")

    back = press(alice, page.one("#notice form"))

    assert path_of(back) == f"/conversations/{conversation}?at={ids[0]}"


def test_another_version_takes_the_place_of_one_that_was_deleted(alice: Person) -> None:
    conversation, _, new = asked_and_edited(alice, "First words", "Second words")

    gone = alice.post(f"/messages/{new}/delete")

    assert gone.headers["HX-Redirect"] == f"/conversations/{conversation}?removed={new}"
    page = alice.open(gone.headers["HX-Redirect"])
    assert page.texts[0] == "First words" and not page.all(".versions")


def test_after_ten_seconds_it_cannot_be_undone(app: Flask, alice: Person) -> None:
    conversation, ids = asked_twice(alice)
    alice.post(f"/messages/{ids[0]}/delete")
    with app.extensions["desk"].database.writing() as session:
        earlier = now() - conversations.UNDO
        session.execute(update(Message).where(Message.deleted_at.is_not(None)).values(deleted_at=earlier))

    late = alice.post(f"/messages/{ids[0]}/undelete")
    page = alice.open(f"/conversations/{conversation}?removed={ids[0]}")

    assert late.status == 404 and "cannot be undone" in late.words
    assert not page.all("#notice form")
    assert alice.open(f"/conversations/{conversation}").texts == ["Second", "Hello you"]


def test_a_running_reply_is_not_deleted_and_others_may_be(alice: Person, provider: ProviderServer) -> None:
    conversation, ids = asked_twice(alice)
    go_on = threading.Event()
    provider.answer_raw([token("Slowly"), wait_for(go_on), token(" done."), finish()])
    sent = alice.send_message("Third", conversation_id=conversation)

    refused = [alice.post(f"/messages/{each}/delete") for each in all_messages(sent)]
    gone = alice.post(f"/messages/{ids[0]}/delete")
    go_on.set()
    alice.await_reply(sent.reply_id)

    assert [answer.status for answer in refused] == [422, 422]
    assert all("still being written" in answer.words for answer in refused)
    assert gone.status == 200
    assert partials(gone)["#composer-action"].select("[data-action=stop]")
    assert alice.open(f"/conversations/{conversation}").texts == ["Second", "Hello you", "Third", "Slowly done."]


def test_two_tabs_that_delete_one_pair_at_once_delete_it_once(app: Flask, alice: Person) -> None:
    conversation, ids = asked_twice(alice)
    tabs = [another_tab(app, alice) for _ in range(4)]
    statuses: list[int] = []

    def delete(number: int) -> None:
        statuses.append(tabs[number].post(f"/messages/{ids[number % 2]}/delete").status)

    threads = [threading.Thread(target=delete, args=(number,)) for number in range(4)]
    [thread.start() for thread in threads]
    [thread.join(30) for thread in threads]

    assert sorted(statuses) == [200, 404, 404, 404]
    assert alice.open(f"/conversations/{conversation}").texts == ["Second", "Hello you"]


def test_what_was_deleted_is_found_nowhere(alice: Person) -> None:
    conversation, ids = asked_twice(alice)
    alice.post(f"/messages/{ids[0]}/delete")

    statuses = [
        alice.open(f"/messages/{ids[0]}").status,
        alice.open(f"/messages/{ids[1]}/edit").status,
        alice.open(f"/conversations/{conversation}?at={ids[0]}").status,
        alice.open(f"/replies/{ids[1]}/source").status,
        alice.post(f"/messages/{ids[0]}/delete").status,
        alice.post(f"/messages/{ids[0]}/show").status,
        alice.retry(ids[1]).status,
    ]

    assert statuses == [404] * 7


def test_strangers_and_unknown_messages_get_the_same_404(alice: Person, charlie: Person) -> None:
    conversation, ids = asked_twice(alice)

    foreign = [charlie.post(f"/messages/{ids[0]}/delete"), alice.post(f"/messages/{UNKNOWN}/delete")]
    alice.post(f"/messages/{ids[0]}/delete")
    undone = [charlie.post(f"/messages/{ids[0]}/undelete"), alice.post(f"/messages/{UNKNOWN}/undelete")]

    assert [answer.status for answer in [*foreign, *undone]] == [404] * 4
    assert foreign[0].words == foreign[1].words and undone[0].words == undone[1].words
    assert alice.open(f"/conversations/{conversation}").texts == ["Second", "Hello you"]
