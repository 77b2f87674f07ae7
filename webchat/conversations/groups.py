"""How the list of conversations is divided: pinned ones, then by the day of their last message in the reader's zone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from itertools import groupby

from webchat.store.conversations import Conversation

WEEK = timedelta(days=7)
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One conversation of a list; `has_focus`: the keyboard goes on here when the row comes to the page."""

    id: str
    title: str
    is_open: bool = False
    has_focus: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Neighbouring conversations under one heading. `name` is None where an earlier page has the heading already."""

    key: str
    name: str | None
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks at a list: at which moment, in which zone, with which conversation open, going on where."""

    now: datetime
    zone: tzinfo
    open_id: str | None = None
    focus_id: str | None = None

    def row_of(self, conversation: Conversation) -> Row:
        known_id = str(conversation.id)
        title = conversation.title or "Untitled conversation"
        return Row(known_id, title, known_id == self.open_id, known_id == self.focus_id)


def grouped(conversations: Iterable[Conversation], reader: Reader, *, shown_key: str = "") -> tuple[Group, ...]:
    """The groups in the order of the conversations; the one with `shown_key` goes on without its heading."""
    groups = []
    for (key, name), members in groupby(conversations, lambda one: _place_of(one, reader)):
        rows = tuple(reader.row_of(conversation) for conversation in members)
        groups.append(Group(key, None if key == shown_key else name, rows))
    return tuple(groups)


def _place_of(conversation: Conversation, reader: Reader) -> tuple[str, str]:
    """The key and the name of the group that a conversation belongs to."""
    if conversation.is_pinned:
        return "pinned", "Pinned"
    day, today = conversation.updated_at.astimezone(reader.zone).date(), reader.now.astimezone(reader.zone).date()
    if day >= today:
        return "today", "Today"
    if day == today - timedelta(days=1):
        return "yesterday", "Yesterday"
    if day >= today - WEEK:
        return "week", "Previous 7 days"
    return f"{day:%Y-%m}", f"{MONTHS[day.month - 1]} {day.year}"
