"""10,000 conversations of a session, 5,000 messages in one: no query reads more than with 100 of either."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, text

from tests.appending import append
from webchat.store import (
    Conversation,
    Database,
    Message,
    Session,
    conversations,
    lines,
    messages,
    pairs,
    running,
    shelves,
    versions,
)
from webchat.store.columns import now

from .effort import effort_of

THEN = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Scale:
    """An owner with `conversation_count` conversations; the newest holds a line of messages, the others none."""

    owner_id: str
    conversation: Conversation
    line: list[uuid.UUID]

    def held(self, session: Session) -> Conversation:
        """The conversation, to change it."""
        found = conversations.owned_by(session, self.owner_id, self.conversation.id, for_change=True)
        assert found is not None
        return found

    def page(self, session: Session) -> None:
        """What the page of the newest conversation asks for."""
        found = conversations.owned_by(session, self.owner_id, self.conversation.id)
        assert found is not None
        part = lines.newest(session, found)
        assert len(part.messages) == 40 and part.older
        versions.of(session, part.messages)

    def pages_of_list(self, session: Session) -> None:
        first = shelves.page(session, self.owner_id, "list")
        second = shelves.page(session, self.owner_id, "list", after=first.next)
        assert len(second.conversations) == 30

    def archive(self, session: Session) -> None:
        assert not shelves.page(session, self.owner_id, "archive").conversations

    def older(self, session: Session) -> None:
        assert len(lines.before(session, self.line[-41], 40).messages) == 40

    def around(self, session: Session) -> None:
        assert len(lines.around(session, self.line[50], 20, 20).messages) == 41

    def newer(self, session: Session) -> None:
        assert len(lines.after(session, self.line[20], 40).messages) == 40

    def spoken(self, session: Session) -> None:
        assert len(lines.spoken_before(session, self.line[-1], 50)) == 50

    def is_shown(self, session: Session) -> None:
        assert lines.shows(session, self.conversation, self.line[-10])

    def running(self, session: Session) -> None:
        assert running.now(session, self.owner_id, self.conversation.id).of_owner == 0

    def one_message(self, session: Session) -> None:
        assert messages.owned_by(session, self.owner_id, self.line[7])


def store(database: Database, conversation_count: int, message_count: int) -> Scale:
    owner_id = f"{conversation_count}"
    rows = [
        {
            "id": uuid.uuid4(),
            "owner_id": owner_id,
            "created_at": THEN,
            "updated_at": now() - timedelta(minutes=number),
            "title": f"Conversation {number}",
            "next_position": 0,
        }
        for number in range(conversation_count)
    ]
    line = [uuid.uuid4() for _ in range(message_count)]
    rows[0] |= {"leaf_id": line[-1], "next_position": message_count}
    for row in rows[1:]:
        row["leaf_id"] = None
    with database.writing() as session:
        session.execute(insert(Conversation), rows)
        session.execute(insert(Message), [_message(rows[0]["id"], line, place) for place in range(message_count)])
        if session.get_bind().dialect.name == "postgresql":
            session.execute(text("ANALYZE"))  # as autovacuum does
        conversation = session.get_one(Conversation, rows[0]["id"])
    return Scale(owner_id, conversation, line)


def _message(conversation_id: object, line: list[uuid.UUID], place: int) -> dict[str, object]:
    return {
        "id": line[place],
        "conversation_id": conversation_id,
        "parent_id": line[place - 1] if place else None,
        "position": place,
        "depth": place + 1,
        "role": "assistant" if place % 2 else "user",
        "text": f"{place} " * 100,
        "status": "complete",
        "created_at": THEN,
    }


def send(at: Scale, session: Session) -> None:
    conversation = at.held(session)
    message = messages.new(conversation, role="user", text="And?", parent_id=conversation.leaf_id)
    messages.append_all(session, conversation, [message])


def edit(at: Scale, session: Session) -> None:
    conversation = at.held(session)
    append(session, conversation, role="user", text="Or?", parent_id=at.line[-3])


def delete_a_pair(at: Scale, session: Session) -> None:
    pairs.put_away(session, at.held(session), session.get_one(Message, at.line[-4]))


def delete_a_conversation(at: Scale, session: Session) -> None:
    conversations.put_away(session, at.held(session))


WRITES = [send, edit, delete_a_pair, delete_a_conversation]
QUERIES: list[Callable[[Scale, Session], None]] = [
    Scale.page,
    Scale.pages_of_list,
    Scale.archive,
    Scale.older,
    Scale.around,
    Scale.newer,
    Scale.spoken,
    Scale.is_shown,
    Scale.running,
    Scale.one_message,
]


def test_no_query_reads_what_is_not_shown(database: Database) -> None:
    little, much = store(database, 100, 100), store(database, 10_000, 5_000)

    efforts = {
        query.__name__: [
            effort_of(database, lambda session, at=at, query=query: query(at, session)) for at in (little, much)
        ]
        for query in QUERIES
    }

    assert not {name: each for name, each in efforts.items() if each[1] > each[0] * 1.1 + 2}, efforts


@pytest.mark.parametrize("act", WRITES)
def test_no_change_reads_what_is_not_shown(sqlite_database: Database, act: Callable[[Scale, Session], None]) -> None:
    little, much = store(sqlite_database, 100, 100), store(sqlite_database, 10_000, 5_000)

    efforts = [effort_of(sqlite_database, lambda session, at=at: act(at, session)) for at in (little, much)]

    assert efforts[1] <= efforts[0] * 1.1
