"""A person with a browser session, in the words of a user: opens pages, sends messages, reads what is shown.

Talks to the real application through Flask's test client; every answer is parsed, never searched as text.
"""

import re
import threading
import uuid
from typing import Any

from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

HTMX = {"HX-Request": "true"}
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


class Answer:
    """One answer: its status, its headers, and its parsed page or fragment."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.status = response.status_code
        self.headers = response.headers
        self.page = BeautifulSoup(response.get_data(as_text=True), "html.parser")

    def one(self, selector: str) -> Tag:
        found = self.page.select(selector)
        assert len(found) == 1, f"{len(found)} × {selector} in {self.page}"
        return found[0]

    def all(self, selector: str) -> list[Tag]:
        return list(self.page.select(selector))

    @property
    def words(self) -> str:
        """All visible words, with single spaces."""
        return " ".join(self.page.get_text(" ").split())

    @property
    def reply(self) -> Tag:
        """The last reply that is shown."""
        return self.all('article.message[data-role="assistant"]')[-1]

    @property
    def reply_id(self) -> str:
        return str(self.reply["id"]).removeprefix("message-")

    @property
    def texts(self) -> list[str]:
        """What the messages say, from the first to the last."""
        return [body.get_text().strip() for body in self.all("article.message .message__body")]

    @property
    def conversation_id(self) -> str:
        return str(self.one("#composer-fields input[name=conversation_id]")["value"])


class Person:
    """One browser session. `with_scripts` decides whether forms are posted by htmx or by the browser itself."""

    def __init__(self, app: Flask, *, with_scripts: bool = True) -> None:
        self.client: FlaskClient = app.test_client()
        self.headers = SAME_ORIGIN | (HTMX if with_scripts else {})

    def open(self, path: str = "/", **options: Any) -> Answer:
        """Open a page, as a link does."""
        return Answer(self.client.get(path, **options))

    def open_arriving(self, path: str, written: threading.Event) -> Answer:
        """Open a page that arrives with its reply, which may end once the answer has begun."""
        response = self.client.get(path)
        written.set()
        return Answer(response)

    def post(self, path: str, headers: dict[str, str] | None = None, **form: Any) -> Answer:
        return Answer(self.client.post(path, data=form, headers=self.headers | (headers or {})))

    def send_message(self, text: str, *, conversation_id: str | None = None, **options: Any) -> Answer:
        """Press Send; the answer shows the message and its reply, as it stands then."""
        form = {"message": text, "submission_id": options.pop("submission_id", uuid.uuid4().hex)}
        if conversation_id:
            form["conversation_id"] = conversation_id
        return self.post("/messages", **form, **options)

    def ask(self, text: str, *, conversation_id: str | None = None) -> Answer:
        """Send a message and wait for the finished reply, as the page does by itself."""
        sent = self.send_message(text, conversation_id=conversation_id)
        assert sent.status == 200, sent.words
        finished = self.await_reply(sent.reply_id)
        finished.sent = sent  # type: ignore[attr-defined]
        return finished

    def await_reply(self, reply_id: str) -> Answer:
        """Ask for a reply until it is final."""
        for _ in range(5):
            answer = Answer(self.client.get(f"/replies/{reply_id}", headers=HTMX))
            if answer.status != 200 or answer.one(f"#message-{reply_id}")["data-status"] not in (
                "pending",
                "streaming",
            ):
                return answer
        raise AssertionError(f"the reply is still running: {answer.words}")

    def await_text(self, reply_id: str, text: str) -> None:
        """Read the stream of a reply that is being written until `text` has come."""
        events = self.client.get(f"/replies/{reply_id}/events")
        assert any(text.encode() in chunk for chunk in events.iter_encoded()), f"{text!r} did not come"
        events.close()

    def retry(self, reply_id: str, **options: Any) -> Answer:
        submission_id = options.pop("submission_id", uuid.uuid4().hex)
        return self.post(f"/replies/{reply_id}/retry", submission_id=submission_id, **options)


def conversation_of(answer: Answer) -> str:
    """The conversation that an answer to a message belongs to."""
    return answer.conversation_id


def address_of(answer: Answer) -> str:
    """The path that an answer leads to."""
    return re.sub(r"^https?://[^/]+", "", answer.headers["Location"])
