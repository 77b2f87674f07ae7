"""A person with a history is measured over the real pages, and the history is what was ordered."""

from contextlib import closing
from pathlib import Path
from uuid import UUID

import pytest

from benchmarks import servers
from benchmarks.answers import Answer, Damaged
from benchmarks.history import RARE, Size, fill
from benchmarks.load import Target
from benchmarks.person import OLDER, Person, found
from benchmarks.scales import WHAT
from webchat.store import Conversation, Database, conversations, lines, shelves


def test_everything_that_a_person_does_is_timed(provider: Target, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'kept.db'}"
    api = f"http://127.0.0.1:{provider.server.port}/v1"
    with servers.webchat(api, tmp_path, WEBCHAT_DATABASE_URL=url) as server:
        person = Person(server)
        person.begin()
        fill(url, UUID(person.conversation_id), Size(40, 60))

        person.visit()
        person.visit()

    assert {what: len(seconds) for what, seconds in person.seconds.items()} == dict.fromkeys(WHAT, 2)
    assert all(0 < second < 30 for seconds in person.seconds.values() for second in seconds)
    person.forget()
    assert not person.seconds


def test_history_has_the_size_that_was_ordered(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'kept.db'}"
    with closing(Database(url)) as database:
        database.migrate()
        with database.writing() as session:
            conversation = conversations.create(session, "alice")

        fill(url, conversation.id, Size(123, 250))

        with database.reading() as session:
            shown = lines.newest(session, session.get_one(Conversation, conversation.id), lines.ALL).messages
            listed = shelves.page(session, "alice", "list", limit=200).conversations
    assert (len(shown), len(listed)) == (250, 123)
    assert sum(RARE in message.text for message in shown) == 1


def test_answer_without_what_is_looked_for_is_damaged() -> None:
    answer = Answer()
    answer.take(0.0, b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnone")

    with pytest.raises(Damaged, match="no older messages"):
        found(OLDER, answer, "older messages")
