"""The part of a conversation that a page or a fragment shows: values ready for the templates."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Self

from webchat.chat.message_view import MessageView, view_of
from webchat.live.live_reply import LiveReply
from webchat.messages.paging import Opened
from webchat.store.messages import Message

FindLive = Callable[[Message], LiveReply | None]


@dataclass(frozen=True, slots=True)
class PartView:
    """Messages, oldest first, and the ids to go on from on both sides (None where there are no more).

    `is_part`: the conversation ends later, or elsewhere; `is_other`: elsewhere, in another version of it.
    """

    conversation_id: str
    leaf_id: str | None
    messages: Sequence[MessageView]
    older: str | None
    newer: str | None
    is_part: bool
    is_other: bool

    def without_last(self) -> Self:
        """The same without its last message, which is shown as it arrives."""
        return replace(self, messages=self.messages[:-1])


def part_view(opened: Opened, find_live: FindLive) -> PartView:
    """The view of what was opened; running replies as they are shown now, where they can be watched here."""
    shown = [view_of(message, find_live(message), opened.versions.get(message.id)) for message in opened.messages]
    return PartView(
        conversation_id=str(opened.conversation.id),
        leaf_id=_text(opened.conversation.leaf_id),
        messages=shown,
        older=_text(opened.part.older),
        newer=_text(opened.part.newer),
        is_part=opened.is_part,
        is_other=opened.is_other,
    )


def _text(identifier: object) -> str | None:
    return None if identifier is None else str(identifier)
