"""A conversation's own settings, read from the store and changed there; what answers its next message follows."""

from dataclasses import replace

from webchat.models.switchboard import Switchboard
from webchat.parameters.answering import Answering, Overrides
from webchat.parameters.resolving import resolve
from webchat.store import Session, conversations
from webchat.store.conversations import Conversation


def answering_in(
    switchboard: Switchboard,
    conversation: Conversation,
    *,
    model: str | None = None,
    overrides: Overrides | None = None,
) -> Answering:
    """What answers the next message of this conversation; for once with these `overrides` instead of its own, and with
    `model`, if it is offered."""
    overrides = overrides or Overrides.of(conversation.overrides)
    if model and switchboard.find(model):
        overrides = replace(overrides, model=model)
    return resolve(switchboard, conversation.assistant, overrides)


def change(session: Session, conversation: Conversation, overrides: Overrides) -> None:
    """Set what a conversation, which is held, sets for itself from its next message on."""
    conversations.set_overrides(session, conversation, overrides.stored() or None)
