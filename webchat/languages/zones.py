"""The time zone of a browser, from the cookie `zone` that our script sets; UTC where nobody said, or said nonsense."""

import re
from datetime import UTC, tzinfo
from urllib.parse import unquote
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

LONGEST_NAME = 64
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9][A-Za-z0-9_+-]*){0,2}")


def zone_named(name: str | None) -> tzinfo:
    """The zone with this IANA name (RFC 6557); UTC for anything else, such as a path."""
    name = unquote(name or "")
    if len(name) > LONGEST_NAME or not NAME.fullmatch(name):
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC
