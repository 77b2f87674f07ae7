"""Why a reply failed, as the page says it: made when it is shown, from what was stored with its end.

Stored are the words with their values, so that each reader gets them in their own language. An older reply has only an
English sentence: it is translated when it is one that we know, else shown as it is. Technical details stay English.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from webchat.provider import ProviderError
from webchat.store.messages import Message
from webchat.wording import N_, english

LONGEST_COUNTDOWN = 3_600
UNKNOWN = N_("The reply could not be written.")


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a reply failed, in words. `retry_after`: seconds from now until trying again makes sense."""

    words: str
    values: Mapping[str, object]
    who: str
    administrator: str
    detail: str
    retry_after: int | None

    @property
    def message(self) -> str:
        """The English sentence."""
        return english(self.words, **self.values)


def stored_failure(error: ProviderError) -> dict[str, Any]:
    """What is kept to explain it later; `retry_after` is in seconds from then."""
    kept = {
        "message": str(error),
        "who": error.who,
        "administrator": error.for_administrator,
        "detail": error.detail,
        "retry_after": error.retry_after,
    }
    return kept | {"words": error.words, "values": error.values} if error.values else kept


def failure_of(message: Message) -> Failure | None:
    """Why this reply failed; None when it did not."""
    if message.status != "failed":
        return None
    return _failure(message.error_detail or {}, message.finished_at)


def failure_from(error: ProviderError) -> Failure:
    """The same of a failure that happened just now and is not stored."""
    return _failure(stored_failure(error), datetime.now(UTC))


def _failure(detail: Mapping[str, Any], failed_at: datetime | None) -> Failure:
    words, values = stored_words(detail)
    return Failure(
        words=words,
        values=values,
        who=detail.get("who", "provider"),
        administrator=detail.get("administrator", ""),
        detail=detail.get("detail", ""),
        retry_after=_still_to_wait(detail.get("retry_after"), failed_at),
    )


def stored_words(detail: Mapping[str, Any]) -> tuple[str, Mapping[str, object]]:
    """The words and values of a stored failure; what does not fit together is said as the sentence it was."""
    words, values = detail.get("words"), detail.get("values")
    sentence = detail.get("message") or UNKNOWN
    if not isinstance(words, str) or not isinstance(values, dict):
        return sentence, {}
    try:
        english(words, **values)
    except (KeyError, TypeError, ValueError):
        return sentence, {}
    return words, values


def _still_to_wait(retry_after: int | None, failed_at: datetime | None) -> int | None:
    if not retry_after or failed_at is None:
        return None
    passed = (datetime.now(UTC) - failed_at).total_seconds()
    return max(0, min(round(retry_after - passed), LONGEST_COUNTDOWN)) or None
