"""What a tab lacks that was in the background or off line while others went on with its conversation."""

from collections.abc import Sequence
from dataclasses import dataclass

from webchat.chat.message_view import MessageView


@dataclass(frozen=True, slots=True)
class News:
    """Messages to append, or when `is_whole` all that the conversation shows."""

    messages: Sequence[MessageView]
    is_whole: bool


def news_for(shown: Sequence[MessageView], *, seen_id: str, revision: str) -> News | None:
    """What a tab must be told whose last message is `seen_id` at `revision` (of a reply; empty for a user's message).

    None when it shows everything. A reply that it saw running is up to date: the tab follows it by itself.
    """
    place = next((place for place, message in enumerate(shown) if message.id == seen_id), None)
    if place is None or _has_changed(shown[place], revision):
        return News(shown, is_whole=True)
    later = shown[place + 1 :]
    return News(later, is_whole=False) if later else None


def _has_changed(message: MessageView, revision: str) -> bool:
    return message.role == "assistant" and revision not in (message.revision, "pending", "streaming")
