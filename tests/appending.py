"""One message more in a conversation, as tests of the store write it; the application always appends pairs."""

from uuid import UUID

from webchat.store import Conversation, Message, Session, messages
from webchat.store.messages import Role, Status


def append(
    session: Session,
    conversation: Conversation,
    *,
    role: Role,
    text: str,
    parent_id: UUID | None,
    status: Status = "complete",
) -> Message:
    """Add one message; see `messages.append_all`."""
    message = messages.new(conversation, role=role, text=text, parent_id=parent_id, status=status)
    messages.append_all(session, conversation, [message])
    return message
