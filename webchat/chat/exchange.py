"""What is shown of a reply that was just begun, or that has ended: with what was sent after it and what still waits."""

from collections.abc import Mapping
from typing import Any

from webchat.chat.composer import composer_for
from webchat.chat.desk import Desk
from webchat.chat.message_view import MessageView, view_of
from webchat.chat.outcome import Outcome
from webchat.chat.sent import Sent
from webchat.parameters.answering import Answering
from webchat.store import messages
from webchat.store.messages import Message


def begun(desk: Desk, reply: Message, *, is_version: bool) -> dict[str, Any]:
    """A reply that is being written, the last of its conversation; `is_version`: it may have siblings."""
    versions = desk.versions_of(reply) if is_version else {}
    view = view_of(reply, None, versions.get(reply.id))
    return {"message": view, "is_last": True, "following": [], "last": view, "waiting": None}


def ended(desk: Desk, outcome: Outcome) -> dict[str, Any]:
    """A reply as it stands, with what follows it; `last` ends what is then shown."""
    message = view_of(outcome.reply, desk.live_view(outcome.reply), outcome.versions.get(outcome.reply.id))
    following = following_views(desk, outcome)
    last = following[-1] if following else message
    return {
        "message": message,
        "is_last": outcome.is_last,
        "following": following,
        "last": last,
        "waiting": outcome.waiting,
    }


def following_views(desk: Desk, outcome: Outcome) -> list[MessageView]:
    """What follows the reply."""
    return [view_of(each, desk.live_view(each), outcome.versions.get(each.id)) for each in outcome.following]


def shown_with(desk: Desk, sent: Sent, shown: Mapping[str, Any]) -> dict[str, Any]:
    """The same with the message that was sent, and the composer below it."""
    conversation_id = str(sent.conversation.id)
    last: MessageView = shown["last"]
    answering = desk.answering(sent.conversation)
    return {
        "user_message": view_of(sent.message),
        "conversation": sent.conversation,
        "conversation_id": conversation_id,
        "is_first": sent.is_first,
        "composer": composer_for(conversation_id, max_chars=desk.settings.max_message_chars, parent_id=last.id),
        "answering": answering,
        "answers_instead": answers_instead(desk, sent, answering),
        **shown,
    }


def answers_instead(desk: Desk, sent: Sent, answering: Answering) -> bool:
    """Whether a reply is the first that somebody else writes, because what its conversation had chosen is gone."""
    if not answering.gone or _writer(sent.reply) != _writer_in(answering.record()):
        return False
    parent_id = sent.message.parent_id
    with desk.database.reading() as session:
        before = parent_id and messages.owned_by(session, sent.conversation.owner_id, parent_id)
    return not before or _writer(before) != _writer(sent.reply)


def _writer(reply: Message) -> tuple[str | None, ...]:
    return _writer_in(reply.asked_with or {})


def _writer_in(record: Mapping[str, Any]) -> tuple[str | None, ...]:
    return tuple(record.get(name) for name in ("provider", "model", "assistant"))
