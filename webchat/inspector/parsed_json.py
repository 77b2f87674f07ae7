"""The JSON of a body that may hold none: whatever a provider or a person sent, reading it never fails (RFC 8259)."""

import json
from typing import Any


def parsed(body: bytes | str) -> Any:
    """What the JSON says; None when it is none, or nested too deep to be read."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def parsed_object(body: bytes | str) -> dict[str, Any] | None:
    """The names and values of a JSON object; None when it is no such thing."""
    found = parsed(body)
    return found if isinstance(found, dict) else None
