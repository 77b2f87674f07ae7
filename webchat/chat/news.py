"""What a tab lacks that was in the background or off line while others went on with its conversation."""

from collections.abc import Sequence
from dataclasses import dataclass

from webchat.chat.message_view import MessageView
from webchat.chat.part_view import PartView


@dataclass(frozen=True, slots=True)
class News:
    """Messages to append, or when `is_whole` the newest part of the conversation in place of all that is shown."""

    part: PartView
    messages: Sequence[MessageView]
    is_whole: bool


def news_for(newest: PartView, *, seen_id: str, revision: str) -> News | None:
    """What a tab must be told whose last message is `seen_id` at `revision` (of a reply; empty for a user's message).

    It is compared with the newest part of its conversation alone: whoever lacks more gets that part.
    None when it shows everything. A reply that it saw running is up to date: the tab follows it by itself.
    """
    shown = newest.messages
    place = next((place for place, message in enumerate(shown) if message.id == seen_id), None)
    if place is None and not (shown or seen_id):
        return None
    if place is None or _has_changed(shown[place], revision):
        return News(newest, shown, is_whole=True)
    later = shown[place + 1 :]
    return News(newest, later, is_whole=False) if later else None


def _has_changed(message: MessageView, revision: str) -> bool:
    return message.role == "assistant" and revision not in (message.revision, "pending", "streaming")
