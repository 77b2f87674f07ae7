"""The request as it was sent: its first line, its headers and its body, part by part, each with words beside it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from webchat.inspector.json_text import Path
from webchat.inspector.parts import Part, parts_of, worded
from webchat.inspector.plain_text import plain_text
from webchat.inspector.request_words import (
    ASKS_FOR_MORE,
    BEGINNING,
    BODY,
    METHOD,
    field_words,
    header_words,
    role_words,
)
from webchat.inspector.sent_message import SentMessage, sent_message, storable
from webchat.store.exchanges import ExchangeRecord
from webchat.wording import Words


@dataclass(frozen=True, slots=True)
class RequestHeader:
    """One header, and what it is for."""

    name: str
    value: str
    words: Words


@dataclass(frozen=True, slots=True)
class SentPart:
    """A part of the body; `message`: the message that it is."""

    part: Part
    message: SentMessage | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestView:
    """What was sent. `parts` are those of the body when it is whole and JSON, else `text` is the body.

    `size` counts the bytes of the body, `cut` those of them that are not kept; `attempts`: how often it was sent.
    """

    method: str
    method_words: Words
    url: str
    headers: Sequence[RequestHeader]
    parts: Sequence[SentPart]
    text: str
    size: int
    cut: int
    attempts: int

    @property
    def messages(self) -> Sequence[SentMessage]:
        """Those of the body."""
        return [each.message for each in self.parts if each.message]


def request_of(record: ExchangeRecord) -> RequestView:
    """The view of what was sent."""
    parts = () if record.request_cut else _parts(record)
    return RequestView(
        method=record.method,
        method_words=METHOD,
        url=record.url,
        headers=[RequestHeader(name, value, header_words(name)) for name, value in record.request_headers.items()],
        parts=parts,
        text="" if parts else plain_text(record.request_body),
        size=_size(record),
        cut=record.request_cut,
        attempts=record.attempts,
    )


def _size(record: ExchangeRecord) -> int:
    """As it was sent: where it was cut, a line stands in the body that is kept."""
    if not record.request_cut:
        return len(record.request_body)
    return len(record.request_body) + record.request_cut - len(b"\n[... %d bytes left out ...]\n" % record.request_cut)


def _parts(record: ExchangeRecord) -> Sequence[SentPart]:
    parts = worded(parts_of(record.request_body, _is_part), _words)
    return [_of_message(part, record) if len(part.path) == 2 else SentPart(part) for part in parts]


def _is_part(path: Path) -> bool:
    return len(path) == 1 or (len(path) == 2 and path[0] == "messages" and isinstance(path[1], int))


def _words(path: Path) -> Sequence[Words]:
    if not path:
        return (BODY,)
    return (field_words(storable(str(path[0]))),) if len(path) == 1 else ()


def _of_message(part: Part, record: ExchangeRecord) -> SentPart:
    """Beside a message stands who speaks."""
    place, sources = int(part.path[1]), record.sources
    message = sent_message(part, sources[place] if place < len(sources) else ())
    return SentPart(replace(part, words=(_speaker(message, sources),)), message)


def _speaker(message: SentMessage, sources: Sequence[Sequence[UUID]]) -> Words:
    """A request that continues a reply ends with that reply and, from the page, what asks for more of it."""
    asks_for_more = bool(sources) and not sources[-1]
    if asks_for_more and message.role == "user" and message.number == len(sources):
        return ASKS_FOR_MORE
    if asks_for_more and message.role == "assistant" and message.number == len(sources) - 1:
        return BEGINNING
    return role_words(message.role)
