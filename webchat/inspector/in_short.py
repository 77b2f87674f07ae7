"""One exchange in a few lines, for whoever wants the answers at once: sent, came back, cost, ended."""

from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

from webchat.chat.failure_view import failure_of
from webchat.inspector.finish_words import finish_words, usual_word
from webchat.inspector.inspected import Inspected
from webchat.inspector.response_view import counts_of
from webchat.inspector.sent_message import beginning_of, question_of
from webchat.inspector.shown import Shown
from webchat.models.catalogue import Catalogue
from webchat.provider import Usage
from webchat.store.exchanges import ExchangeRecord
from webchat.usage.cost import cost_nanos
from webchat.wording import N_, Wording, Words

STOPPED = Words(N_("You stopped it. This page hung up, and the provider had said nothing about the end by then."))
INTERRUPTED = Words(N_("This page’s server was stopped or restarted while the reply was being written."))
NOT_SAID = Words(N_("The provider did not say. It said only that the answer was finished."))
BROKE_OFF = Words(N_("The provider did not say: the answer broke off, or there was none."))


@dataclass(frozen=True, slots=True, kw_only=True)
class InShort:
    """None: not known. `question`: how the last message begins that a person wrote. `messages` were for `host`, the
    address of the `provider`, which is None where it has no name of its own. `read` and `written` are tokens,
    `seconds` the whole time.

    `is_sent`: the provider has the request. `cost_nanos`: billionths of `currency`; `is_free`: nobody is paid, the
    model runs on this server. `status`: of a response that is no answer; else `finish_reason`, the provider's word for
    why the answer ended, `usual`, what others call that, and `finish`, what it means. `ended`: why the reply ended
    where the provider did not say, or somebody else did it.
    """

    question: str | None
    messages: int | None
    host: str
    provider: str | None
    is_sent: bool
    is_stopped: bool
    read: int | None
    written: int | None
    seconds: float | None
    cost_nanos: int | None
    currency: str | None
    is_free: bool
    status: int | None
    finish_reason: str | None
    usual: str | None
    finish: str | None
    ended: Wording | None


def in_short(inspected: Inspected, record: ExchangeRecord, shown: Shown, catalogue: Catalogue) -> InShort:
    """The lines of the exchange that is looked at."""
    usage, price, address = counts_of(record) or Usage(), inspected.price, urlsplit(record.url)
    provider = catalogue.provider(str((inspected.reply.asked_with or {}).get("provider") or ""))
    reason = shown.response.finish_reason if shown.response else None
    is_refused = record.status is not None and record.status >= HTTPStatus.BAD_REQUEST
    asked = question_of(record)
    return InShort(
        question=beginning_of(asked[1]) if asked else None,
        messages=len(shown.request.messages) or None,
        host=address.netloc,
        provider=provider.name if provider and provider.name != address.hostname else None,
        is_sent=record.is_sent,
        is_stopped=inspected.is_last and inspected.reply.status == "stopped",
        read=usage.prompt_tokens,
        written=usage.completion_tokens,
        seconds=record.seconds_total,
        cost_nanos=cost_nanos(price, usage),
        currency=price.currency if price else None,
        is_free=bool(provider and provider.is_demo),
        status=record.status if is_refused else None,
        finish_reason=reason,
        usual=usual_word(reason) if reason else None,
        finish=finish_words(reason) if reason else None,
        ended=ended(inspected, reason),
    )


def ended(inspected: Inspected, reason: str | None) -> Wording | None:
    """Why the reply ended, for its last request, where the provider’s `reason` does not say it."""
    reply = inspected.reply
    if inspected.is_last and reply.status == "interrupted":
        return INTERRUPTED
    failure = failure_of(reply) if inspected.is_last else None
    if failure or reason:
        return failure
    if inspected.is_last and reply.status == "stopped":
        return STOPPED
    return NOT_SAID if inspected.is_last and reply.status == "complete" else BROKE_OFF
