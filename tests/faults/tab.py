"""A browser tab over real HTTP: it sends messages, presses buttons and reads pages as the page's own scripts do."""

import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urlencode

from bs4 import BeautifulSoup, Tag

SECONDS = 30.0
HTMX = {"HX-Request": "true", "Sec-Fetch-Site": "same-origin"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, as text and as a parsed page."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def page(self) -> BeautifulSoup:
        return BeautifulSoup(self.text, "html.parser")

    @property
    def reply(self) -> Tag:
        """The last reply that is shown."""
        return self.page.select('article.message[data-role="assistant"]')[-1]

    @property
    def reply_id(self) -> uuid.UUID:
        return uuid.UUID(str(self.reply["id"]).removeprefix("message-"))

    @property
    def words(self) -> str:
        """All visible words, with single spaces."""
        return " ".join(self.page.get_text(" ").split())

    @property
    def conversation_id(self) -> str:
        """The conversation that the composer sends to."""
        found = self.page.select_one("input[name=conversation_id]")
        return str(found["value"]) if found else ""


@dataclass(slots=True)
class Tab:
    """One tab of a browser session, which all tabs with the same `cookies` share.

    `connect` gives the connection for a request; a tab that keeps one stays with the worker that accepted it.
    """

    connect: Callable[[], HTTPConnection]
    cookies: dict[str, str] = field(default_factory=dict)

    def open(self, path: str = "/", **headers: str) -> Answer:
        """Follow a link."""
        return self._answer("GET", path, None, headers)

    def post(self, path: str, headers: dict[str, str] | None = None, **form: str) -> Answer:
        """Post a form as htmx does."""
        return self._answer("POST", path, form, HTMX | (headers or {}))

    def send(self, text: str, *, conversation_id: str = "") -> Answer:
        """Press Send."""
        form = {"conversation_id": conversation_id} if conversation_id else {}
        return self.post("/messages", message=text, submission_id=uuid.uuid4().hex, **form)

    def ask(self, text: str, *, conversation_id: str = "") -> Answer:
        """Press Send where it must work."""
        sent = self.send(text, conversation_id=conversation_id)
        assert sent.status == 200, (sent.status, sent.words)
        return sent

    def press(self, action: str, reply_id: uuid.UUID) -> Answer:
        """Press `stop`, `retry` or `continue` below a reply."""
        form = {} if action == "stop" else {"submission_id": uuid.uuid4().hex}
        return self.post(f"/replies/{reply_id}/{action}", **form)

    def stream(self, connection: HTTPConnection, path: str, headers: dict[str, str]) -> HTTPResponse:
        """Ask on a connection of `connect` for an event stream; to be read, and the connection to be closed."""
        return self._request(connection, "GET", path, None, headers)

    def _answer(self, method: str, path: str, form: dict[str, str] | None, headers: dict[str, str]) -> Answer:
        connection = self.connect()
        try:
            with closing(self._request(connection, method, path, form, headers)) as response:
                text = response.read().decode()
        finally:
            if connection.auto_open:
                connection.close()
        return Answer(response.status, dict(response.getheaders()), text)

    def _request(
        self,
        connection: HTTPConnection,
        method: str,
        path: str,
        form: dict[str, str] | None,
        headers: dict[str, str],
    ) -> HTTPResponse:
        headers = headers | {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if form is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
        connection.request(method, path, urlencode(form) if form is not None else None, headers)
        response = connection.getresponse()
        self._keep_cookies(response)
        return response

    def _keep_cookies(self, response: HTTPResponse) -> None:
        for line in response.headers.get_all("Set-Cookie") or ():
            if found := re.match(r"([^=]+)=([^;]*)", line):
                self.cookies[found[1]] = found[2]


def pieces_of(response: HTTPResponse) -> Iterator[bytes]:
    """The bytes of a response as they come, to the end of the answer or of the connection."""
    while piece := response.read1(65_536):
        yield piece
