"""Who and what the store's tests speak about: owners, conversations with replies, and another process with a lock."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from tests.appending import append
from webchat.store import Conversation, Database, conversations, messages
from webchat.store.messages import Message

ALICE = "alice"
STRANGER = "mallory"

_HOLD = """
import select, sys
def hold(connection):
    print("locked", flush=True)
    select.select([sys.stdin], [], [], float(sys.argv[2]))
    connection.execute("ROLLBACK")
"""
_HOLD_FILE = f"""
import sqlite3
{_HOLD}
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.executescript(sys.argv[3])
hold(connection)
"""
_HOLD_TABLE = f"""
import psycopg
{_HOLD}
with psycopg.connect(sys.argv[1]) as connection:
    connection.execute(sys.argv[3])
    hold(connection)
"""


@dataclass(frozen=True)
class Exchanged:
    """A conversation with one message and its reply."""

    conversation_id: UUID
    message_id: UUID
    reply_id: UUID


def ask(database: Database, *, owner_id: str = ALICE, text: str = "Why is the sky blue?") -> Exchanged:
    with database.writing() as session:
        conversation = conversations.create(session, owner_id)
        message = append(session, conversation, role="user", text=text, parent_id=None)
        reply = append(session, conversation, role="assistant", text="", parent_id=message.id, status="pending")
    return Exchanged(conversation.id, message.id, reply.id)


def read(database: Database, message_id: UUID, *, owner_id: str = ALICE) -> Message:
    with database.reading() as session:
        message = messages.owned_by(session, owner_id, message_id)
    assert message is not None
    return message


def put_away(database: Database, conversation_id: UUID) -> Conversation:
    """Hide it, as its owner."""
    with database.writing() as session:
        conversation = conversations.owned_by(session, ALICE, conversation_id)
        assert conversation is not None
        conversations.put_away(session, conversation)
    return conversation


@contextmanager
def locked_by_another_process(file: Path, *, seconds: float, begin: str = "BEGIN IMMEDIATE") -> Iterator[None]:
    """The lock is let go after `seconds`, or at the end of the block."""
    with _held(_HOLD_FILE, str(file), str(seconds), begin):
        yield


@contextmanager
def conversations_locked_by_another_process(url: str, *, seconds: float) -> Iterator[None]:
    """Nobody can write a conversation meanwhile: PostgreSQL has no lock of the whole database."""
    if url.startswith("sqlite"):
        with locked_by_another_process(Path(url.removeprefix("sqlite:///")), seconds=seconds):
            yield
        return
    with _held(_HOLD_TABLE, url, str(seconds), "LOCK TABLE conversations IN EXCLUSIVE MODE"):
        yield


@contextmanager
def _held(program: str, *arguments: str) -> Iterator[None]:
    command = [sys.executable, "-c", program, *arguments]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None and holder.stdout.readline() == "locked\n"
        yield
