"""The screens of what came back: first lines, answer, why it ended, what was counted, how long it took."""

import re
from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from itertools import islice
from typing import Any

from webchat.inspector.finish_words import finish_words
from webchat.inspector.json_text import Lexeme, Line, json_lines
from webchat.inspector.parsed_json import parsed
from webchat.inspector.plain_text import plain_text
from webchat.inspector.presenting_excerpts import Excerpt, beginning, excerpt, of_json, of_text
from webchat.inspector.presenting_request import MOST_HEADERS, header_line, headers_left_out
from webchat.inspector.presenting_step import Step, has_value, lines_of
from webchat.inspector.response_view import ResponseView, response_of
from webchat.inspector.sent_message import storable
from webchat.inspector.streamed import EventKind, StreamedEvent, events_of
from webchat.inspector.timing import Timing, timing_of
from webchat.models.catalogue import OfferedProvider, Price
from webchat.store.exchanges import ExchangeRecord
from webchat.wording import N_, NN_, Wording, Words

MOST_LAID_OUT = 100  # events that are laid out to find a field in them: it is in the last, or it is in none
_NOTHING = Words(N_("Nothing came back, so there is nothing to show here."))
_NOT_SAID = Words(N_("The provider did not say it."))
_STATUS = Words(N_("The provider answers with a number first, the status."))
_TIME = Words(N_("First the model reads all that was sent: that is the waiting. Then it writes, token after token."))
_WHOLE = Words(N_("The answer came in one piece. It is a message too, with the role “assistant”."))
_PIECE = Words(N_("And this is what the first event with text brought:"))
_OTHER = Words(N_("The model gave no answer. This came instead:"))
_REFUSED = Words(N_("Nothing, at most services: the answer was an error."))
_FREE = Words(N_("Nothing: the model runs on this server."))
_UNPRICED = Words(N_("Not known: this page was not told what the model costs."))
_NO_TIME = Words(N_("Its times were not recorded."))
_TOKEN = Words(N_("A token is a piece of text: a short word, or part of a long one. Tokens are what is paid for."))


def response_steps(
    record: ExchangeRecord,
    price: Price | None,
    provider: OfferedProvider | None = None,
    *,
    ended: Wording | None = None,
) -> Sequence[Step]:
    """From the first lines to the time; `price` is what the model of `provider` cost then.

    `ended`: why the reply ended, where the answer does not say it.
    """
    events = events_of(record)
    response = response_of(record, price, events)
    whole = None if events or record.response_cut else json_lines(record.response_body)
    return [
        _head(response),
        _answer(record, response, whole),
        _ending(record, _last_said(events, whole, "finish_reason"), ended),
        _counted(record, response, _last_said(events, whole, "usage"), _paid(price, provider)),
        _time(record, timing_of(record, events)),
    ]


def _head(response: ResponseView | None) -> Step:
    title = N_("The response")
    if response is None:
        return Step(title=title, words=(_NOTHING,))
    status = (Lexeme("number", str(response.status)), Lexeme("space", " "), Lexeme("word", response.status_name))
    headers = response.headers.first[:MOST_HEADERS]
    others = len(response.headers.first) + len(response.headers.others) - len(headers)
    return Step(
        title=title,
        words=(_STATUS, Words(response.status_words)),
        excerpt=excerpt([status, *(header_line(header.name, header.value) for header in headers)]),
        left_out=headers_left_out(others),
    )


def _answer(record: ExchangeRecord, response: ResponseView | None, lines: Sequence[Line] | None) -> Step:
    title = N_("The answer")
    if response is None:
        return Step(title=title, words=(_NOTHING,))
    if response.stream and response.stream.sample:
        words = NN_(
            "It came in %(count)s event, piece by piece. Put together, this is the answer:",
            "It came in %(count)s events, piece by piece. Put together, this is the answer:",
            response.stream.together.count,
        )
        together = beginning(storable(response.stream.together.text))
        sample = json_lines(response.stream.sample.data)
        piece = lines_of(sample, "delta") or sample or ()
        return Step(title=title, words=(words,), text=together, label=_PIECE, excerpt=of_json(piece, 5))
    message, text = lines_of(lines, "message"), _text_of(record)
    if text is None or not message:
        return Step(title=title, words=(_OTHER,), excerpt=_whole(lines, record))
    return Step(title=title, words=(_WHOLE,), text=beginning(storable(text)), excerpt=of_json(message, 5))


