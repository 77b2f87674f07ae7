"""The HTTP statuses of a chat API, each with what it can mean and who must act: from the words that errors have."""

from collections.abc import Sequence
from dataclasses import dataclass

from webchat.inspector.error_words import EXPLANATIONS, Explanation
from webchat.inspector.status_words import name_of_status, words_of_status

OK = 200


@dataclass(frozen=True, slots=True)
class StatusRow:
    """`name` is what HTTP calls it; `causes` are the errors that mostly come with it."""

    status: int
    name: str
    words: str
    causes: Sequence[Explanation]


def status_rows() -> list[StatusRow]:
    """All that some error comes with, in their order, and before them the one that means success."""
    failures = sorted({status for each in EXPLANATIONS.values() for status in each.statuses} - {OK})
    return [_row(OK, ()), *(_row(status, _causes(status)) for status in failures)]


def _row(status: int, causes: Sequence[Explanation]) -> StatusRow:
    return StatusRow(status, name_of_status(status), words_of_status(status), causes)


def _causes(status: int) -> list[Explanation]:
    return [each for each in EXPLANATIONS.values() if status in each.statuses]
