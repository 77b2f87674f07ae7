"""The one place where what a person sets for a conversation is judged before it is stored."""

import contextlib
import math
import re
from collections.abc import Callable, Mapping
from typing import Any

from webchat.cleaning import clean
from webchat.errors import InvalidInput
from webchat.languages.listener import language_spoken
from webchat.languages.reading import whole_number
from webchat.models.catalogue import OfferedModel
from webchat.models.switchboard import Switchboard
from webchat.parameters.answering import HOTTEST, Answering, Overrides
from webchat.parameters.resolving import default_assistant, resolve
from webchat.wording import N_

FIELDS = ("model", "instructions", "temperature", "max_tokens", "reasoning_effort")
NUMBER = re.compile(r"\d{1,6}(?:[.,]\d{0,6})?|[.,]\d{1,6}", re.ASCII)
Judge = Callable[[str, Answering], Any]  # a field's text, not empty; what answers with the model that is chosen


def accept(switchboard: Switchboard, form: Mapping[str, str], *, assistant: str | None, max_chars: int) -> Overrides:
    """What a form sets for a conversation of this assistant; an empty field, or one that says what the assistant says
    anyway, sets nothing. A model is kept though it is the usual one now. Raises InvalidInput.

    `max_chars` bounds the instructions. What another model takes may stand there; it is not sent to this one.
    """
    key = accepted_model(switchboard, form.get("model", ""))
    plain = resolve(switchboard, assistant, Overrides(model=key))
    given = {name: judge(text, plain) for name, judge, text in _filled(form, switchboard, max_chars)}
    return _own(plain, key, given)


def fine(switchboard: Switchboard, form: Mapping[str, str], *, assistant: str | None, max_chars: int) -> Overrides:
    """The same, to be shown: what is wrong is passed over."""
    key, given = None, {}
    with contextlib.suppress(InvalidInput):
        key = accepted_model(switchboard, form.get("model", ""))
    plain = resolve(switchboard, assistant, Overrides(model=key))
    for name, judge, text in _filled(form, switchboard, max_chars):
        with contextlib.suppress(InvalidInput):
            given[name] = judge(text, plain)
    return _own(plain, key, given)


def problems(
    switchboard: Switchboard, form: Mapping[str, str], *, assistant: str | None, max_chars: int
) -> Mapping[str, InvalidInput]:
    """Why `accept` refuses fields, by their names; empty when it takes them all."""
    found: dict[str, InvalidInput] = {}
    key = form.get("model", "")
    try:
        accepted_model(switchboard, key)
    except InvalidInput as problem:
        found["model"] = problem
    plain = resolve(switchboard, assistant, Overrides(model=None if found else key or None))
    for name, judge, text in _filled(form, switchboard, max_chars):
        try:
            judge(text, plain)
        except InvalidInput as problem:
            found[name] = problem
    return found


def wrong(
    switchboard: Switchboard, form: Mapping[str, str], *, assistant: str | None, max_chars: int
) -> frozenset[str]:
    """The names of the fields that `fine` passes over, besides the model's."""
    return frozenset(problems(switchboard, form, assistant=assistant, max_chars=max_chars)) - {"model"}


def accepted_model(switchboard: Switchboard, key: str) -> str | None:
    """The key of a model that is offered; None for an empty one. Raises InvalidInput."""
    if key and switchboard.find(key) is None:
        raise InvalidInput(N_("This model is not offered here. Choose another one; your text is kept."))
    return key or None


def accepted_assistant(switchboard: Switchboard, slug: str) -> str | None:
    """The slug of an assistant that is offered; for an empty one the default's, so that a conversation keeps it.

    None for the plain one. Raises InvalidInput.
    """
    catalogue = switchboard.catalogue
    if slug and catalogue.assistant(slug) is None:
        raise InvalidInput(N_("This assistant is not offered here. Choose another one; your text is kept."))
    usual = default_assistant(catalogue)
    return slug or (None if usual.is_plain else usual.slug)


def _filled(form: Mapping[str, str], switchboard: Switchboard, max_chars: int) -> list[tuple[str, Judge, str]]:
    judges: dict[str, Judge] = {
        "instructions": lambda text, _: _instructions(text, max_chars),
        "temperature": lambda text, _: _temperature(text),
        "max_tokens": lambda text, plain: _max_tokens(_longest_writer(switchboard, plain.model), text),
        "reasoning_effort": lambda text, plain: _effort(switchboard, text, plain),
    }
    texts = {name: clean(form.get(name, "")).strip() for name in judges}
    return [(name, judge, texts[name]) for name, judge in judges.items() if texts[name]]


def _own(plain: Answering, key: str | None, given: Mapping[str, Any]) -> Overrides:
    """Of what is given, what differs from what the assistant says with the chosen model; who chose that, keeps it."""
    own = {name: value for name, value in given.items() if value != getattr(plain, name)}
    return Overrides(model=key, **own)


def _instructions(text: str, max_chars: int) -> str:
    if len(text) > max_chars:
        raise InvalidInput(
            N_("These instructions have %(count)s characters; at most %(most)s are possible. Please shorten them."),
            count=len(text),
            most=max_chars,
        )
    return text


def _temperature(text: str) -> float:
    temperature = float(text.replace(",", ".")) if NUMBER.fullmatch(text) else math.inf
    if temperature > HOTTEST:
        raise InvalidInput(N_("The temperature is a number from 0 to %(most)s."), most=int(HOTTEST))
    return temperature


def _longest_writer(switchboard: Switchboard, chosen: OfferedModel) -> OfferedModel:
    """The model whose replies may be longest: what one sets for it may stand while a smaller one is chosen."""
    models = [model for provider in switchboard.catalogue.providers for model in provider.models]
    return max([chosen, *models], key=lambda model: model.max_reply_tokens)


def _max_tokens(longest: OfferedModel, text: str) -> int:
    most = longest.max_reply_tokens
    tokens = whole_number(text, language_spoken().locale) or 0
    if not 1 <= tokens <= most:
        raise InvalidInput(
            N_("The longest reply of %(model)s is a whole number of tokens from 1 to %(most)s."),
            model=longest.name,
            most=most,
        )
    return tokens


def _effort(switchboard: Switchboard, text: str, plain: Answering) -> str:
    offered = (model for provider in switchboard.catalogue.providers for model in provider.models)
    if text not in plain.model.efforts and not any(text in model.efforts for model in offered):
        raise InvalidInput(N_("This reasoning effort is none that a model here takes. Choose another one."))
    return text
