"""What a tab hears that was in the background: compared with the newest part of its conversation, and no more."""

from flask import Flask

from tests.messages.tab import all_messages, asked_and_edited, lengthen, partials
from tests.person import Answer, Person, conversation_of


def news(person: Person, conversation: str, seen_id: str, revision: str = "complete") -> Answer:
    return person.open(f"/conversations/{conversation}/news?seen={seen_id}&revision={revision}")


def revision_of(answer: Answer) -> str:
    return str(answer.reply["data-revision"])


def test_a_tab_that_shows_everything_hears_nothing(alice: Person) -> None:
    page = alice.open(f"/conversations/{conversation_of(alice.ask('Hi').sent)}")  # type: ignore[attr-defined]

    assert news(alice, page.conversation_id, page.reply_id, revision_of(page)).status == 204


def test_what_came_later_is_added(app: Flask, alice: Person) -> None:
    page = alice.open(f"/conversations/{conversation_of(alice.ask('Hi').sent)}")  # type: ignore[attr-defined]
    added = lengthen(app, page.conversation_id, 3)

    heard = news(alice, page.conversation_id, page.reply_id, revision_of(page))

    assert all_messages(heard) == added
    assert "#messages" not in partials(heard)


def test_a_tab_that_lacks_more_than_a_part_gets_the_newest_part(app: Flask, alice: Person) -> None:
    page = alice.open(f"/conversations/{conversation_of(alice.ask('Hi').sent)}")  # type: ignore[attr-defined]
    added = lengthen(app, page.conversation_id, 30)

    heard = news(alice, page.conversation_id, page.reply_id, revision_of(page))

    assert all_messages(heard) == added[-40:]
    assert partials(heard)["#messages"]["hx-swap"] == "innerHTML"
    assert partials(heard)["#messages"].select("a.older")


def test_a_tab_hears_that_another_version_is_shown(alice: Person) -> None:
    conversation, old, _ = asked_and_edited(alice, "First words", "Second words")
    page = alice.open(f"/conversations/{conversation}")
    alice.post(f"/messages/{old}/show")

    heard = news(alice, conversation, page.reply_id, revision_of(page))

    assert heard.texts[0] == "First words"
    assert partials(heard)["#messages"]["hx-swap"] == "innerHTML"
    assert partials(heard)["#composer-parent"].select_one("input")["value"] == all_messages(heard)[-1]  # type: ignore[index]


def test_a_tab_hears_that_its_last_pair_was_deleted(alice: Person) -> None:
    first = alice.ask("First").sent  # type: ignore[attr-defined]
    conversation = conversation_of(first)
    alice.ask("Second", conversation_id=conversation)
    page = alice.open(f"/conversations/{conversation}")
    alice.post(f"/messages/{page.reply_id}/delete")

    assert news(alice, conversation, page.reply_id, revision_of(page)).texts == ["First", "Hello you"]
