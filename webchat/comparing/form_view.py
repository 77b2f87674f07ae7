"""What the form of a comparison shows: two columns with the models to choose from and what each of them takes."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from webchat.chat.desk import Desk
from webchat.comparing.draft import SIDES, Draft
from webchat.comparing.examples import Example, offered
from webchat.errors import InvalidInput
from webchat.parameters.answering import Answering, Overrides
from webchat.parameters.panel import models_for
from webchat.parameters.picker import Picker
from webchat.parameters.resolving import resolve

NO_PROBLEMS: Mapping[str, InvalidInput] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One side. `values`: its fields as they were typed; `usual` answers where they are empty; `problems` by field."""

    side: str
    values: Mapping[str, str]
    answering: Answering
    usual: Answering
    picker: Picker
    problems: Mapping[str, InvalidInput]

    @property
    def is_long(self) -> bool:
        """Whether there are more models than a list may show, so that one types."""
        return self.picker.left_out > 0 or bool(self.picker.q)


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareForm:
    """The whole form. `problem`: why the message is refused, if it is."""

    draft: Draft
    submission_id: str
    columns: Sequence[Column]
    examples: Sequence[Example]
    max_chars: int
    problem: InvalidInput | None


def form_view(desk: Desk, draft: Draft, problems: Mapping[str, InvalidInput] = NO_PROBLEMS) -> CompareForm:
    """The form with this in it, and a fresh submission id. Waits for lists of models, two seconds at most."""
    return CompareForm(
        draft=draft,
        submission_id=uuid.uuid4().hex,
        columns=[column_of(desk, draft, side, problems) for side in SIDES],
        examples=offered(desk.switchboard),
        max_chars=desk.settings.max_message_chars,
        problem=problems.get("message"),
    )


def column_of(
    desk: Desk, draft: Draft, side: str, problems: Mapping[str, InvalidInput] = NO_PROBLEMS, *, q: str = ""
) -> Column:
    """One side of it; `q`: words of the models that are looked for."""
    values, assistant = draft.sides[side], draft.assistant
    answering = desk.answering(None, assistant, desk.fine(assistant, values))
    return Column(
        side=side,
        values=values,
        answering=answering,
        usual=resolve(desk.switchboard, assistant, Overrides(model=answering.key)),
        picker=models_for(desk.switchboard, answering, key=values.get("model", ""), q=q),
        problems={name.removeprefix(f"{side}_"): why for name, why in problems.items() if name.startswith(f"{side}_")},
    )
