"""A person with a history who opens their conversation, leafs, searches and sends, one thing after another."""

import re
import time
import uuid
from collections import defaultdict
from collections.abc import Generator
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlencode

from benchmarks.answers import Answer, Damaged
from benchmarks.chats import FORM, HTMX, STREAM, checked, reply_in, request
from benchmarks.driver import Driver, Script
from benchmarks.history import COMMON, RARE
from benchmarks.load import LoadFailed, Reachable
from benchmarks.order import Order

CONVERSATION = re.compile(r'name="conversation_id"[^>]*value="([0-9a-f-]{36})"')
NEXT_ROWS = re.compile(r'"(/conversations\?[^"]*after=[^"]+)"')
OLDER = re.compile(r'"(/conversations/[0-9a-f-]{36}/messages\?before=[^"]+|/conversations/[^"]*\?before=[^"]+)"')
ORDER = Order(20)


@dataclass
class Person:
    """Keeps for each thing that they do how many seconds its answer took, to its last byte."""

    server: Reachable
    cookie: str = ""
    conversation_id: str = ""
    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def begin(self) -> None:
        """Send a first message. Raises LoadFailed, as `visit` does."""
        self._play(self._begun())

    def visit(self) -> None:
        """Do everything once."""
        self._play(self._visited())

    def forget(self) -> None:
        """Count from now on."""
        self.seconds.clear()

    def _play(self, script: Script) -> None:
        failure = Driver(self.server.host, self.server.port).play([script])[0]
        if failure:
            raise LoadFailed(failure)

    def _begun(self) -> Script:
        self.cookie = checked((yield request("GET", "/"))).cookie
        sent = checked((yield self._sending()))
        self.conversation_id = found(CONVERSATION, sent, "conversation")
        yield from self._followed(sent)

    def _visited(self) -> Script:
        page = yield from self._timed("page", self._get(f"/conversations/{self.conversation_id}", {}))
        yield from self._timed("list", self._get(found(NEXT_ROWS, page, "next rows of the list"), HTMX))
        yield from self._timed("older", self._get(found(OLDER, page, "older messages"), HTMX))
        yield from self._timed("search", self._get(f"/search?q={COMMON}", HTMX))
        yield from self._timed("rare", self._get(f"/search?q={RARE}", HTMX))
        begun = time.monotonic()
        sent = yield from self._timed("send", self._sending())
        yield from self._followed(sent)
        self.seconds["reply"].append(time.monotonic() - begun)

    def _timed(self, what: str, asked: bytes) -> Generator[bytes, Answer, Answer]:
        begun = time.monotonic()
        answer = checked((yield asked))
        self.seconds[what].append(answer.pieces[-1][0] - begun)
        return answer

    def _followed(self, sent: Answer) -> Script:
        """The reply to its end, so that the next message has not to wait for it."""
        path = f"/replies/{reply_in(sent.text())}/events?after=0"
        checked((yield request("GET", path, headers=STREAM | {"Cookie": self.cookie})))

    def _get(self, path: str, headers: dict[str, str]) -> bytes:
        return request("GET", path, headers=headers | {"Cookie": self.cookie})

    def _sending(self) -> bytes:
        form = {"message": ORDER.words(), "conversation_id": self.conversation_id, "submission_id": uuid.uuid4().hex}
        return request("POST", "/messages", FORM, urlencode(form), HTMX | {"Cookie": self.cookie})


def found(pattern: re.Pattern[str], answer: Answer, what: str) -> str:
    """What the answer says there. Raises Damaged."""
    match = pattern.search(answer.text())
    if not match:
        raise Damaged(f"no {what} in the answer")
    return unescape(match[1])
