"""Appends a message and its empty reply to a conversation, in one transaction; once, however often it is submitted.

The reply is claimed for `holder` in the same transaction: whoever accepted it writes it, or its lease runs out.
"""

import hashlib
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from webchat.chat.generation import LEASE
from webchat.config import Settings
from webchat.errors import Busy, InvalidInput, NotFound, ReplyRunning, UnknownField
from webchat.store import Session, conversations, messages, replies, running, submissions
from webchat.store.conversations import Conversation
from webchat.store.database import Database
from webchat.store.messages import Message

SUBMISSION_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
RETRY_AFTER = 10
TITLE_CHARS = 60
MAY = {"retry": "can be tried again", "continue": "can be continued"}
Writes = Callable[[Session, Conversation, Message, Message], Message]
UNKNOWN_REPLY = "This reply does not exist, or it belongs to another browser session."
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


@dataclass(frozen=True, slots=True)
class Sending:
    """Stores messages, and replies claimed for `holder`.

    Every method raises NotFound, ReplyRunning, Busy, UnknownField or StorageUnavailable; then nothing was stored.
    AlreadySubmitted too, when the same was stored at the same moment: called again, it finds that.
    """

    database: Database
    settings: Settings
    holder: str

    def send(self, owner: str, *, conversation_id: str, text: str, submission_id: str) -> Sent:
        """Store a message, already accepted, and its reply; an empty `conversation_id` opens a new conversation."""
        _check_submission_id(submission_id)
        with self.database.writing() as session:
            conversation = _held(session, owner, conversation_id) if conversation_id else None
            submission_id = _of(submission_id, "send", conversation_id, text)
            found = _found(session, owner, submission_id)
            if found:
                return found
            conversation = conversation or _opened(session, owner, text)
            self._check_room(session, owner, conversation)
            message = messages.new(conversation, role="user", text=text, parent_id=conversation.leaf_id)
            reply = self._claimed_reply(session, conversation, message)
            messages.append_all(session, conversation, [message, reply])
            _remember(session, owner, submission_id, message, reply)
            return Sent(message, reply, is_repeated=False, title=conversation.title)

    def retry(self, owner: str, *, reply_id: uuid.UUID, submission_id: str) -> Sent:
        """Store a sibling of a reply that has ended; the conversation then shows the sibling.

        Raises InvalidInput when the conversation has gone on since.
        """
        return self._again("retry", self._sibling, owner, reply_id, submission_id)

    def go_on(self, owner: str, *, reply_id: uuid.UUID, submission_id: str) -> Sent:
        """Open a reply again that ended early, to be continued. Raises InvalidInput when it did not."""
        return self._again("continue", self._reopened, owner, reply_id, submission_id)

    def _again(self, action: str, written_by: Writes, owner: str, reply_id: uuid.UUID, submission_id: str) -> Sent:
        _check_submission_id(submission_id)
        with self.database.writing() as session:
            conversation, message, reply = _last_of(session, owner, reply_id)
            submission_id = _of(submission_id, action, str(reply_id))
            found = _found(session, owner, submission_id)
            if found:
                return found
            self._check_room(session, owner, conversation)
            if conversation.leaf_id != reply.id:
                raise InvalidInput(f"This conversation has gone on since: only its last reply {MAY[action]}.")
            written = written_by(session, conversation, message, reply)
            _remember(session, owner, submission_id, message, written)
            return Sent(message, written, is_repeated=False, title=conversation.title)

    def _sibling(self, session: Session, conversation: Conversation, message: Message, reply: Message) -> Message:
        sibling = self._claimed_reply(session, conversation, message)
        messages.append_all(session, conversation, [sibling])
        return sibling

    def _reopened(self, session: Session, conversation: Conversation, message: Message, reply: Message) -> Message:
        if not reply.text or not replies.reopen(session, reply.id, self.holder, LEASE):
            raise InvalidInput("This reply has nothing that could be continued.")
        return reply

    def _claimed_reply(self, session: Session, conversation: Conversation, message: Message) -> Message:
        reply = messages.new(conversation, role="assistant", text="", parent_id=message.id)
        for name, value in replies.held_by(session, self.holder, LEASE).items():
            setattr(reply, name, value)
        return reply

    def _check_room(self, session: Session, owner: str, conversation: Conversation) -> None:
        now = running.now(session, owner, conversation.id)
        if now.here:
            raise ReplyRunning(
                "A reply is still being written here. Your text is kept: send it when the reply has ended."
            )
        if now.of_owner >= self.settings.max_running_per_session:
            raise Busy(
                "Several replies are being written for you already. Your text is kept: send it when one has ended.",
                retry_after=RETRY_AFTER,
            )
        if now.in_all >= self.settings.max_running:
            raise Busy(
                "Very many people are asking at the moment. Your text is kept: please try again in a few seconds.",
                retry_after=RETRY_AFTER,
            )


def _of(submission_id: str, *said: str) -> str:
    """The key of a submission. A form that was edited and sent again, or another action with the same id, is another
    submission: it must not be swallowed."""
    return f"{submission_id}:{hashlib.sha256(chr(0).join(said).encode()).hexdigest()[:16]}"


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
    return conversations.create(session, owner, title=title_from(text))


def _last_of(session: Session, owner: str, reply_id: uuid.UUID) -> tuple[Conversation, Message, Message]:
    """The conversation, held until the end of the transaction, with this reply and the message that it answers."""
    reply = messages.owned_by(session, owner, reply_id)
    message = reply and reply.parent_id and messages.owned_by(session, owner, reply.parent_id)
    if not reply or not message:
        raise NotFound(UNKNOWN_REPLY)
    return _held(session, owner, str(reply.conversation_id)), message, reply
