"""Whether a draft can be sent: each field is judged by itself, so that every reason stands beside its field."""

from collections.abc import Mapping
from dataclasses import dataclass

from webchat.chat.desk import Desk
from webchat.chat.text import accept as accept_text
from webchat.comparing.draft import SIDES, Draft
from webchat.errors import InvalidInput
from webchat.parameters import accepting
from webchat.parameters.answering import Overrides
from webchat.wording import N_


@dataclass(frozen=True, slots=True)
class Accepted:
    """What is sent: the cleaned text, and what each side sets for itself."""

    text: str
    assistant: str | None
    sides: tuple[Overrides, Overrides]


class Refused(InvalidInput):
    """Nothing was sent; `problems` has why, by the names of the form's fields."""

    def __init__(self, problems: Mapping[str, InvalidInput]) -> None:
        super().__init__(N_("Nothing was sent yet. Each problem is shown beside its field."))
        self.problems = problems


def judge(desk: Desk, draft: Draft) -> Accepted:
    """What is sent. Raises Refused."""
    most, found = desk.settings.max_message_chars, problems_in(desk, draft)
    if found:
        raise Refused(found)
    first, second = (
        accepting.accept(desk.switchboard, draft.sides[side], assistant=draft.assistant, max_chars=most)
        for side in SIDES
    )
    return Accepted(accept_text(draft.message, max_chars=most), draft.assistant, (first, second))


def problems_in(desk: Desk, draft: Draft) -> dict[str, InvalidInput]:
    """Why fields are refused, by their names; empty when all are well."""
    most, found = desk.settings.max_message_chars, {}
    try:
        accept_text(draft.message, max_chars=most)
    except InvalidInput as problem:
        found["message"] = problem
    for side in SIDES:
        its = accepting.problems(desk.switchboard, draft.sides[side], assistant=draft.assistant, max_chars=most)
        found |= {f"{side}_{name}": problem for name, problem in its.items()}
    return found
