"""What every readable export says of a message besides its text: who, when, and how a reply ended."""

from datetime import UTC, datetime

from webchat.store.documents import DocumentMessage

UNTITLED = "Conversation without a title"


def who(message: DocumentMessage) -> str:
    """Whose message it is."""
    return "You" if message.role == "user" else "Reply"


def about(message: DocumentMessage) -> str:
    """Whose message it is, when it was sent, which model wrote it, and when its text was changed."""
    edited = f"edited {when(message.edited_at)}" if message.edited_at else None
    return " · ".join(filter(None, (who(message), when(message.created_at), message.model, edited)))


def when(moment: datetime) -> str:
    """A moment as people read it, in UTC."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def ending(message: DocumentMessage) -> str:
    """How a reply ended, in words; empty for one that is simply complete."""
    if message.status in ("pending", "streaming"):
        return "This reply was still being written when it was exported."
    if message.status == "stopped":
        return "Stopped."
    if message.status == "interrupted":
        return "Interrupted: the reply broke off before it was finished."
    if message.status == "failed":
        return str((message.error_detail or {}).get("message") or "The reply could not be written.")
    if message.finish_reason == "length":
        return "This reply was cut at the token limit."
    if message.finish_reason == "content_filter":
        return "The provider’s content filter ended this reply early."
    return ""
