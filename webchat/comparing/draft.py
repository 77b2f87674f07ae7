"""What is about to be compared, as it stands in the form: a message, and for each of two sides its settings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from webchat.models.switchboard import Switchboard
from webchat.parameters.accepting import FIELDS

SIDES = ("a", "b")
NAMES = tuple(f"{side}_{name}" for side in SIDES for name in FIELDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """All as it was typed. `sides`: by their letters the fields of a conversation's own settings, by their names.

    `assistant` is the slug of the one that answers both, None for the plain one.
    """

    message: str = ""
    assistant: str | None = None
    sides: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: {side: {} for side in SIDES})

    @classmethod
    def of(cls, form: Mapping[str, str], switchboard: Switchboard, *, assistant: str | None) -> Self:
        """What a form says; a model may be written by its name."""
        sides = {side: _typed(form, side, switchboard) for side in SIDES}
        return cls(message=form.get("message", ""), assistant=assistant, sides=sides)


def _typed(form: Mapping[str, str], side: str, switchboard: Switchboard) -> dict[str, str]:
    typed = {name: form.get(f"{side}_{name}", "") for name in FIELDS}
    return typed | {"model": key_of(switchboard, typed["model"])}


def key_of(switchboard: Switchboard, typed: str) -> str:
    """The key of the model that was written by its key, or by a name that no other has; else what was written."""
    typed = typed.strip()
    if not typed or switchboard.find(typed):
        return typed
    named = [
        each.provider.key_of(model)
        for each in switchboard.offers()
        for model in each.models
        if typed.casefold() in (model.name.casefold(), model.id.casefold())
    ]
    return named[0] if len(named) == 1 else typed


def another(switchboard: Switchboard, key: str) -> str:
    """The key of the first model that is not this one; empty when there is none."""
    keys = (each.provider.key_of(model) for each in switchboard.offers() for model in each.models)
    return next((other for other in keys if other != key), "")
