"""The style sheet of ties: one pair of marks a message, and for very long requests only those of the last messages."""

import re
import uuid

from webchat.inspector import ties
from webchat.store.columns import now
from webchat.store.exchanges import ExchangeRecord
from webchat.store.headers import Headers


def record(sources: list[list[uuid.UUID]]) -> ExchangeRecord:
    return ExchangeRecord(
        method="POST",
        url="http://provider",
        request_headers=Headers(),
        request_body=b"{}",
        started_at=now(),
        sources=sources,
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


def test_what_is_asked_of_the_page_is_bounded_however_long_the_request_is() -> None:
    last = uuid.uuid4()

    rules = ties.sheet(record([*([uuid.uuid4()] for _ in range(500)), [last]])).splitlines()

    assert len(rules) == 2 * ties.MOST
    assert ":has(" in rules[-1] and str(last) in rules[-1]


def test_without_sources_there_is_nothing_to_tie() -> None:
    assert ties.sheet(record([])).strip() == ""


def test_the_rules_look_no_further_than_they_have_to() -> None:
    """With a hundred messages, rules that looked through the whole page made each key in the composer wait for 80 ms.

    Below all messages only one question is asked first, the same for all; the others look at the messages themselves.
    """
    sheet = ties.sheet(record([[uuid.uuid4()], [uuid.uuid4()]]))

    selectors = re.findall(r"(?:^|,)(\.[a-z]+):(?:not\(:)?has\(([>.#]*\w+)", sheet, re.MULTILINE)

    assert len(selectors) == sheet.count(".messages") + sheet.count(".comparison")
    assert {target for anchor, target in selectors if anchor == ".messages"} == {">#message", ".sent"}
    assert not re.search(r"\bbody:(has|not)", sheet)
