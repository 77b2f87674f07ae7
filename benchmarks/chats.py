"""A chat as a client of each server holds it: what it sends, and how the text in the answer is found again."""

import json
import re
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlencode

from benchmarks.answers import Answer, Damaged, Event, events_of
from benchmarks.driver import Script
from benchmarks.order import Order
from benchmarks.page import Body

REPLY = re.compile(r"<article[^>]*?\bid=\"message-([0-9a-f-]+)\"[^>]*?>")
TAG = re.compile(r"<[^>]*>")


@dataclass(slots=True)
class Chat:
    """One ordered reply: when it was asked for and what came, as the driver saw it."""

    order: Order
    cookie: str = ""
    asked: float = 0.0
    answer: Answer = field(default_factory=Answer)


class Kind(Protocol):
    """How to talk to one kind of server."""

    name: str

    def prepare(self, chat: Chat) -> Script:
        """Whatever a person's browser has done before the first message."""

    def script(self, chat: Chat) -> Script:
        """Send the message and follow the reply to its end."""

    def texts(self, chat: Chat) -> Iterator[tuple[float, str]]:
        """What became readable and when, also what is shown again in another form."""

    def shown(self, chat: Chat) -> str:
        """The text at the end, as a person reads it. Raises Damaged when the stream ended badly."""


class ProviderChat:
    """Asks the provider itself."""

    name = "provider"

    def prepare(self, chat: Chat) -> Script:
        """Nothing."""
        yield from ()

    def script(self, chat: Chat) -> Script:
        """One request, one stream."""
        body = json.dumps({"messages": [{"role": "user", "content": chat.order.words()}], "stream": True})
        chat.asked = time.monotonic()
        chat.answer = checked((yield request("POST", "/v1/chat/completions", "application/json", body)))

    def texts(self, chat: Chat) -> Iterator[tuple[float, str]]:
        """The contents of its events."""
        for event in events_of(chat.answer):
            if event.data != "[DONE]":
                for choice in json.loads(event.data)["choices"]:
                    if text := choice["delta"].get("content"):
                        yield event.when, text

    def shown(self, chat: Chat) -> str:
        """All contents in a row."""
        return "".join(text for _, text in self.texts(chat))


class RelayChat(ProviderChat):
    """Asks through the bare relay, which passes the provider's lines on."""

    name = "relay"

    def script(self, chat: Chat) -> Script:
        """One form, answered with the stream."""
        form = urlencode({"message": chat.order.words()})
        chat.asked = time.monotonic()
        chat.answer = checked((yield request("POST", "/chat", FORM, form)))


class WebchatChat:
    """Does what the page does: fetches it, posts the form, opens the event stream that the answer names."""

    name = "webchat"

    def prepare(self, chat: Chat) -> Script:
        """The page, which gives the browser its session."""
        chat.cookie = checked((yield request("GET", "/"))).cookie

    def script(self, chat: Chat) -> Script:
        """A new conversation with one message, and its reply."""
        form = urlencode({"message": chat.order.words(), "submission_id": uuid.uuid4().hex})
        chat.asked = time.monotonic()
        stored = checked((yield request("POST", "/messages", FORM, form, HTMX | {"Cookie": chat.cookie})))
        events = f"/replies/{reply_in(stored.text())}/events?after=0"
        chat.answer = checked((yield request("GET", events, headers=STREAM | {"Cookie": chat.cookie})))

    def texts(self, chat: Chat) -> Iterator[tuple[float, str]]:
        """The text of each patch, or of the whole that replaces all patches before."""
        for event in events_of(chat.answer):
            whole = _whole(event)
            if text := whole.text() if whole else "".join(TAG.sub("", patch[1]) for patch in _patches(event)):
                yield event.when, text

    def shown(self, chat: Chat) -> str:
        """What applying all patches gives, as a page does."""
        body, status = Body(), None
        for event in events_of(chat.answer):
            body = _whole(event) or body
            for patch in _patches(event):
                body.apply(*patch)
            if event.name == "done":
                status = json.loads(event.data)["status"]
        if status != "complete":
            raise Damaged(f"the reply ended {status}")
        return body.text()


FORM = "application/x-www-form-urlencoded"
HTMX = {"HX-Request": "true", "Sec-Fetch-Site": "same-origin"}
STREAM = {"Accept": "text/event-stream", "Sec-Fetch-Site": "same-origin"}


def request(
    method: str, path: str, content_type: str = "", body: str = "", headers: dict[str, str] | None = None
) -> bytes:
    """The bytes of a request."""
    given = {"Host": "127.0.0.1"} | (headers or {})
    if method == "POST":
        given |= {"Content-Type": content_type, "Content-Length": str(len(body.encode()))}
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in given.items())]
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


def checked(answer: Answer) -> Answer:
    """The answer, if it is one. Raises Damaged."""
    if answer.status != 200:
        raise Damaged(f"status {answer.status}: {answer.text()[:300]}")
    return answer


def reply_in(html: str) -> str:
    """The id of the reply that an answer to a form brings. Raises Damaged."""
    for article in REPLY.finditer(html):
        if 'data-role="assistant"' in article[0]:
            return article[1]
    raise Damaged("no reply in the answer to the form")


def _whole(event: Event) -> Body | None:
    """The body that an event brings as a whole, if it does: on its own, or within the element of an ended reply."""
    if event.name == "w":
        return Body(json.loads(event.data)["html"])
    return Body.of_message(event.data) if not event.name and "message__body" in event.data else None


def _patches(event: Event) -> list[Any]:
    """The patches of an event `p`: one, or a list of them."""
    if event.name != "p":
        return []
    data = json.loads(event.data)
    return data if isinstance(data[0], list) else [data]
