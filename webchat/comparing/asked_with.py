"""The settings that stand above a reply: what it was asked with, and which of it was never sent.

A model that refuses a setting is asked without it. So what was chosen is one thing, what its request held another.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from webchat.chat.desk import Desk
from webchat.inspector.parsed_json import parsed_object
from webchat.parameters.recorded import answering_of
from webchat.parameters.requesting import request_for
from webchat.provider import ModelUnknown
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
        body = exchanges.last_request_body(session, reply.id)
    return parsed_object(body) if body else None


def _learned(desk: Desk, reply: Message) -> Mapping[str, Any] | None:
    """What would be sent now; None when the model is not offered any more."""
    try:
        answering = answering_of(desk.switchboard, reply.asked_with)
    except ModelUnknown:
        return None
    request = request_for(answering, ())
    return parsed_object(desk.switchboard.client(answering.provider).body_of(request))
