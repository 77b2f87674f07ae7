"""Hits come newest first, page by page, from as many volumes as it takes; volumes have owners."""

import pytest
from sqlalchemy import delete, text, update

from tests.appending import append
from webchat.errors import NotFound
from webchat.store import Database, search
from webchat.store.conversations import Conversation
from webchat.store.messages import Message

from .actors import ALICE, STRANGER
from .searching import asking, converse, count, find, found


def test_entry_in_the_wrong_volume_is_still_not_shown_to_a_stranger(database: Database) -> None:
    converse(database, "a secret")
    with database.writing() as session:
        session.execute(text("UPDATE search_volumes SET owner_id = :owner"), {"owner": STRANGER})

    assert found(database, asking("secret"), owner_id=STRANGER) == []


def test_pages_follow_each_other_without_gaps_or_repetitions(database: Database) -> None:
    converse(database, *(f"common {number}" for number in range(45)))

    pages, after = [], None
    while True:
        page = find(database, asking("common"), after=after)
        pages.append([hit.text for hit in page.hits])
        after = page.next
        if after is None:
            break

    assert [len(page) for page in pages] == [20, 20, 5]
    assert sum(pages, []) == [f"common {number}" for number in reversed(range(45))]


def test_page_that_is_exactly_full_is_the_last(database: Database) -> None:
    converse(database, *(f"common {number}" for number in range(20)))

    assert find(database, asking("common")).next is None


@pytest.mark.parametrize("after", ["", "-1", "x", "1" * 40, "²", "1e3"])
def test_cursor_that_no_page_gave_is_not_found(database: Database, after: str) -> None:
    with pytest.raises(NotFound):
        find(database, asking("word"), after=after)


def test_hits_in_several_volumes_come_newest_first(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "VOLUME_SIZE", 6)
    for number in range(12):
        converse(database, *(f"common {number} {place}" for place in range(4)), title=f"common {number}")
    assert count(database, "search_volumes") > 4

    everything: list[str | None] = []
    after = None
    while True:
        page = find(database, asking("common"), after=after, limit=7)
        everything += [hit.text or hit.title for hit in page.hits]
        after = page.next
        if after is None:
            break

    expected = [[f"common {number} {place}" for place in (3, 2, 1, 0)] + [f"common {number}"] for number in range(12)]
    assert everything == sum(reversed(expected), [])


def test_rare_word_in_the_oldest_volume_is_found(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "VOLUME_SIZE", 2)
    converse(database, "needle")
    for number in range(20):
        converse(database, f"hay {number}", title="hay")

    assert count(database, "search_volumes") > 9
    assert found(database, asking("needle")) == ["needle"]


def test_who_takes_conversations_over_finds_them_among_their_own(database: Database) -> None:
    first = converse(database, "moved one", owner_id="old")
    converse(database, "own one")
    second = converse(database, "moved two", owner_id="old")
    ids = [first.id, second.id]
    with database.writing() as session:
        session.execute(update(Conversation).where(Conversation.id.in_(ids)).values(owner_id=ALICE))
        search.set_owner(session, ids, ALICE)
    converse(database, "new one")

    assert found(database, asking("one"), owner_id="old") == []
    assert found(database, asking("one")) == ["new one", "own one", "moved one"]
    assert found(database, asking("moved")) == ["moved two", "moved one"]
    assert [hit.text for hit in find(database, asking("one"), limit=1).hits] == ["new one"]


def test_conversations_taken_over_are_found_between_those_that_one_had(database: Database) -> None:
    first = converse(database, "begun", owner_id="old")
    converse(database, "own one", "own one", "own one")
    second = converse(database, "moved one", owner_id="old")
    ids = [first.id, second.id]
    with database.writing() as session:
        session.execute(update(Conversation).where(Conversation.id.in_(ids)).values(owner_id=ALICE))
        search.set_owner(session, ids, ALICE)
    converse(database, "new one")

    page = find(database, asking("one"), limit=2)

    assert [hit.text for hit in page.hits] == ["new one", "moved one"]
    assert [hit.text for hit in find(database, asking("one"), after=page.next).hits] == ["own one"] * 3


def test_volume_that_grows_by_one_conversation_alone_is_closed_some_time(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "VOLUME_SIZE", 8)
    conversation = converse(database, *(f"common {number}" for number in range(250)))
    assert 2 < count(database, "search_volumes") < 30
    with database.writing() as session:
        search.put_conversation(session, conversation)

    assert found(database, asking("common"))[:2] == ["common 249", "common 248"]


def test_forgotten_owner_leaves_no_trace(database: Database) -> None:
    converse(database, "mine")
    converse(database, "theirs", owner_id=STRANGER)
    with database.writing() as session:
        search.forget_owner(session, ALICE)
    assert found(database, asking("mine")) == ["mine"]

    with database.writing() as session:
        session.execute(delete(Message).where(Message.text == "mine"))
        session.execute(delete(Conversation).where(Conversation.owner_id == ALICE))
        search.forget_owner(session, ALICE)

    assert count(database, "search_volumes") == 1


def test_longest_query_over_many_volumes_is_answered(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "VOLUME_SIZE", 1)
    letters = [chr(0x4E00 + number) for number in range(150)]
    for number in range(40):
        converse(database, title=f"{letters[number]} hay")
    converse(database, " ".join(letters), title="all")

    assert count(database, "search_volumes") > 31
    assert len(found(database, asking(*letters))) == 1
    assert len(found(database, asking("".join(letters)))) == 1
    assert len(found(database, asking("hay", but_not=tuple(letters[5:])))) == 5


def test_owner_who_writes_again_while_being_forgotten_is_found(postgres_database: Database) -> None:
    """Only PostgreSQL has two writers at once."""
    conversation = converse(postgres_database, "first")
    with postgres_database.writing() as session:
        session.execute(delete(Message))
        session.execute(text("DELETE FROM searchable"))
    with postgres_database.writing() as session:
        search.put_title(session, conversation)  # nothing yet, but the place is taken
        with postgres_database.writing() as other:
            search.forget_owner(other, ALICE)
        assert count(postgres_database, "search_volumes") == 1
        message = append(session, conversation, role="user", text="second", parent_id=None)
        search.put_message(session, message, ALICE)

    assert found(postgres_database, asking("second")) == ["second"]
