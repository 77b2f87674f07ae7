"""The headers of a response: those that matter first, each with words; waits in seconds too."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from fnmatch import fnmatchcase

from webchat.inspector.header_words import FIRST, header_words, importance
from webchat.store.exchanges import ExchangeRecord
from webchat.wording import N_, Seconds, Words

_WAIT = N_("That is %(seconds)s after this answer came.")
_WAITS = ("x-ratelimit-reset*", "ratelimit-reset*", "retry-after*")
_DURATION = re.compile(
    r"(?:(\d{1,6})d)?(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,9}(?:\.\d{1,9})?)s)?(?:(\d{1,9}(?:\.\d{1,9})?)ms)?",
    re.ASCII,
)
_UNITS = (86_400, 3_600, 60, 1, 0.001)
_NUMBER = re.compile(r"\d{1,16}(?:\.\d{1,9})?", re.ASCII)
_EPOCH = 1_000_000_000  # a number from here on is no wait but a moment, in seconds since 1970
_EPOCH_MILLISECONDS = 1_000_000_000_000


@dataclass(frozen=True, slots=True)
class Header:
    """One header as it came, and what is said of it."""

    name: str
    value: str
    words: Sequence[Words]


@dataclass(frozen=True, slots=True)
class Headers:
    """`first` matter to somebody who looks under the hood; `others` are there all the same."""

    first: Sequence[Header]
    others: Sequence[Header]


def headers_of(record: ExchangeRecord) -> Headers:
    """The headers of its response."""
    lines = sorted(record.response_headers, key=lambda line: importance(line[0]))
    first = [_header(record, name, value) for name, value in lines if importance(name) < len(FIRST)]
    others = [_header(record, name, value) for name, value in lines if importance(name) == len(FIRST)]
    return Headers(first, others)


def _header(record: ExchangeRecord, name: str, value: str) -> Header:
    words = [Words(header_words(name))]
    if any(fnmatchcase(name.lower(), pattern) for pattern in _WAITS):
        seconds = _wait(name.lower(), value.strip(), record)
        words += [Words(_WAIT, {"seconds": Seconds(math.ceil(seconds))})] if seconds is not None else []
    return Header(name, value, words)


def _wait(name: str, value: str, record: ExchangeRecord) -> float | None:
    """Seconds from the answer on, in any of the forms in use: `6m0s`, `250ms`, `30`, a moment, a date."""
    answered = record.started_at.timestamp() + (record.seconds_to_headers or 0.0)
    if _NUMBER.fullmatch(value):
        return _of_number(float(value), answered, is_milliseconds=name.endswith("-ms"))
    if value and (found := _DURATION.fullmatch(value)):
        return sum(float(number) * unit for number, unit in zip(found.groups(), _UNITS, strict=True) if number)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - answered)
    except (ValueError, TypeError, OverflowError):
        return None


def _of_number(number: float, answered: float, *, is_milliseconds: bool) -> float:
    if number >= _EPOCH_MILLISECONDS:
        return max(0.0, number / 1000 - answered)
    if number >= _EPOCH:
        return max(0.0, number - answered)
    return number / 1000 if is_milliseconds else number
