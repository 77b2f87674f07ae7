"""All the requests that one reply took, and why each but the last was followed by another."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from itertools import zip_longest

from webchat.inspector.sent_message import asks_for_more
from webchat.store.exchanges import Outline
from webchat.store.messages import Message
from webchat.wording import N_, Words

NOT_TAKEN = N_("nobody took it")
NO_ANSWER = N_("nothing came back, so it was sent again")
BROKEN = N_("what came back was no answer, so it was sent again")
CONTINUED = N_("the reply ended early, so the model was asked to go on")
TOO_LONG = N_("it was too long for the model (status %(status)s), so it was sent again with fewer messages")
BUSY = N_("the provider could not answer then (status %(status)s), so it was sent again")
REFUSED = N_("the provider refused it (status %(status)s), so it was sent again in another way")
LAST = N_("its answer became the reply")
STOPPED = N_("you stopped it, and what had come became the reply")
INTERRUPTED = N_("this page’s server was stopped, and what had come became the reply")
FAILED = N_("it was the last attempt, and it failed")
ENDINGS = {"complete": LAST, "stopped": STOPPED, "interrupted": INTERRUPTED, "failed": FAILED}


@dataclass(frozen=True, slots=True)
class Made:
    """One request: its number, and what became of it."""

    number: int
    outcome: Words


def requests_made(records: Sequence[Outline], reply: Message) -> Sequence[Made]:
    """Those that are kept, the oldest first; none where there was but one. `reply` says how the last of them ended."""
    if len(records) < 2:
        return ()
    return [
        Made(record.ordinal, Words(_outcome(record, following, reply), {"status": str(record.status)}))
        for record, following in zip_longest(records, records[1:])
    ]


def _outcome(record: Outline, following: Outline | None, reply: Message) -> str:
    if not record.is_sent:
        return NOT_TAKEN
    if following is None:
        return ENDINGS.get(reply.status, CONTINUED)  # while it is running, it is being continued
    if _is_continued(record, following):
        return CONTINUED
    return TOO_LONG if len(following.sources) < len(record.sources) else _sent_again(record.status)


def _is_continued(record: Outline, following: Outline) -> bool:
    """Whether the following one asks for more of a reply, and is not another attempt to ask for the same."""
    if not asks_for_more(following.sources):
        return False
    is_answered = record.status is not None and record.status < HTTPStatus.BAD_REQUEST
    return not asks_for_more(record.sources) or (is_answered and following.attempts <= record.attempts)


def _sent_again(status: int | None) -> str:
    if status is None:
        return NO_ANSWER
    if status < HTTPStatus.BAD_REQUEST:
        return BROKEN
    return BUSY if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR else REFUSED
