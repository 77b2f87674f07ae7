"""The settings that stand above a reply: what it was asked with, and which of it was never sent.

A model that refuses a setting is asked without it. So what was chosen is one thing, what its request held another.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from webchat.chat.desk import Desk
from webchat.parameters.recorded import answering_of
from webchat.provider import ChatRequest, ModelUnknown
from webchat.store import exchanges
from webchat.store.messages import Message

COMPARED = ("model", "instructions", "temperature", "max_tokens", "reasoning_effort")
REFUSABLE = ("temperature", "reasoning_effort")  # left out of a request where a model does not take them


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedWith:
    """`values` by the names of the settings, as the reply keeps them; `refused` names those that were not sent."""

    values: Mapping[str, Any] = field(default_factory=dict)
    refused: frozenset[str] = frozenset()

    @property
    def has_refusable(self) -> bool:
        """Whether something is set that a model may refuse."""
        return any(self.values.get(name) is not None for name in REFUSABLE)

    def sent(self, name: str) -> object:
        """What can be compared of a setting: a model together with its provider; None when it was not sent."""
        if name == "model":
            return self.values.get("provider"), self.values.get("model")
        return None if name in self.refused else self.values.get(name)


def asked_with(desk: Desk, reply: Message) -> AskedWith:
    """The settings of a reply, judged by its last request; while none is kept, by what is known of the model."""
    chosen = AskedWith(values=reply.asked_with or {})
    if not chosen.has_refusable:
        return chosen
    sent = _kept(desk, reply) or _learned(desk, reply)
    if sent is None:
        return chosen
    refused = {name for name in REFUSABLE if chosen.values.get(name) is not None and name not in sent}
    return AskedWith(values=chosen.values, refused=frozenset(refused))


def differing(first: AskedWith, second: AskedWith) -> frozenset[str]:
    """The names of the settings that were not sent alike."""
    return frozenset(name for name in COMPARED if first.sent(name) != second.sent(name))


def _kept(desk: Desk, reply: Message) -> Mapping[str, Any] | None:
    """The last request that is kept of it; None when there is none, or not the whole of it."""
    with desk.database.reading() as session:
        known = exchanges.outlines_of(session, reply.id)
        last = exchanges.numbered(session, reply.id, known[-1].ordinal) if known else None
    return _parameters_in(last.request_body) if last else None


def _parameters_in(body: bytes) -> Mapping[str, Any] | None:
    """The parameters of a request; None when its body is no whole JSON object."""
    try:
        found = json.loads(body)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _learned(desk: Desk, reply: Message) -> Mapping[str, Any] | None:
    """What would be sent now; None when the model is not offered any more."""
    try:
        answering = answering_of(desk.switchboard, reply.asked_with)
    except ModelUnknown:
        return None
    request = ChatRequest(
        model=answering.model.id,
        messages=(),
        max_tokens=answering.max_tokens,
        temperature=answering.temperature,
        reasoning_effort=answering.reasoning_effort,
    )
    return _parameters_in(desk.switchboard.client(answering.provider).body_of(request))
