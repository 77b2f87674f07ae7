"""Shelves: pinned first, then newest; read in pages that neither repeat nor leave out; nobody else's."""

import base64
import struct
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert

from webchat.errors import NotFound
from webchat.store import Conversation, Database, conversations, shelves

from .actors import ALICE, STRANGER

THEN = datetime(2026, 11, 21, 12, tzinfo=UTC)


def store(database: Database, count: int, *, owner_id: str = ALICE) -> list[uuid.UUID]:
    """So many conversations, the newest first, always two of one moment; every seventh is pinned."""
    rows = [
        {
            "id": uuid.uuid4(),
            "owner_id": owner_id,
            "is_pinned": number % 7 == 0,
            "created_at": THEN,
            "updated_at": THEN - timedelta(minutes=number // 2, microseconds=number // 2),
            "next_position": 0,
        }
        for number in range(count)
    ]
    with database.writing() as session:
        session.execute(insert(Conversation), rows)
    order = sorted(rows, key=lambda row: (row["is_pinned"], row["updated_at"], row["id"]), reverse=True)
    return [uuid.UUID(str(row["id"])) for row in order]


def read_all(database: Database, limit: int, shelf: conversations.Shelf = "list") -> list[uuid.UUID]:
    """Page after page."""
    found, after = list[uuid.UUID](), None
    with database.reading() as session:
        while True:
            page = shelves.page(session, ALICE, shelf, after=after, limit=limit)
            found += [conversation.id for conversation in page.conversations]
            after = page.next
            if after is None:
                return found
            assert len(page.conversations) == limit


@pytest.mark.parametrize("limit", [1, 4, 21, 22, 100])
def test_pages_of_any_size_make_up_the_list(database: Database, limit: int) -> None:
    expected = store(database, 21)
    store(database, 3, owner_id=STRANGER)

    assert read_all(database, limit) == expected


def test_each_shelf_has_its_own(database: Database) -> None:
    first, second, third = store(database, 3)
    with database.writing() as session:
        conversations.set_shelf(session, session.get_one(Conversation, second), "archive")
        conversations.put_away(session, session.get_one(Conversation, third))
        hidden = conversations.create(session, ALICE, shelf="temporary").id

    assert read_all(database, 10) == [first]
    assert read_all(database, 10, "archive") == [second]
    assert read_all(database, 10, "temporary") == [hidden]


def test_pinned_conversation_comes_first_and_goes_back_to_its_place(database: Database) -> None:
    *_, before, last = store(database, 7)
    with database.writing() as session:
        conversations.set_pinned(session, session.get_one(Conversation, last), True)
    pinned = read_all(database, 10)
    with database.writing() as session:
        conversations.set_pinned(session, session.get_one(Conversation, last), False)

    assert last in pinned[:2]
    assert read_all(database, 10)[-2:] == [before, last]


def test_list_goes_on_where_it_was_when_its_last_row_is_gone(database: Database) -> None:
    stored = store(database, 9)
    with database.reading() as session:
        first = shelves.page(session, ALICE, "list", limit=3)
    with database.writing() as session:
        conversations.delete_all(session, [stored[2]])

    with database.reading() as session:
        second = shelves.page(session, ALICE, "list", after=first.next, limit=3)

    assert [conversation.id for conversation in second.conversations] == stored[3:6]


def test_cursor_of_another_owner_shows_nothing_of_theirs(database: Database) -> None:
    store(database, 9)
    with database.reading() as session:
        page = shelves.page(session, ALICE, "list", limit=3)
        found = shelves.page(session, STRANGER, "list", after=page.next)

    assert found == shelves.Page([], None)


@pytest.mark.parametrize(
    "cursor",
    ["", "x", "§", "AAAA", "A" * 33, "=" * 34, base64.urlsafe_b64encode(struct.pack(">?q16s", 1, 2**62, b"")).decode()],
)
def test_wrong_cursor_is_not_found(database: Database, cursor: str) -> None:
    with pytest.raises(NotFound), database.reading() as session:
        shelves.page(session, ALICE, "list", after=cursor)
