"""What a reply is made of while it arrives: the four kinds of event that `Provider.stream` yields.

Their order is: any number of `Text` and `Reasoning`, at most one `Usage`, one `Finished`.
"""

from dataclasses import dataclass


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
