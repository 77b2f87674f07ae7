"""What of a request the programs of "Run it yourself" repeat, and what they leave to their tools."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from webchat.provider.exchange import HIDDEN
from webchat.store.exchanges import ExchangeRecord

BY_THE_TOOLS = frozenset({"accept-encoding", "connection", "content-length", "host", "user-agent"})
UNNAMED_KEY = "API_KEY"  # where the key came from a file
_KEY = re.compile(rf"Bearer (?:\$([A-Za-z_][A-Za-z0-9_]*)|{HIDDEN})")


class Answer(Enum):
    """How an answer is read: as events with pieces of a message, as a message, or as it is."""

    EVENTS = "events"
    MESSAGE = "message"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class SnippetRequest:
    """One request. `key` names the environment variable of the key, `hidden` those of headers that nobody is shown.

    `body` is the parsed JSON; None when there is none.
    """

    method: str
    url: str
    key: str | None
    headers: Mapping[str, str]
    hidden: Mapping[str, str]
    body: Any
    answer: Answer

    @property
    def variables(self) -> tuple[str, ...]:
        """All environment variables that a program needs."""
        return (*([self.key] if self.key else []), *self.hidden.values())


def snippet_request(record: ExchangeRecord) -> SnippetRequest | None:
    """The request of a record; None when no program can repeat it: its body is cut, starred, or no JSON (RFC 8259)."""
    if record.request_cut or record.is_starred or record.method not in ("GET", "POST"):
        return None
    try:
        body = json.loads(record.request_body) if record.request_body else None
        json.dumps(body, allow_nan=False)
    except (ValueError, RecursionError):
        return None
    headers = {name: value for name, value in record.request_headers if _is_ours(name, value)}
    key = next((_KEY.fullmatch(value) for name, value in headers.items() if name.lower() == "authorization"), None)
    if key:
        headers = {name: value for name, value in headers.items() if name.lower() != "authorization"}
    return SnippetRequest(
        method=record.method,
        url=_without_user(record.url),
        key=(key[1] or UNNAMED_KEY) if key else None,
        headers={name: value for name, value in headers.items() if not _is_hidden(name, value)},
        hidden={name: _variable(name) for name, value in headers.items() if _is_hidden(name, value)},
        body=body,
        answer=_answer(record, body),
    )


def _is_ours(name: str, value: str) -> bool:
    return name.lower() not in BY_THE_TOOLS and (name.lower(), value) != ("accept", "*/*")


def _is_hidden(name: str, value: str) -> bool:
    return value == HIDDEN or name.lower() == "authorization"


def _variable(header: str) -> str:
    """An environment variable for a header: `HEADER_X_TEAM`."""
    return "HEADER_" + re.sub("[^A-Z0-9]", "_", header.upper())


def _without_user(url: str) -> str:
    """The address without a user and a password: they would replace the Authorization header, or be refused."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def _answer(record: ExchangeRecord, body: Any) -> Answer:
    if not isinstance(body, dict) or not urlsplit(record.url).path.endswith("/chat/completions"):
        return Answer.TEXT
    kind = record.response_headers.value_of("content-type") or ""
    is_whole = record.status == 200 and kind.startswith("application/json")
    return Answer.EVENTS if body.get("stream") is True and not is_whole else Answer.MESSAGE
