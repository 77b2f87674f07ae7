"""Words of deleted texts leave the file too, step by step."""

from pathlib import Path

from tests.appending import append
from tests.store.actors import ALICE
from webchat.store import Database, conversations, deleted_words

SECRET = "zymurgyquux"


def write(database: Database, *texts: str) -> None:
    for text in texts:
        with database.writing() as session:
            conversation = conversations.create(session, ALICE)
            append(session, conversation, role="user", text=text, parent_id=None)


def merge(database: Database) -> bool:
    with database.writing() as session:
        return deleted_words.merge_away(session)


def test_no_word_of_a_deleted_text_is_left_in_the_file(sqlite_database: Database, tmp_path: Path) -> None:
    write(sqlite_database, *(f"some other words {number}" for number in range(20)), f"This is {SECRET}")
    with sqlite_database.writing() as session:
        last = conversations.create(session, ALICE)
        append(session, last, role="user", text=SECRET, parent_id=None)
        conversations.delete_all(session, [last.id])
        session.connection().exec_driver_sql(
            "DELETE FROM conversations WHERE id IN (SELECT conversation_id FROM messages WHERE text LIKE ?)",
            (f"%{SECRET}%",),
        )

    steps = 1
    while merge(sqlite_database):
        steps += 1

    sqlite_database.close()
    assert steps < 20
    assert SECRET.encode() not in (tmp_path / "webchat.db").read_bytes()


def test_nothing_to_do_is_done_at_once(database: Database) -> None:
    write(database, "Hello")
    while merge(database):
        pass

    assert merge(database) is False
