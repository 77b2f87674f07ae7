"""The parts of a request's body, by pages: thousands of messages have to stay a small page."""

from collections.abc import Sequence
from dataclasses import dataclass

from webchat.inspector import ties
from webchat.inspector.parts import Part
from webchat.inspector.sent_message import SentMessage

FIRST, LAST = 2, ties.MOST  # messages that are seen at once: the instructions, what was said first, what is tied
A_PAGE = 100


@dataclass(frozen=True, slots=True)
class SentPart:
    """A part of the body; `message`: the message that it is."""

    part: Part
    message: SentMessage | None = None


@dataclass(frozen=True, slots=True)
class MessagePage:
    """Messages that follow each other, from `begin` to `end`, by number."""

    parts: Sequence[SentPart]
    begin: int

    @property
    def end(self) -> int:
        """The number of the last one."""
        return self.begin + len(self.parts) - 1

    @property
    def asked(self) -> str:
        """How an address asks for it."""
        return f"{self.begin}-{self.end}"


@dataclass(frozen=True, slots=True)
class PartList:
    """The parts with the first and those with the last messages, and the pages of messages between them."""

    first: Sequence[SentPart]
    middle: Sequence[MessagePage] = ()
    last: Sequence[SentPart] = ()

    def page(self, asked: str) -> MessagePage | None:
        """The one that an address asks for as `3-102`; None when there is none such."""
        return next((page for page in self.middle if page.asked == asked), None)


def part_list(parts: Sequence[SentPart]) -> PartList:
    """All of them at once when the messages are few."""
    places = [place for place, each in enumerate(parts) if each.message]
    if len(places) <= FIRST + LAST + 1:
        return PartList(parts)
    begin, end = places[FIRST], places[-LAST]
    starts = range(begin, end, A_PAGE)
    middle = [MessagePage(parts[start : min(start + A_PAGE, end)], start - begin + FIRST + 1) for start in starts]
    return PartList(parts[:begin], middle, parts[end:])
