"""Versions: made by editing and retrying, counted, switched, and kept as they were left."""

from uuid import uuid4

import pytest

from webchat.errors import NotFound
from webchat.store import Database, conversations, lines, messages, versions

from .actors import ALICE
from .chat import begin


def test_newest_version_is_shown_and_the_older_one_can_be_shown_again(database: Database) -> None:
    chat = begin(database, "a", "b")
    chat.say("c", to="a1")

    newest = chat.shown()
    chat.show("b")

    assert newest == "a a1 c c1"
    assert chat.shown() == "a a1 b b1"


def test_versions_are_numbered_and_know_their_neighbours(database: Database) -> None:
    chat = begin(database, "a")
    chat.retry("a2", to="a")
    chat.retry("a3", to="a")

    with database.reading() as session:
        found = versions.of(session, lines.newest(session, chat.conversation(session)).messages)
        second = messages.owned_by(session, ALICE, chat.ids["a2"])
        assert second is not None
        of_second = versions.of(session, [second])

    assert found == {chat.ids["a3"]: versions.Versions(3, 3, chat.ids["a2"], None)}
    assert of_second == {chat.ids["a2"]: versions.Versions(2, 3, chat.ids["a1"], chat.ids["a3"])}


def test_first_message_has_versions_too_and_other_conversations_do_not_count(database: Database) -> None:
    begin(database, "other")
    chat = begin(database, "a")
    chat.restart("b")

    shown = chat.shown()
    chat.show("a")

    assert shown == "b"
    assert chat.shown() == "a a1"
    assert (chat.versions("a"), chat.versions("b"), chat.versions("a1")) == ((1, 2), (2, 2), None)


def test_what_a_conversation_was_begun_with_is_known_whatever_it_shows(database: Database) -> None:
    begin(database, "other")
    chat = begin(database, "a")
    chat.restart("b")

    with database.reading() as session:
        first = versions.first_of(session, chat.conversation(session))
    chat.show("a")
    chat.put_away("a")
    with database.reading() as session:
        after_that = versions.first_of(session, chat.conversation(session))

    assert first and first.id == chat.ids["a"]
    assert after_that and after_that.id == chat.ids["b"]


def test_version_that_was_put_away_does_not_count(database: Database) -> None:
    chat = begin(database, "a", "b")
    chat.say("c", to="a1")

    chat.put_away("c")

    assert chat.versions("b") is None


def test_choice_is_kept_below_the_version_that_is_shown(database: Database) -> None:
    """Switched away and back, a version shows the line that was left, not the newest one below it."""
    chat = begin(database, "a", "b", "c")
    chat.retry("b2", to="b")
    chat.show("b1")
    chat.say("d", to="a1")

    chat.show("b")

    assert chat.shown() == "a a1 b b1 c c1"


def test_message_deep_in_a_hidden_branch_can_be_shown(database: Database) -> None:
    chat = begin(database, "a", "b", "c", "d")
    chat.retry("c2", to="c")
    chat.restart("e")
    chat.say("f")

    chat.show("d1")

    assert chat.shown() == "a a1 b b1 c c1 d d1"


def test_message_below_a_hidden_version_shows_its_whole_line(database: Database) -> None:
    """One tab switched to another version, another goes on where it was."""
    chat = begin(database, "a", "b", "c")
    chat.say("d", to="a1")

    chat.say("e", to="c1")

    assert chat.shown() == "a a1 b b1 c c1 e e1"


def test_shown_leaf_is_told(database: Database) -> None:
    chat = begin(database, "a", "b")
    chat.say("c", to="a1")

    with database.writing() as session:
        conversation = chat.conversation(session)
        leaf_id = versions.show(session, conversation, chat.ids["b"])

    assert leaf_id == conversation.leaf_id == chat.ids["b1"]


@pytest.mark.parametrize("which", ["unknown", "foreign", "put away"])
def test_message_that_is_not_there_cannot_be_shown(database: Database, which: str) -> None:
    other, chat = begin(database, "x"), begin(database, "a", "b")
    chat.put_away("b")
    message_id = {"unknown": uuid4(), "foreign": other.ids["x"], "put away": chat.ids["b"]}[which]

    with pytest.raises(NotFound), database.writing() as session:
        versions.show(session, chat.conversation(session), message_id)

    assert chat.shown() == "a a1"


def test_nothing_is_shown_in_a_conversation_put_away_meanwhile(database: Database) -> None:
    chat = begin(database, "a")
    with database.writing() as session:
        conversation = chat.conversation(session)
        conversations.put_away(session, chat.conversation(session))

    with pytest.raises(NotFound), database.writing() as session:
        versions.show(session, conversation, chat.ids["a"])


def test_messages_are_known_to_stand_on_the_shown_line_or_not(database: Database) -> None:
    chat = begin(database, "a", "b")
    chat.say("c", to="a1")

    with database.reading() as session:
        conversation = chat.conversation(session)
        stands = {name: lines.shows(session, conversation, message_id) for name, message_id in chat.ids.items()}
        unknown = lines.shows(session, conversation, uuid4())

    assert stands == {"a": True, "a1": True, "b": False, "b1": False, "c": True, "c1": True}
    assert not unknown
