"""Appends a message and its empty reply to a conversation, in one transaction; once, however often it is submitted."""

import hashlib
import re
import uuid
from dataclasses import dataclass

from webchat.config import Settings
from webchat.errors import Busy, InvalidInput, NotFound, ReplyRunning, UnknownField
from webchat.store import Session, conversations, messages, submissions
from webchat.store.conversations import Conversation
from webchat.store.database import Database
from webchat.store.messages import Message

SUBMISSION_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
RETRY_AFTER = 10
TITLE_CHARS = 60
UNKNOWN_CONVERSATION = (
    "This conversation does not exist, or it belongs to another browser session. Your text is kept: "
    "start a new conversation to send it."
)


def title_from(text: str) -> str:
    """The first words of a text, on one line."""
    line = " ".join(text.split())
    if len(line) <= TITLE_CHARS:
        return line
    start = line[:TITLE_CHARS]
    return f"{start.rsplit(' ', 1)[0] if ' ' in start else start}…"


@dataclass(frozen=True, slots=True)
class Sent:
    """A stored message, its reply and the conversation's title.

    `is_repeated`: this submission had been accepted before, and nothing more was stored.
    """

    message: Message
    reply: Message
    is_repeated: bool
    title: str | None = None


def parse_id(text: str) -> uuid.UUID | None:
    """The id that a form carries; None when it is none."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def send(
    database: Database, settings: Settings, owner: str, *, conversation_id: str, text: str, submission_id: str
) -> Sent:
    """Store a message, already accepted, and its pending reply; an empty `conversation_id` opens a new conversation.

    Raises NotFound, ReplyRunning, Busy, UnknownField or StorageUnavailable; then nothing was stored.
    """
    _check_submission_id(submission_id)
    with database.writing() as session:
        conversation = _held(session, owner, conversation_id) if conversation_id else None
        submission_id = _of_text(submission_id, text)
        found = _found(session, owner, submission_id)
        if found:
            return found
        conversation = conversation or _opened(session, owner, text)
        _check_room(session, settings, owner, conversation)
        message = messages.append(
            session, conversation, role="user", text=text, parent_id=conversation.leaf_id, status="complete"
        )
        reply = messages.append(
            session, conversation, role="assistant", text="", parent_id=message.id, status="pending"
        )
        _remember(session, owner, submission_id, message, reply)
        return Sent(message, reply, is_repeated=False, title=conversation.title)


def retry(database: Database, settings: Settings, owner: str, *, reply_id: uuid.UUID, submission_id: str) -> Sent:
    """Store a pending sibling of a reply that has ended; the conversation then shows the sibling.

    Raises NotFound, InvalidInput when the conversation has gone on since, ReplyRunning, Busy, StorageUnavailable.
    """
    _check_submission_id(submission_id)
    with database.writing() as session:
        reply = messages.owned_by(session, owner, reply_id)
        message = reply and reply.parent_id and messages.owned_by(session, owner, reply.parent_id)
        if not reply or not message:
            raise NotFound("This reply does not exist, or it belongs to another browser session.")
        conversation = _held(session, owner, str(reply.conversation_id))
        found = _found(session, owner, submission_id)
        if found:
            return found
        _check_room(session, settings, owner, conversation)
        if conversation.leaf_id != reply.id:
            raise InvalidInput("This conversation has gone on since: only its last reply can be tried again.")
        sibling = messages.append(
            session, conversation, role="assistant", text="", parent_id=message.id, status="pending"
        )
        _remember(session, owner, submission_id, message, sibling)
        return Sent(message, sibling, is_repeated=False, title=conversation.title)


def _of_text(submission_id: str, text: str) -> str:
    """A form that was edited and sent again is another submission: the same id must not swallow the new text."""
    return f"{submission_id}:{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def _check_submission_id(submission_id: str) -> None:
    if not SUBMISSION_ID.fullmatch(submission_id):
        raise UnknownField("This form is not complete. Reload the page and try again; your text is kept.")


def _found(session: Session, owner: str, submission_id: str) -> Sent | None:
    submission = submissions.find(session, owner, submission_id)
    if submission is None:
        return None
    message = messages.owned_by(session, owner, submission.message_id)
    reply = messages.owned_by(session, owner, submission.reply_id)
    if message is None or reply is None:
        return None
    conversation = conversations.owned_by(session, owner, message.conversation_id)
    return Sent(message, reply, is_repeated=True, title=conversation.title if conversation else None)


def _remember(session: Session, owner: str, submission_id: str, message: Message, reply: Message) -> None:
    submissions.add(
        session,
        owner,
        submission_id,
        conversation_id=message.conversation_id,
        message_id=message.id,
        reply_id=reply.id,
    )


def _held(session: Session, owner: str, conversation_id: str) -> Conversation:
    """The conversation, held until the end of the transaction: what is read about it from now on stays true."""
    known_id = parse_id(conversation_id)
    found = known_id and conversations.owned_by(session, owner, known_id, for_change=True)
    if not found:
        raise NotFound(UNKNOWN_CONVERSATION)
    return found


def _opened(session: Session, owner: str, text: str) -> Conversation:
    conversation = conversations.create(session, owner)
    conversation.title = title_from(text)
    return conversation


def _check_room(session: Session, settings: Settings, owner: str, conversation: Conversation) -> None:
    if messages.running_in(session, conversation.id):
        raise ReplyRunning("A reply is still being written here. Your text is kept: send it when the reply has ended.")
    if messages.count_running(session, owner_id=owner) >= settings.max_running_per_session:
        raise Busy(
            "Several replies are being written for you already. Your text is kept: send it when one has ended.",
            retry_after=RETRY_AFTER,
        )
    if messages.count_running(session) >= settings.max_running:
        raise Busy(
            "Very many people are asking at the moment. Your text is kept: please try again in a few seconds.",
            retry_after=RETRY_AFTER,
        )
