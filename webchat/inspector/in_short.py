"""One exchange in a few lines, for whoever wants the answers at once: sent, came back, cost, ended."""

from dataclasses import dataclass, fields
from http import HTTPStatus
from urllib.parse import urlsplit

from webchat.inspector.finish_words import finish_words
from webchat.inspector.inspected import Inspected
from webchat.inspector.request_view import RequestView
from webchat.provider import Usage
from webchat.store.exchanges import ExchangeRecord
from webchat.usage.cost import cost_nanos


@dataclass(frozen=True, slots=True, kw_only=True)
class InShort:
    """None: not known. `messages` were sent to `host`, `read` and `written` are tokens, `seconds` the whole time.

    `cost_nanos`: billionths of `currency`. `status`: of a response that is no answer; else `finish_reason`, as the
    provider says why the answer ended, and `finish`, what that means.
    """

    messages: int | None
    host: str
    read: int | None
    written: int | None
    seconds: float | None
    cost_nanos: int | None
    currency: str | None
    status: int | None
    finish_reason: str | None
    finish: str | None


def in_short(inspected: Inspected, record: ExchangeRecord, request: RequestView) -> InShort:
    """The lines of the exchange that is looked at."""
    usage, price, reason = _usage(record), inspected.price, record.finish_reason
    is_refused = record.status is not None and record.status >= HTTPStatus.BAD_REQUEST
    return InShort(
        messages=len(request.messages) or None,
        host=urlsplit(record.url).netloc,
        read=usage.prompt_tokens,
        written=usage.completion_tokens,
        seconds=record.seconds_total,
        cost_nanos=cost_nanos(price, usage),
        currency=price.currency if price else None,
        status=record.status if is_refused else None,
        finish_reason=reason,
        finish=finish_words(reason) if reason else None,
    )


def _usage(record: ExchangeRecord) -> Usage:
    """What was counted; the store keeps what providers told, under the names that we have for it."""
    kept = record.usage or {}
    return Usage(**{each.name: kept.get(each.name) for each in fields(Usage)})
