"""Which of the optional parameters a model takes. Models differ, and say so only by refusing.

A refused parameter is corrected once, the corrected request is sent, and when that works it is remembered for the
model, so that only the first message of all pays for it.
"""

import re
import threading
from dataclasses import dataclass, replace
from typing import Any

from webchat.provider.complaint import Complaint

_REFUSAL = re.compile(
    r"unsupported|not support|unrecognized|unknown|extra|unexpected|not permitted|not allowed|deprecated|"
    r"not accept|invalid parameter|only the default|use 'max",
    re.IGNORECASE,
)
_OTHER_LENGTH = {"max_tokens": "max_completion_tokens", "max_completion_tokens": "max_tokens"}
_OPTIONAL = {
    "temperature": "takes_temperature",
    "stream_options": "takes_stream_options",
    "reasoning_effort": "takes_reasoning_effort",
}


@dataclass(frozen=True, slots=True)
class Dialect:
    """The parameters that one model takes, as far as we have learned."""

    length_parameter: str = "max_tokens"
    takes_temperature: bool = True
    takes_stream_options: bool = True
    takes_reasoning_effort: bool = True

    def corrected(self, complaint: Complaint) -> "Dialect | None":
        """Return the dialect without the parameter that `complaint` refuses; None when it refuses none of ours."""
        words = " ".join((complaint.message, complaint.parameters, *complaint.codes))
        if complaint.status not in (400, 422) or not _REFUSAL.search(words):
            return None
        refused = _first_named(words, (self.length_parameter, *_OPTIONAL))
        if refused == self.length_parameter:
            return replace(self, length_parameter=_OTHER_LENGTH[refused])
        if refused and getattr(self, _OPTIONAL[refused]):
            without: dict[str, Any] = {_OPTIONAL[refused]: False}
            return replace(self, **without)
        return None


class Dialects:
    """What is known of each model's dialect, for the life of one provider client. Safe to use from many threads."""

    def __init__(self) -> None:
        self._known: dict[str, Dialect] = {}
        self._lock = threading.Lock()

    def of(self, model: str) -> Dialect:
        """Return the model's dialect, the usual one when nothing else was learned."""
        with self._lock:
            return self._known.get(model, Dialect())

    def remember(self, model: str, dialect: Dialect) -> None:
        """Keep what worked."""
        with self._lock:
            self._known[model] = dialect


def _first_named(words: str, parameters: tuple[str, ...]) -> str | None:
    found = {name: re.search(rf"\b{name}\b", words) for name in parameters}
    named = [(match.start(), name) for name, match in found.items() if match]
    return min(named)[1] if named else None
