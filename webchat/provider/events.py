"""What a reply is made of while it arrives: the four kinds of event that `Provider.stream` yields.

Their order is: any number of `Text` and `Reasoning`, at most one `Usage`, one `Finished`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of the reply's text, never empty, always encodable as UTF-8."""

    text: str


@dataclass(frozen=True, slots=True)
class Reasoning:
    """A piece of what the model thought before or between its text."""

    text: str


@dataclass(frozen=True, slots=True)
class Usage:
    """What the provider counted, in tokens; None where it did not say."""

    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    reasoning_tokens: int | None = None
    cached_tokens: int | None = None


@dataclass(frozen=True, slots=True)
class Finished:
    """The reply is complete. `reason` is stop, length, content_filter, tool_calls or the provider's own word."""

    reason: str


Event = Text | Reasoning | Usage | Finished


def merged(events: Iterable[Event]) -> list[Event]:
    """Return the same events with neighbouring pieces of one kind joined, so that one read wakes its readers once."""
    events = list(events)
    if len(events) < 2:
        return events
    runs: list[tuple[Event, list[str]]] = []
    for event in events:
        if not isinstance(event, Text | Reasoning):
            runs.append((event, []))
        elif runs and type(runs[-1][0]) is type(event):
            runs[-1][1].append(event.text)
        else:
            runs.append((event, [event.text]))
    return [_joined(event, pieces) for event, pieces in runs]


def _joined(first: Event, pieces: list[str]) -> Event:
    return replace(first, text="".join(pieces)) if isinstance(first, Text | Reasoning) and len(pieces) > 1 else first
