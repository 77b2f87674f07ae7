"""Where somebody is, judged by the address of the page that is open, and where an action therefore leads."""

import re
from uuid import UUID

OPEN = re.compile(r"/conversations/([0-9a-f-]{36})(?:\?.*)?")


def open_id(path: str) -> str | None:
    """The conversation that a page shows."""
    found = OPEN.fullmatch(path)
    return found[1] if found else None


def place_of(conversation_id: UUID) -> str:
    """The page of a conversation."""
    return f"/conversations/{conversation_id}"


def back_to(path: str, conversation_id: UUID) -> str:
    """The page that one came from; from the pages about this conversation, and from the first, the conversation."""
    own = place_of(conversation_id)
    return own if path == "/" or path.startswith(f"{own}/") else path


def after_deletion(path: str, conversation_id: UUID) -> str:
    """The same page where that still exists, and else a new conversation; with Undo."""
    left = "/" if path.startswith(place_of(conversation_id)) else path
    return f"{left}{'&' if '?' in left else '?'}deleted={conversation_id}"


def after_undo(path: str, conversation_id: UUID) -> str | None:
    """Another page than the one that is open, where that cannot show by itself what came back."""
    if f"deleted={conversation_id}" in path:  # it was open, or deleted on a page of its own
        return place_of(conversation_id)
    return path if path.startswith("/conversations?") else None