def _whole(lines: Sequence[Line] | None, record: ExchangeRecord) -> Excerpt:
    return of_json(lines) if lines else of_text(plain_text(record.response_body))


def _text_of(record: ExchangeRecord) -> str | None:
    try:
        text = parsed(record.response_body)["choices"][0]["message"]["content"]
    except (TypeError, KeyError, IndexError):
        return None
    return text if isinstance(text, str) else None


def _ending(record: ExchangeRecord, lines: Sequence[Line], ended: Wording | None) -> Step:
    title = N_("Why it stopped")
    if not lines:
        return Step(title=title, words=(ended or (_NOT_SAID if record.status else _NOTHING),))
    reason = next((parsed(lexeme.text.encode()) for lexeme in lines[0].lexemes if lexeme.kind == "string"), None)
    return Step(title=title, words=(Words(finish_words(reason)),), excerpt=of_json(lines))


def _counted(
    record: ExchangeRecord, response: ResponseView | None, lines: Sequence[Line], paid: Sequence[Words]
) -> Step:
    title, usage = N_("What it cost"), record.usage or {}
    if record.status is None:
        return Step(title=title, words=(_NOTHING,))
    if not lines:
        return Step(title=title, words=(_REFUSED if record.status >= HTTPStatus.BAD_REQUEST else _NOT_SAID,))
    cost = response.costs.get("total_tokens") if response else None
    return Step(title=title, words=(*_numbers(usage), *paid), excerpt=of_json(lines, 9), cost=cost)


def _paid(price: Price | None, provider: OfferedProvider | None) -> Sequence[Words]:
    """What is said where no sum can be."""
    if provider and provider.is_demo:
        return (_FREE,)
    return () if price else (_UNPRICED,)


def _numbers(usage: Mapping[str, Any]) -> Sequence[Words]:
    read, written = usage.get("prompt_tokens"), usage.get("completion_tokens")
    if read is None or written is None:
        return ()
    return (
        NN_("The model read %(count)s token.", "The model read %(count)s tokens.", read),
        NN_("It wrote %(count)s token.", "It wrote %(count)s tokens.", written),
        _TOKEN,
    )


def _time(record: ExchangeRecord, timing: Timing | None) -> Step:
    title = N_("The time")
    if record.status is None:
        return Step(title=title, words=(_NOTHING,))
    return Step(title=title, words=(_TIME if timing else _NO_TIME,), timing=timing)


def _last_said(events: Sequence[StreamedEvent], whole: Sequence[Line] | None, name: str) -> Sequence[Line]:
    """The last field of this name that says something, of the whole answer or of its events."""
    answers = [whole] if whole else _laid_out(events, _saying(name))
    return next((lines for answer in answers if has_value(lines := lines_of(answer, name))), ())


def _saying(name: str) -> re.Pattern[bytes]:
    """What stands in each JSON text with a field of this name that is not null; the name can be written in escapes."""
    return re.compile(rb'"%b"[ \t\n\r]*+:[ \t\n\r]*+(?!null)|\\u00' % name.encode())


def _laid_out(events: Sequence[StreamedEvent], saying: re.Pattern[bytes]) -> Iterator[Sequence[Line] | None]:
    """The events that can say it, the last first, as lines."""
    datas = (event.data for event in reversed(events) if event.kind is EventKind.data and saying.search(event.data))
    yield from map(json_lines, islice(datas, MOST_LAID_OUT))
