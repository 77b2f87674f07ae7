"""Server-sent events as they go over the wire: WHATWG HTML, section 9.2.5 "Parsing an event stream"."""

from collections.abc import Mapping

CONTENT_TYPE = "text/event-stream; charset=utf-8"
HEADERS: Mapping[str, str] = {"X-Accel-Buffering": "no"}  # nginx passes such an answer on as it comes


def event(data: str, *, name: str = "", position: str = "") -> str:
    """One event. Line ends in `data` are normalised before they are split: a lone `\\r` would end a line, too, and
    what follows it could pose as a field."""
    head = (f"event:{name}\n" if name else "") + (f"id:{position}\n" if position else "")
    if "\n" not in data and "\r" not in data and not data.startswith(" "):
        return f"{head}data:{data}\n\n"
    lines = data.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return head + "".join(f"data: {line}\n" for line in lines) + "\n"  # one space is no part of the data


BEAT = ":\n" + event("", name="alive")
"""A comment, so that a watcher who has gone is noticed, and an event, so that the page knows that we are here."""
