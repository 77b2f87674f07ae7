"""Links to shared copies, in the words of those who make them."""

import sqlite3
from contextlib import closing

from tests.person import Person
from webchat.config import Settings


def share(person: Person, conversation: str, expiry: str = "never") -> str:
    """Returns the path of the new link."""
    answer = person.post(f"{conversation}/share", expiry=expiry)
    assert answer.status == 303, answer.words
    newest = person.open("/shares").all(".share input")[0]
    return str(newest["value"]).removeprefix("http://localhost")


def change(settings: Settings, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(settings.data_dir / "webchat.sqlite3")) as file:
        file.execute("PRAGMA foreign_keys = ON")
        file.execute(statement, values)
        file.commit()
