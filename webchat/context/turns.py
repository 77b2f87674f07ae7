"""Turns: the messages of a conversation, where those that follow each other in one role are one."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from webchat.provider import ChatMessage

BETWEEN = "\n\n"


@dataclass(frozen=True, slots=True)
class Turn:
    """What one of both said without being answered, in one message or in several."""

    role: str
    texts: tuple[str, ...]

    @property
    def message(self) -> ChatMessage:
        """It as one message, as it is sent."""
        return ChatMessage(self.role, BETWEEN.join(self.texts))

    def end(self, count: int) -> "Turn":
        """Its last `count` messages."""
        return Turn(self.role, self.texts[-count:])


def turns_of(messages: Sequence[ChatMessage]) -> list[Turn]:
    """The turns that these messages make, in their order."""
    return [
        Turn(role, tuple(message.content for message in group))
        for role, group in groupby(messages, key=lambda message: message.role)
    ]
