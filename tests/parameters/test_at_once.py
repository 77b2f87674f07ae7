"""Two tabs that change a conversation's settings and send at once lose nothing, on both databases."""

import threading
import uuid
from typing import Any

import pytest

from tests.parameters.offering import offering, switchboard
from tests.store.conftest import database as database
from tests.store.conftest import kind as kind
from tests.store.conftest import migrated_file as migrated_file
from tests.store.conftest import postgres_database as postgres_database
from tests.store.conftest import sqlite_database as sqlite_database
from tests.store.conftest import sqlite_url as sqlite_url
from tests.waiting.worker import ALICE, Worker
from webchat.chat.desk import Desk
from webchat.config import Settings
from webchat.errors import NotFound
from webchat.metrics.counting import Metrics
from webchat.models.switchboard import Switchboard
from webchat.parameters.answering import Overrides
from webchat.store import Database, Message, conversations, lines

ROUNDS = 8


@pytest.fixture
def worker(database: Database) -> Worker:
    return Worker(database)


def replies_in(worker: Worker, conversation_id: Any) -> list[Message]:
    with worker.database.reading() as session:
        conversation = conversations.owned_by(session, ALICE, conversation_id)
        assert conversation
        line = lines.newest(session, conversation, lines.ALL).messages
        return [message for message in line if message.role == "assistant"]


def test_a_tab_that_changes_and_a_tab_that_sends(worker: Worker, database: Database) -> None:
    desk = Desk(Settings(), database, switchboard(), Metrics(None))
    conversation_id = worker.ask("Hello").conversation.id
    together, trouble = threading.Barrier(2), []

    def change() -> None:
        together.wait(5)
        for number in range(ROUNDS):
            desk.change_parameters(ALICE, conversation_id, Overrides(instructions=f"Number {number}", temperature=0.5))

    def send() -> None:
        together.wait(5)
        for number in range(ROUNDS):
            worker.ask(f"Question {number}", conversation_id)

    def run(what: Any) -> None:
        try:
            what()
        except Exception as error:  # whatever it is, it is told below
            trouble.append(error)

    threads = [threading.Thread(target=run, args=(what,)) for what in (change, send)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert trouble == []
    records = [reply.asked_with for reply in replies_in(worker, conversation_id)]
    assert len(records) == ROUNDS + 1
    whole = {(None, None)} | {(f"Number {number}", 0.5) for number in range(ROUNDS)}
    assert {(record["instructions"], record["temperature"]) for record in records if record} <= whole
    with database.reading() as session:
        conversation = conversations.owned_by(session, ALICE, conversation_id)
    assert conversation and conversation.overrides == {"instructions": f"Number {ROUNDS - 1}", "temperature": 0.5}


class Watched(Switchboard):
    """Looks at its lists only where the database can be written: it starts threads, and those let others run."""

    database: Database
    looks = 0

    def look(self) -> None:
        with self.database.writing():
            self.looks += 1
        super().look()


def test_lists_are_looked_at_before_the_transaction_that_needs_them(worker: Worker, database: Database) -> None:
    conversation_id = worker.ask("Hello").conversation.id
    board = Watched(offering(), Settings())
    board.database = database
    desk = Desk(Settings(), database, board, Metrics(None))

    desk.change_parameters(ALICE, conversation_id, Overrides(model="far/thinker"))
    with pytest.raises(NotFound):
        desk.go_on(ALICE, reply_id=conversation_id, submission_id=uuid.uuid4().hex)

    assert board.looks == 2
