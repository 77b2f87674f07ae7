"""What the tests' own provider puts on the wire: events in OpenAI's shape; silences, holds and cuts between them."""

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

DONE = b"data: [DONE]\n\n"


@dataclass(frozen=True)
class Pause:
    """Silence for so many seconds."""

    seconds: float


@dataclass(frozen=True)
class Hold:
    """Silence until the event is set."""

    event: threading.Event


@dataclass(frozen=True)
class Cut:
    """The end of the connection: with FIN, or with RST."""

    with_reset: bool = False


def pause(seconds: float) -> Pause:
    """A part of a raw answer: nothing for `seconds`."""
    return Pause(seconds)


def wait_for(event: threading.Event) -> Hold:
    """A part of a raw answer: nothing until `event` is set."""
    return Hold(event)


def cut() -> Cut:
    """A part of a raw answer: the connection is closed here."""
    return Cut()


def reset() -> Cut:
    """A part of a raw answer: the connection is reset here (RST)."""
    return Cut(with_reset=True)


Part = bytes | Pause | Hold | Cut


def event(payload: object) -> bytes:
    """Return one server-sent event with `payload` as JSON."""
    return b"data: " + json.dumps(payload).encode() + b"\n\n"


def chunk(delta: Mapping[str, Any], finish_reason: str | None = None) -> bytes:
    """Return the event of one `chat.completion.chunk`."""
    choice = {"index": 0, "delta": dict(delta), "finish_reason": finish_reason}
    return event({"id": "chatcmpl-1", "object": "chat.completion.chunk", "model": "model-a", "choices": [choice]})


def token(text: str) -> bytes:
    """Return the event that adds `text` to the reply."""
    return chunk({"content": text})


def finish(reason: str = "stop") -> bytes:
    """Return the event that ends the reply; `DONE` should follow."""
    return chunk({}, reason)


def in_chunks(*events: bytes) -> bytes:
    """Frame each event as one chunk, with an extension (RFC 9112, section 7.1)."""
    return b"".join(b"%x;x=y\r\n%b\r\n" % (len(event), event) for event in events) + b"0\r\n\r\n"
