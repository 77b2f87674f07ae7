"""Links between two browsers, in the words of those who make and open them."""

import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

from tests.forms import press
from tests.person import Answer, Person
from webchat.config import Settings


def make_link(person: Person) -> str:
    """Returns the path of the link."""
    answer = press(person, "/moves")
    assert answer.status == 200
    return re.sub("^http://localhost", "", str(answer.one(".data__link")["value"]))


def can_see(person: Person, conversation: str) -> bool:
    return person.open(conversation).status == 200


def let_pass(settings: Settings, passed: timedelta) -> None:
    with closing(sqlite3.connect(settings.data_dir / "webchat.sqlite3")) as file:
        made_at = (datetime.now(UTC) - passed).strftime("%Y-%m-%d %H:%M:%S.%f")
        file.execute("UPDATE moves SET created_at = ?", [made_at])
        file.commit()


def heading(answer: Answer) -> str:
    return answer.one("main h1").get_text()
