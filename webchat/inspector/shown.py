"""One exchange as it is shown, whoever shows it: the parts of the page under a reply, the guide, the laboratory."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from webchat.inspector.request_view import RequestView, request_of
from webchat.inspector.response_view import ResponseView, response_of
from webchat.inspector.snippets import Snippet, snippets_of, why_no_program
from webchat.inspector.streamed import events_of
from webchat.inspector.timing import Timing, timing_of
from webchat.models.catalogue import Price
from webchat.store.exchanges import ExchangeRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What was sent, what came back, how long it took, and the same as programs. None: there was none, or not whole.

    `coloured` are the `snippets` as HTML, None for one that is too long. Without snippets, `why_no_program` says why.
    """

    request: RequestView
    response: ResponseView | None
    timing: Timing | None
    snippets: Sequence[Snippet]
    coloured: Sequence[Markup | None]
    why_no_program: str | None


def shown_of(record: ExchangeRecord, *, price: Price | None = None, has_programs: bool = True) -> Shown:
    """The views of one exchange; `price` is what its model cost then. Takes tens of milliseconds, most of them for the
    programs, which are left out without `has_programs`.
    """
    snippets, events = snippets_of(record) if has_programs else (), events_of(record)
    return Shown(
        request=request_of(record),
        response=response_of(record, price, events),
        timing=timing_of(record, events),
        snippets=snippets,
        coloured=[snippet.html for snippet in snippets],
        why_no_program=None if snippets else why_no_program(record),
    )
