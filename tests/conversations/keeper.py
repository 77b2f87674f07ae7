"""A person who keeps conversations: begins them, some long ago, and does things with them."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask

from tests.person import HTMX, Answer, Person
from webchat.store import Session, conversations
from webchat.store.conversations import Conversation
from webchat.store.database import Database
from webchat.web import sessions


class Keeper(Person):
    """A session whose conversations the test knows by their titles."""

    def __init__(self, app: Flask, *, with_scripts: bool = True) -> None:
        super().__init__(app, with_scripts=with_scripts)
        self.with_scripts = with_scripts
        self.database: Database = app.extensions["desk"].database
        self.owner = self._introduced()

    def _introduced(self) -> str:
        """The owner, who is known from the second page on."""
        with self.client:
            self.client.get("/")
            self.client.get("/")
            owner = sessions.owner()
        assert owner
        return owner

    def begin(self, title: str, *, ago: timedelta = timedelta(0), **columns: Any) -> str:
        """A conversation whose last message came a while ago; its id."""
        with self.database.writing() as session:
            return self._created(session, title, datetime.now(UTC) - ago, columns)

    def begin_many(self, count: int) -> list[str]:
        """Conversations of the last minutes, "Talk 0" the newest; their ids."""
        now = datetime.now(UTC)
        with self.database.writing() as session:
            return [self._created(session, f"Talk {n}", now - timedelta(milliseconds=n), {}) for n in range(count)]

    def _created(self, session: Session, title: str, moment: datetime, columns: dict[str, Any]) -> str:
        created = conversations.create(session, self.owner, title=title)
        found = session.get(Conversation, created.id)
        assert found
        for name, value in ({"updated_at": moment} | columns).items():
            setattr(found, name, value)
        return str(created.id)

    def stored(self, conversation_id: str) -> Conversation | None:
        """The conversation as it is stored, deleted or not."""
        with self.database.reading() as session:
            return session.get(Conversation, uuid.UUID(conversation_id))

    def fetch(self, path: str, *, on: str = "/") -> Answer:
        """What htmx gets, on the page that is open."""
        return Answer(self.client.get(path, headers=HTMX | {"HX-Current-URL": f"http://localhost{on}"}))

    def act(self, conversation_id: str, action: str, *, on: str = "/", **form: str) -> Answer:
        """Do something with a conversation, on the page that is open."""
        headers = {"HX-Current-URL": f"http://localhost{on}"} if self.with_scripts else {}
        return self.post(f"/conversations/{conversation_id}/{action}", headers=headers, **form)


def titles_in(answer: Answer, place: str = "nav#conversations") -> list[str]:
    """The titles of the rows, from the first to the last."""
    return [link.get_text().strip() for link in answer.all(f"{place} .conversation__link")]


def rows_of(answer: Answer) -> list[str]:
    """The titles of the rows in a fragment."""
    return [link.get_text().strip() for link in answer.all(".conversation__link")]


def groups_in(answer: Answer, place: str = "") -> dict[str, list[str]]:
    """The titles under their headings, without empty groups; rows without a heading under ""."""
    found = {}
    for group in answer.all(f"{place} .group"):
        rows = [link.get_text().strip() for link in group.select(".conversation__link")]
        name = group.select_one(".group__name")
        if rows:
            found[name.get_text() if name else ""] = rows
    return found
