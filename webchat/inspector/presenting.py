"""The presenter's view of an exchange: ten screens to step through in front of people, from question to program."""

from collections.abc import Sequence
from dataclasses import dataclass

from webchat.inspector.in_short import ended
from webchat.inspector.inspected import Inspected
from webchat.inspector.presenting_request import program_step, request_steps
from webchat.inspector.presenting_response import response_steps
from webchat.inspector.presenting_step import Step
from webchat.models.catalogue import Catalogue


@dataclass(frozen=True, slots=True, kw_only=True)
class Presentation:
    """Its `steps`; without any, `why_none` says why. `conversation` and `hood` are where it came from."""

    steps: Sequence[Step]
    why_none: str | None
    conversation: str
    hood: str


def page(inspected: Inspected, catalogue: Catalogue) -> Presentation:
    """What is presented of the request that is looked at."""
    reply, record = inspected.reply, inspected.record
    steps: Sequence[Step] = ()
    if record is not None:
        provider = catalogue.provider(str((reply.asked_with or {}).get("provider") or ""))
        was_sent = request_steps(record, provider, left_out=inspected.left_out)
        came_back = response_steps(record, inspected.price, provider, ended=ended(inspected, None))
        steps = [*was_sent, *came_back, program_step(record)]
    return Presentation(
        steps=steps,
        why_none=inspected.why_none,
        conversation=f"/conversations/{reply.conversation_id}?at={reply.id}#message-{reply.id}",
        hood=f"{inspected.to()}#under-{reply.id}",
    )
