"""Whether a request was made by htmx and wants a fragment, and which wishes it states."""

from flask import request


def wants_fragment() -> bool:
    """htmx asks for a piece of the page (header HX-Request); a plain form or link asks for the whole."""
    return request.headers.get("HX-Request") == "true"


def prefers_wait() -> bool:
    """`Prefer: wait` (RFC 7240 §4.3): the answer may come when the work is done."""
    wishes = request.headers.get("Prefer", "").lower().replace(";", ",").split(",")
    return any(wish.strip().split("=")[0] == "wait" for wish in wishes)
