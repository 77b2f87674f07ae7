"""Conversations stand under the day of their last message, as the reader's clock has it."""

import uuid
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

import pytest

from webchat.conversations.groups import Group, Reader, grouped
from webchat.store.conversations import Conversation

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def talk(moment: datetime, *, title: str | None = "A talk", is_pinned: bool = False) -> Conversation:
    return Conversation(id=uuid.uuid4(), title=title, is_pinned=is_pinned, updated_at=moment)


def names(*talks: Conversation, now: datetime = NOON, zone: tzinfo = UTC, shown_key: str = "") -> list[str | None]:
    groups = grouped(talks, Reader(now, zone), shown_key=shown_key)
    return [f"{group.month:%B %Y}" if group.month else group.name for group in groups]


@pytest.mark.parametrize(
    ("ago", "name"),
    [
        (timedelta(hours=-1), "Today"),
        (timedelta(hours=12), "Today"),
        (timedelta(hours=12, seconds=1), "Yesterday"),
        (timedelta(hours=36, seconds=1), "Previous 7 days"),
        (timedelta(days=7), "Previous 7 days"),
        (timedelta(days=8), "November 2026"),
        (timedelta(days=30), "October 2026"),
        (timedelta(days=365), "November 2025"),
    ],
)
def test_a_conversation_stands_under_the_day_of_its_last_message(ago: timedelta, name: str) -> None:
    assert names(talk(NOON - ago)) == [name]


def test_the_day_is_that_of_the_readers_zone() -> None:
    moment = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)

    assert names(talk(moment)) == ["Yesterday"]
    assert names(talk(moment), zone=ZoneInfo("Europe/Berlin")) == ["Today"]
    assert names(talk(moment), zone=ZoneInfo("America/Los_Angeles")) == ["Yesterday"]


def test_the_day_begins_at_the_readers_midnight_when_the_clocks_change() -> None:
    now = datetime(2026, 10, 25, 22, 30, tzinfo=UTC)  # in Berlin 23:30, on the day of 25 hours
    zone = ZoneInfo("Europe/Berlin")

    assert names(talk(datetime(2026, 10, 24, 22, 0, tzinfo=UTC)), now=now, zone=zone) == ["Today"]
    assert names(talk(datetime(2026, 10, 24, 21, 59, tzinfo=UTC)), now=now, zone=zone) == ["Yesterday"]


def test_pinned_ones_stand_apart_whatever_their_day() -> None:
    talks = [talk(NOON - timedelta(days=90), is_pinned=True), talk(NOON, is_pinned=True), talk(NOON)]

    groups = grouped(talks, Reader(NOON, UTC))

    assert [(group.name, len(group.rows)) for group in groups] == [("Pinned", 2), ("Today", 1)]


def test_a_heading_that_the_page_before_has_is_not_repeated() -> None:
    talks = [talk(NOON), talk(NOON - timedelta(days=1))]

    assert names(*talks, shown_key="today") == [None, "Yesterday"]


def test_the_open_conversation_is_marked() -> None:
    one, other = talk(NOON), talk(NOON)

    [group] = grouped([one, other], Reader(NOON, UTC, open_id=str(other.id)))

    assert isinstance(group, Group)
    assert [row.is_open for row in group.rows] == [False, True]
