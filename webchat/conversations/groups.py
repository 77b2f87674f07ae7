"""How the list of conversations is divided: pinned ones, then by the day of their last message in the reader's zone.

What is said of it is put into the reader's words by the template.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from itertools import groupby

from webchat.store.conversations import Conversation
from webchat.wording import N_

WEEK = timedelta(days=7)
NAMES = {
    "pinned": N_("Pinned"),
    "today": N_("Today"),
    "yesterday": N_("Yesterday"),
    "week": N_("Previous 7 days"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One conversation of a list; `has_focus`: the keyboard goes on here when the row comes to the page."""

    id: str
    title: str | None
    is_open: bool = False
    has_focus: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Neighbouring conversations under one heading, a name or a month; neither where an earlier page has it already."""

    key: str
    rows: tuple[Row, ...]
    name: str | None = None
    month: date | None = None


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks at a list: at which moment, in which zone, with which conversation open, going on where."""

    now: datetime
    zone: tzinfo
    open_id: str | None = None
    focus_id: str | None = None

    def row_of(self, conversation: Conversation) -> Row:
        known_id = str(conversation.id)
        return Row(known_id, conversation.title, known_id == self.open_id, known_id == self.focus_id)


def grouped(conversations: Iterable[Conversation], reader: Reader, *, shown_key: str = "") -> tuple[Group, ...]:
    """The groups in the order of the conversations; the one with `shown_key` goes on without its heading."""
    groups = []
    for key, members in groupby(conversations, lambda one: _key_of(one, reader)):
        rows = tuple(reader.row_of(conversation) for conversation in members)
        groups.append(Group(key, rows) if key == shown_key else headed(key, rows))
    return tuple(groups)


def headed(key: str, rows: tuple[Row, ...]) -> Group:
    """The group with this key under its heading."""
    if key in NAMES:
        return Group(key, rows, name=NAMES[key])
    return Group(key, rows, month=date.fromisoformat(f"{key}-01"))


def _key_of(conversation: Conversation, reader: Reader) -> str:
    """The key of the group that a conversation belongs to."""
    if conversation.is_pinned:
        return "pinned"
    day, today = conversation.updated_at.astimezone(reader.zone).date(), reader.now.astimezone(reader.zone).date()
    if day >= today:
        return "today"
    if day == today - timedelta(days=1):
        return "yesterday"
    return "week" if day >= today - WEEK else f"{day:%Y-%m}"
