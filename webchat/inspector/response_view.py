"""One response as it came: its status, its headers, and its body, field by field or event by event, with words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from webchat.inspector.answer_headers import Headers, headers_of
from webchat.inspector.answer_parts import answer_parts, moment_of
from webchat.inspector.costs import Cost, costs_of
from webchat.inspector.event_pages import EventList, event_list
from webchat.inspector.event_words import brings_text
from webchat.inspector.kept_body import kept_response
from webchat.inspector.parsed_json import parsed
from webchat.inspector.parts import Part
from webchat.inspector.plain_text import plain_text
from webchat.inspector.put_together import PutTogether, put_together
from webchat.inspector.sent_message import storable
from webchat.inspector.status_words import name_of_status, words_of_status
from webchat.inspector.streamed import StreamedEvent, events_of
from webchat.inspector.together_fields import fields_of
from webchat.models.catalogue import Price
from webchat.provider import Usage
from webchat.provider.wire import usage_in
from webchat.store.exchanges import ExchangeRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamView:
    """A body of events: some of them, one in parts, and the answer that all of them make."""

    events: EventList
    sample: StreamedEvent | None
    sample_parts: Sequence[Part]
    together: PutTogether
    fields: Sequence[Part]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseView:
    """A response. Its body is `parts` of JSON, a `stream`, or else `text`; of its `size` in bytes `cut` are left out.

    `created` is the moment that the answer names, `costs` are by the names in its `usage`. `asked_model` is the model
    that was asked for, where the answer names another one. `finish_reason` is the provider's own word.
    """

    status: int
    status_name: str
    status_words: str
    headers: Headers
    size: int
    cut: int
    parts: Sequence[Part] = ()
    stream: StreamView | None = None
    text: str = ""
    text_after_cut: str = ""
    created: datetime | None = None
    asked_model: str | None = None
    finish_reason: str | None = None
    costs: Mapping[str, Cost]


def response_of(
    record: ExchangeRecord, price: Price | None = None, events: Sequence[StreamedEvent] | None = None
) -> ResponseView | None:
    """The response of a record; None when there was none. `price` is what its model cost then, `events` are those of
    the response, where they are known."""
    if record.status is None:
        return None
    kept, stream = kept_response(record), stream_of(events_of(record) if events is None else events)
    parts = () if stream or kept.cut else answer_parts(kept.first)
    document = parsed(kept.first) if parts else None
    answer = document if isinstance(document, dict) else {}
    named = stream.together.named if stream else answer
    counts = counts_of(record) or (stream.together.counts if stream else usage_in(answer))
    return ResponseView(
        status=record.status,
        status_name=name_of_status(record.status),
        status_words=words_of_status(record.status),
        headers=headers_of(record),
        size=kept.size,
        cut=kept.cut,
        parts=parts,
        stream=stream,
        text="" if stream or parts else plain_text(kept.first),
        text_after_cut="" if stream else plain_text(kept.last),
        created=moment_of(named.get("created")),
        asked_model=_asked_model(record, named.get("model")),
        finish_reason=stream.together.finish_reason if stream else _finish_reason(answer),
        costs=costs_of(price, counts),
    )


def stream_of(events: Sequence[StreamedEvent]) -> StreamView | None:
    """A body as a stream; None when it holds no events."""
    if not events:
        return None
    together = put_together(events)
    sample = next(filter(brings_text, events), None)
    return StreamView(
        events=event_list(events),
        sample=sample,
        sample_parts=answer_parts(sample.data) if sample else (),
        together=together,
        fields=fields_of(together),
    )


def _asked_model(record: ExchangeRecord, answered: object) -> str | None:
    request = parsed(record.request_body) if answered else None
    asked = request.get("model") if isinstance(request, dict) else None
    return storable(asked) if isinstance(asked, str) and asked != answered else None


def _finish_reason(answer: Mapping[str, Any]) -> str | None:
    try:
        reason = answer["choices"][0]["finish_reason"]
    except (TypeError, KeyError, IndexError):
        return None
    return storable(reason) if isinstance(reason, str) else None


def counts_of(record: ExchangeRecord) -> Usage | None:
    """The counts as the provider's client read them; None when it told none."""
    if not record.usage:
        return None
    return Usage(**{name: record.usage.get(name) for name in Usage.__dataclass_fields__})
