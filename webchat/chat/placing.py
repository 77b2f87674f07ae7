"""Where the next message of a conversation goes, when several tabs may show different versions of it."""

import uuid

from webchat.store import Session, lines, messages
from webchat.store.conversations import Conversation


def end_for(session: Session, conversation: Conversation, parent_id: uuid.UUID | None) -> uuid.UUID | None:
    """The message that the next one follows: the end of the line on which `parent_id` stands.

    Without `parent_id`, or when it is not there any more, the end of the line that the conversation shows.
    """
    if parent_id is None or parent_id == conversation.leaf_id:
        return conversation.leaf_id
    parent = messages.owned_by(session, conversation.owner_id, parent_id)
    if parent is None or parent.conversation_id != conversation.id:
        return conversation.leaf_id
    return lines.leaf_below(session, parent.id)
