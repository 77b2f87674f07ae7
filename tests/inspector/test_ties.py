"""The style sheet of ties: one pair of marks a message, and for very long requests only those of the last messages."""

import uuid

from webchat.inspector import ties
from webchat.store.columns import now
from webchat.store.exchanges import ExchangeRecord


def record(sources: list[list[uuid.UUID]]) -> ExchangeRecord:
    return ExchangeRecord(
        method="POST", url="http://provider", request_headers={}, request_body=b"{}", started_at=now(), sources=sources
    )


def test_a_message_made_of_several_is_tied_to_each_and_instructions_to_none() -> None:
    first, second, third = (uuid.uuid4() for _ in range(3))

    sheet = ties.sheet(record([[], [first, second], [third]]))

    marks = [line for line in sheet.splitlines() if "outline" in line]
    assert ["#sent-2:" in line for line in marks] == [True, True, False]
    assert [str(each) in line for each, line in zip((first, second, third), marks, strict=True)] == [True] * 3
    assert "#sent-1:" not in sheet


def test_of_a_very_long_request_the_last_messages_are_tied() -> None:
    sheet = ties.sheet(record([[uuid.uuid4()] for _ in range(500)]))

    marks = [line for line in sheet.splitlines() if "outline" in line]
    assert len(marks) == ties.MOST
    assert "#sent-500:" in marks[-1]


def test_without_sources_there_is_nothing_to_tie() -> None:
    assert ties.sheet(record([])).strip() == ""
