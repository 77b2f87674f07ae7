"""When a provider wants to be asked again: `Retry-After` (RFC 9110, section 10.2.3) and its relatives. Pure."""

import math
import re
import time
from collections.abc import Iterable, Mapping
from email.utils import parsedate_to_datetime


def wait_in_seconds(headers: Mapping[str, str]) -> float | None:
    """Return the wait that response headers (names in lower case) ask for; None when they ask for none.

    A date is compared with the answer's own `Date` where it has one, so that a wrong clock here does no harm.
    """
    milliseconds = _number(headers.get("retry-after-ms", ""))
    if milliseconds is not None:
        return milliseconds / 1000
    value = headers.get("retry-after", "").strip()
    seconds = _number(value)
    if seconds is not None or not value:
        return seconds
    when = _timestamp(value)
    now = _timestamp(headers.get("date", ""))
    return None if when is None else max(0.0, when - (time.time() if now is None else now))


def stated_wait(fields: Iterable[tuple[str, object]]) -> float | None:
    """Return the wait that an error object states, as Gemini's `retryDelay: "34s"` or a plain `retry_after`."""
    for name, value in fields:
        if name in ("retrydelay", "retry_after", "retry_after_seconds"):
            return _number(str(value).removesuffix("s"))
    return None


def _number(text: str) -> float | None:
    if not re.fullmatch(r"\s*\d{1,9}(\.\d{1,9})?\s*", text, re.ASCII):
        return None
    number = float(text)
    return number if math.isfinite(number) else None


def _timestamp(text: str) -> float | None:
    try:
        return parsedate_to_datetime(text).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None
