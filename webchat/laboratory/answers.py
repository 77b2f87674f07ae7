"""Which answer the laboratory's provider gives to a request: by its address, its key and the model that it names."""

from collections.abc import Callable, Mapping
from typing import Any

from webchat.laboratory import refusals
from webchat.laboratory.answer import Answer
from webchat.laboratory.cases import API, RIGHT_KEY, WEBSITE
from webchat.laboratory.echoing import cut, echo, tokens_of

_CHAT = "/chat/completions"


def answer_to(path: str, authorization: str, payload: Mapping[str, Any]) -> Answer | None:
    """The answer to a POST of `payload` to `path`; None when there is nothing at that address."""
    if path == WEBSITE + _CHAT:
        return refusals.website()
    if path != API + _CHAT:
        return None
    key = authorization.removeprefix("Bearer ")
    if key != RIGHT_KEY:
        return refusals.wrong_key(key)
    answered = _MODELS.get(str(payload.get("model")), refusals.unknown_model)
    return answered(payload)


def _tiny(payload: Mapping[str, Any]) -> Answer:
    tokens = tokens_of(payload)
    return refusals.too_long(tokens) if tokens > refusals.MOST_TOKENS else echo(payload)


def _silent(payload: Mapping[str, Any]) -> Answer:
    return Answer(is_silent=True)


_MODELS: Mapping[str, Callable[[Mapping[str, Any]], Answer]] = {
    "lab-echo": echo,
    "lab-tiny": _tiny,
    "lab-busy": refusals.busy,
    "lab-unpaid": refusals.unpaid,
    "lab-broken": refusals.broken,
    "lab-filtered": refusals.filtered,
    "lab-silent": _silent,
    "lab-cut": cut,
}
