"""What the provider counted when the last reply was asked for, to correct estimates with."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from webchat.context.corrected import corrected
from webchat.context.counter import Counter
from webchat.context.fitting import fit
from webchat.context.sendable import messages_of, sendable
from webchat.parameters.answering import Answering
from webchat.store import Session, lines
from webchat.store.lines import Spoken

NO_BOUND = 2**62


@dataclass(frozen=True, slots=True)
class LastReply:
    """The newest reply of a line, from the same model: what was sent for it took `prompt_tokens`."""

    id: UUID
    instructions: str | None
    left_out: int
    prompt_tokens: int

    def correct(self, counter: Counter, said: Sequence[Spoken], *, is_whole: bool) -> Counter:
        """The counter that would have counted right then; the same one where not all is read that was sent then.

        Messages are counted from the root of the line: those above `left_out` were not sent.
        """
        if not is_whole and said[0].depth > self.left_out + 1:
            return counter
        place = next(index for index, message in enumerate(said) if message.id == self.id)
        sent = messages_of(sendable([message for message in said[:place] if message.depth > self.left_out]))
        if not sent:
            return counter
        then = fit(sent, instructions=self.instructions, budget=NO_BOUND, counter=counter)
        return corrected(counter, estimated=then.tokens, told=self.prompt_tokens)


def last_reply(session: Session, said: Sequence[Spoken], answering: Answering) -> LastReply | None:
    """The newest reply among these, if the same model wrote it at once and the provider told what it had read."""
    reply = next((message for message in reversed(said) if message.role == "assistant" and message.text), None)
    asked = lines.asked(session, reply.id) if reply else None
    if reply is None or asked is None or not asked.prompt_tokens or asked.continued_from is not None:
        return None
    asked_with: dict[str, Any] = asked.asked_with or {}
    if (asked_with.get("provider"), asked_with.get("model")) != (answering.provider.slug, answering.model.id):
        return None
    return LastReply(reply.id, asked_with.get("instructions"), asked.left_out, asked.prompt_tokens)
