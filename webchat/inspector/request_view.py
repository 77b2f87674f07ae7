"""The request as it was sent: its first line, its headers and its body, part by part, each with words beside it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from webchat.inspector.json_text import Path
from webchat.inspector.kept_body import kept_request
from webchat.inspector.part_pages import PartList, SentPart, part_list
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
from webchat.inspector.sent_message import SentMessage, asks_for_more, sent_message, storable
from webchat.store.exchanges import ExchangeRecord
from webchat.wording import Words


@dataclass(frozen=True, slots=True)
class RequestHeader:
    """One header, and what it is for."""

    name: str
    value: str
    words: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestView:
    """What was sent. `parts` are those of the body when it is whole and JSON, else `text` is the body, or
    its beginning where it is cut.

    `size` counts the bytes of the body, `cut` those of them that are not kept; `attempts`: how often it was sent.
    `is_sent`: the provider has it. `is_starred`: stars stand in the body where the key, or a word like it, stood.
    """

    method: str
    method_words: Words
    url: str
    headers: Sequence[RequestHeader]
    parts: Sequence[SentPart]
    text: str
    text_after_cut: str
    size: int
    cut: int
    attempts: int
    is_sent: bool
    is_starred: bool

    @property
    def messages(self) -> Sequence[SentMessage]:
        """Those of the body."""
        return [each.message for each in self.parts if each.message]

    @property
    def drawn(self) -> PartList:
        """The parts by pages."""
        return part_list(self.parts)


def request_of(record: ExchangeRecord) -> RequestView:
    """The view of what was sent."""
    parts, kept = () if record.request_cut else _parts(record), kept_request(record)
    return RequestView(
        method=record.method,
        method_words=METHOD,
        url=record.url,
        headers=[RequestHeader(name, value, header_words(name, value)) for name, value in record.request_headers],
        parts=parts,
        text="" if parts else plain_text(kept.first),
        text_after_cut=plain_text(kept.last),
        size=kept.size,
        cut=record.request_cut,
        attempts=record.attempts,
        is_sent=record.is_sent,
        is_starred=record.is_starred,
    )


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
    message = sent_message(part, record.sources)
    return SentPart(replace(part, words=(_speaker(message, record.sources),)), message)


def _speaker(message: SentMessage, sources: Sequence[Sequence[UUID]]) -> Words:
    """A request that continues a reply ends with that reply and, from the page, what asks for more of it."""
    if asks_for_more(sources) and message.role == "user" and message.number == len(sources):
        return ASKS_FOR_MORE
    if asks_for_more(sources) and message.role == "assistant" and message.number == len(sources) - 1:
        return BEGINNING
    return role_words(message.role)
