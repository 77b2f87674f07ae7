"""A submission: one press of a button, known by its form's id, its action and what it said. The same one sent again
finds what it led to."""

import hashlib
import re

from webchat.chat.sent import Sent
from webchat.errors import UnknownField
from webchat.store import Session, conversations, messages, submissions
from webchat.wording import N_

SUBMISSION_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")


def key_of(submission_id: str, *said: str) -> str:
    """The key of a submission. A form that was edited and sent again, or another action with the same id, is another
    submission: it must not be swallowed. Raises UnknownField for a malformed id."""
    if not SUBMISSION_ID.fullmatch(submission_id):
        raise UnknownField(N_("This form is not complete. Reload the page and try again; your text is kept."))
    return f"{submission_id}:{hashlib.sha256(chr(0).join(said).encode()).hexdigest()[:16]}"


def found(session: Session, owner: str, key: str) -> Sent | None:
    """What this submission led to; None when it is new, or what it led to was deleted."""
    submission = submissions.find(session, owner, key)
    if submission is None:
        return None
    message = messages.owned_by(session, owner, submission.message_id)
    reply = messages.owned_by(session, owner, submission.reply_id)
    conversation = conversations.owned_by(session, owner, submission.conversation_id)
    if message is None or reply is None or conversation is None:
        return None
    return Sent(conversation, message, reply, is_repeated=True)


def remember(session: Session, key: str, sent: Sent) -> None:
    """Keep what this submission led to. Raises AlreadySubmitted when it is known."""
    submissions.add(
        session,
        sent.conversation.owner_id,
        key,
        conversation_id=sent.conversation.id,
        message_id=sent.message.id,
        reply_id=sent.reply.id,
    )
