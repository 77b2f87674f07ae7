"""All the requests that one reply took, and why each but the last was followed by another."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from itertools import zip_longest

from webchat.store.exchanges import ExchangeRecord
from webchat.wording import N_, Words

NO_ANSWER = N_("nothing came back, so it was sent again")
CONTINUED = N_("the reply ended early, so the model was asked to go on")
TOO_LONG = N_("it was too long for the model (status %(status)s), so it was sent again with fewer messages")
BUSY = N_("the provider could not answer then (status %(status)s), so it was sent again")
REFUSED = N_("the provider refused it (status %(status)s), so it was sent again in another way")
LAST = N_("its answer became the reply")
FAILED = N_("it was the last attempt")


@dataclass(frozen=True, slots=True)
class Made:
    """One request: its number, and what became of it."""

    number: int
    outcome: Words


def requests_made(records: Sequence[ExchangeRecord]) -> Sequence[Made]:
    """Those that are kept, the oldest first; none where there was but one."""
    if len(records) < 2:
        return ()
    return [
        Made(record.ordinal, Words(_outcome(record, following), {"status": str(record.status)}))
        for record, following in zip_longest(records, records[1:])
    ]


def _outcome(record: ExchangeRecord, following: ExchangeRecord | None) -> str:
    status = record.status
    is_answered = status is not None and status < HTTPStatus.BAD_REQUEST
    if following is None:
        return LAST if is_answered else FAILED
    if status is None:
        return NO_ANSWER
    if is_answered:
        return CONTINUED
    if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return BUSY
    return TOO_LONG if len(following.sources) < len(record.sources) else REFUSED
