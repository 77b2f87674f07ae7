"""A tab that shows a running reply: follows the event stream, applies what comes, opens it again when it breaks."""

import json
import socket
import threading
import time
import uuid
from bisect import bisect
from collections.abc import Callable
from contextlib import closing, suppress
from http.client import HTTPException
from typing import Any, Self
from xml.dom.minidom import Node

from bs4 import BeautifulSoup

from tests.faults.events import Event, events_in
from tests.faults.tab import Answer, Tab, pieces_of
from tests.markup.page import Page
from tests.servers.server_process import wait_until
from webchat.markup import Patch

START = "0"
AGAIN_AFTER = 0.2
GIVE_UP_AFTER = 90.0


class Viewer:
    """Shows one reply. `html` and `position` are what the page was rendered with.

    `texts` holds what was shown after each event, at `times`; `done` the data of the last event; `statuses` has one for
    each connection.
    """

    def __init__(self, tab: Tab, reply_id: uuid.UUID | str, *, position: str = START, html: str = "") -> None:
        self.tab, self.reply_id, self.position = tab, reply_id, position
        self.page = Page(html)
        self.reasoning, self.ending = "", ""
        self.texts: list[str] = [text_of(self.page.body)]
        self.times = [time.monotonic()]
        self.comments: list[float] = []
        self.names: list[str] = []
        self.statuses: list[int] = []
        self.done: dict[str, Any] | None = None
        self._leaving = threading.Event()
        self._changed = threading.Condition()
        self._socket: socket.socket | None = None
        self._thread = threading.Thread(target=self._follow, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._leaving.set()
        self.cut()
        self._thread.join(10)

    @property
    def text(self) -> str:
        """What stands in the reply's body now."""
        return self.texts[-1]

    def text_at(self, moment: float) -> str:
        """What was shown at a moment (monotonic seconds)."""
        return self.texts[max(0, bisect(self.times, moment) - 1)]

    def cut(self) -> None:
        """Lose the connection."""
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)

    def await_text(self, part: str, *, seconds: float = 15.0) -> None:
        """Wait until this stands in the reply."""
        self._await(lambda: part in self.text, seconds)

    def await_end(self, *, seconds: float = 15.0) -> dict[str, Any]:
        """Wait for the last event; its data."""
        self._await(lambda: self.done is not None, seconds)
        assert self.done is not None
        return self.done

    def _await(self, is_so: Callable[[], bool], seconds: float) -> None:
        with self._changed:
            came = self._changed.wait_for(is_so, seconds)
        assert came, f"after {seconds} s, streams {self.statuses}, events {self.names[-9:]}: {self.text[-200:]!r}"

    def _follow(self) -> None:
        until = time.monotonic() + GIVE_UP_AFTER
        while self.done is None and not self._leaving.is_set() and time.monotonic() < until:
            with suppress(OSError, HTTPException, ValueError):  # as when the server is away: it is opened again
                self._follow_once()
            if self.done is None:
                self._leaving.wait(AGAIN_AFTER)

    def _follow_once(self) -> None:
        path = f"/replies/{self.reply_id}/events"
        is_first = not self.statuses
        address = f"{path}?after={self.position}" if is_first else path
        connection = self.tab.connect()
        if connection.sock is None:
            connection.connect()
        self._socket = connection.sock
        with closing(self._socket), closing(connection):
            headers = {} if is_first else {"Last-Event-ID": self.position}
            with closing(self.tab.stream(connection, address, headers)) as response:
                self.statuses.append(response.status)
                for event in events_in(pieces_of(response)) if response.status == 200 else ():
                    self._take(event)

    def _take(self, event: Event | str) -> None:
        with self._changed:
            if isinstance(event, str):
                self.comments.append(time.monotonic())
            else:
                self.names.append(event.name)
                self.position = event.position or self.position
                self._show(event)
            self._changed.notify_all()

    def _show(self, event: Event) -> None:
        match event.name:
            case "p":
                self.page.apply(_patches(json.loads(event.data)))
            case "w":
                whole = json.loads(event.data)
                self.page, self.reasoning = Page(whole["html"]), whole["reasoning"]
            case "r":
                self.reasoning += json.loads(event.data)
            case "message":
                self._end(event.data)
            case "done":
                self.done = json.loads(event.data)
        self.texts.append(text_of(self.page.body))
        self.times.append(time.monotonic())

    def _end(self, fragment: str) -> None:
        self.ending = fragment
        body = BeautifulSoup(fragment, "html.parser").select_one(".message__body")
        if body is not None:
            self.page = Page(body.decode_contents().strip())


def viewer_of_page(tab: Tab, page: Answer) -> Viewer:
    """What a page does that was rendered while its last reply ran, or after."""
    body = page.reply.select_one(".message__body")
    assert body is not None
    connect = str(page.reply.attrs.get("hx-sse:connect", ""))
    return Viewer(tab, page.reply_id, position=connect.partition("after=")[2], html=body.decode_contents())


def _patches(data: list[Any]) -> list[Patch]:
    return [Patch(*shape) for shape in (data if isinstance(data[0], list) else [data])]


def text_of(node: Node) -> str:
    """All text in a node."""
    if node.nodeType == Node.TEXT_NODE:
        return str(node.data)
    return "".join(map(text_of, node.childNodes))


def eventually(is_so: Callable[[], bool], *, seconds: float = 15.0) -> None:
    """Fail when it does not come to be so."""
    assert wait_until(is_so, seconds=seconds), f"not so after {seconds} s"
