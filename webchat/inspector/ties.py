"""A style sheet that ties each message of a request to the one on the page that it was made of.

Pointing at one marks the other. Which of two links leads to it depends on whether it stands on the page: neither
needs a script.
"""

from collections.abc import Iterator
from uuid import UUID

from webchat.store.exchanges import ExchangeRecord

# Each `:has()` is looked at whenever something changes below the element that it is asked of. So it is asked of the
# messages, outside of which one writes; it looks no deeper than it has to; and what is seldom true is asked first.
MOST = 40  # messages, the last ones
_MARKS = (  # without a :has() in a :has(), which is not allowed
    ".messages:has(.sent:is(:hover,:focus-within)):has(#sent-{number}:is(:hover,:focus-within)) "
    "#message-{id}>.message__body",
    ".messages:has(>#message-{id}:focus,>#message-{id}>:is(.message__body:hover,.message__footer:focus-within)) "
    "#sent-{number}",
    # in a comparison, the message of both stands once: that of the second one is around that of the first
    ".comparison:has(#sent-{number}:is(:hover,:focus-within)) #message-{id}>.message__body",
    ".comparison:has(#sent-{number}:is(:hover,:focus-within)) #message-{id}>.message>.message__body",
    ".comparison:has(#message-{id}:focus,#message-{id}>.message__body:hover,"
    "#message-{id}>.message>.message__body:hover) #sent-{number}",
)
_MARK = "{outline:2px solid var(--color-accent);outline-offset:2px;border-radius:var(--radius)}"
_NOT_HERE = '.messages:not(:has(>#message-{id})) [href="#message-{id}"]'
_AWAY = '.source--away[href$="#message-{id}"]'
_HERE = f".messages:has(>#message-{{id}}) {_AWAY},.comparison:has(#message-{{id}}) {_AWAY}"


def sheet(record: ExchangeRecord, left_out: tuple[UUID, ...] = ()) -> str:
    """The rules, one line each; `left_out` are further messages that are linked."""
    return "\n".join(_rules(record, left_out)) + "\n"


def _rules(record: ExchangeRecord, left_out: tuple[UUID, ...]) -> Iterator[str]:
    untied = max(0, len(record.sources) - MOST)
    for number, sources in enumerate(record.sources[untied:], start=untied + 1):
        for source in sources:
            yield ",".join(_MARKS).format(number=number, id=source) + _MARK
            yield _one_link(source)
    yield from map(_one_link, left_out)


def _one_link(message_id: UUID) -> str:
    return f"{_NOT_HERE},{_HERE}".format(id=message_id) + "{display:none}"
