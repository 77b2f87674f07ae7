"""A style sheet that ties each message of a request to the one on the page that it was made of.

Pointing at one marks the other. Which of two links leads to it depends on whether it stands on the page: neither
needs a script.
"""

from collections.abc import Iterator
from uuid import UUID

from webchat.store.exchanges import ExchangeRecord

MOST = 100  # messages, the last ones: each rule is looked at whenever the pointer moves
_POINTED_AT = "body:has(#sent-{number}:is(:hover,:focus-within)) #message-{id}>.message__body"
_POINTED_FROM = (  # without a :has() in a :has(), which is not allowed
    "body:has(#message-{id}:focus,#message-{id}>.message__body:hover,#message-{id}>.message__footer:focus-within) "
    "#sent-{number}"
)
_MARK = "{outline:2px solid var(--color-accent);outline-offset:2px;border-radius:var(--radius)}"
_NOT_HERE = 'body:not(:has(#message-{id})) [href="#message-{id}"]'
_HERE = 'body:has(#message-{id}) .source--away[href$="#message-{id}"]'


def sheet(record: ExchangeRecord, left_out: tuple[UUID, ...] = ()) -> str:
    """The rules, one line each; `left_out` are further messages that are linked."""
    return "\n".join(_rules(record, left_out)) + "\n"


def _rules(record: ExchangeRecord, left_out: tuple[UUID, ...]) -> Iterator[str]:
    for number, sources in enumerate(record.sources, start=1):
        for source in sources:
            pair = {"number": number, "id": source}
            if number > len(record.sources) - MOST:
                yield f"{_POINTED_AT.format(**pair)},{_POINTED_FROM.format(**pair)}{_MARK}"
            yield _one_link(source)
    yield from map(_one_link, left_out)


def _one_link(message_id: UUID) -> str:
    return f"{_NOT_HERE.format(id=message_id)},{_HERE.format(id=message_id)}{{display:none}}"
