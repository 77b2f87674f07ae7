"""What a provider says when it refuses, read out of the many shapes in which it says so. Pure.

Errors come as an object, a string or a list under `error`, as FastAPI's `detail`, with `message` at the top, as plain
text, or as a proxy's web page.
"""

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from webchat.provider.retry_after import stated_wait, wait_in_seconds

_CODES = ("code", "type", "status", "error_type", "reason")
_MESSAGES = ("message", "msg", "detail", "error", "errors", "error_description", "title", "raw")
_REQUEST_IDS = ("x-request-id", "request-id", "apim-request-id", "x-amzn-requestid", "x-goog-request-id", "cf-ray")
_DEPTH, _FIELDS, _SHOWN = 6, 200, 300


@dataclass(frozen=True, slots=True)
class Complaint:
    """One refusal. `status` is HTTP's, or in the middle of an answer what the error object says; 200 without either."""

    status: int
    message: str = ""
    codes: frozenset[str] = frozenset()
    parameters: str = ""
    wait_seconds: float | None = None
    request_id: str = ""
    is_page: bool = False

    def detail(self) -> str:
        """Return status, codes, the message shortened and the request id in one line."""
        names = sorted(code for code in self.codes if not code.isdecimal())
        message = self.message if len(self.message) <= _SHOWN else self.message[:_SHOWN] + "…"
        request_id = f"request id {self.request_id}" if self.request_id else ""
        return " · ".join(filter(None, (f"HTTP {self.status}", ", ".join(names[:3]), message, request_id)))


def complaint_in_body(status: int, body: bytes, headers: Mapping[str, str]) -> Complaint:
    """Read the body of an answer whose status says that it is a refusal."""
    text = body.decode("utf-8-sig", "replace").strip()
    lowered = {name.lower(): value for name, value in headers.items()}
    request_id = next((lowered[name][:100] for name in _REQUEST_IDS if lowered.get(name)), "")
    wait = wait_in_seconds(lowered)
    try:
        payload = json.loads(text)
    except (ValueError, RecursionError):
        page = text.startswith("<")
        message = title_of(text) if page else " ".join(text.split())
        return Complaint(status, message, wait_seconds=wait, request_id=request_id, is_page=page)
    return _read(status, payload, wait, request_id)


def complaint_in_payload(payload: object) -> Complaint:
    """Read an error object that came inside an answer of status 200."""
    fields = list(_fields(payload))
    numbers = [
        int(value) for name, value in fields if name in _CODES and str(value).isdecimal() and len(str(value)) == 3
    ]
    status = next((number for number in numbers if 400 <= number <= 599), 200)
    return _read(status, payload, None, "")


def title_of(page: str) -> str:
    """Return the title of a web page, or its beginning."""
    found = re.search(r"<title[^>]{0,200}>([^<]{1,200})", page, re.IGNORECASE)
    return "a web page: " + " ".join(html.unescape(found.group(1) if found else page[:80]).split())


def _read(status: int, payload: object, wait: float | None, request_id: str) -> Complaint:
    fields = list(_fields(payload))
    messages = [" ".join(value.split()) for name, value in fields if name in _MESSAGES and isinstance(value, str)]
    codes = {str(value).lower() for name, value in fields if name in _CODES and len(str(value)) <= 100}
    return Complaint(
        status=status,
        message=" · ".join(dict.fromkeys(filter(None, messages))),
        codes=frozenset(codes),
        parameters=" ".join(str(value) for name, value in fields if name in ("param", "loc")),
        wait_seconds=stated_wait(fields) if wait is None else wait,
        request_id=request_id or next((str(v)[:100] for n, v in fields if n in ("request_id", "requestid")), ""),
    )


def _fields(payload: object) -> Iterator[tuple[str, str | int | float]]:
    """Yield the named plain values of a JSON document, the outer ones first."""
    level: list[tuple[str, Any]] = [("message", payload)]
    yielded = 0
    for _ in range(_DEPTH):
        below: list[tuple[str, Any]] = []
        for name, value in level:
            if isinstance(value, dict):
                below += [(str(key).lower(), inner) for key, inner in value.items()]
            elif isinstance(value, list):
                below += [(name, inner) for inner in value[:_FIELDS]]
            elif isinstance(value, str | int | float) and not isinstance(value, bool) and yielded < _FIELDS:
                yielded += 1
                yield name, value
        level = below[:_FIELDS]
