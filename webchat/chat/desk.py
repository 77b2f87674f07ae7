"""Where a message comes in and its reply goes out: sending, retrying, waiting and looking, for one owner at a time."""

import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from webchat.chat import sending
from webchat.chat.generation import Generation
from webchat.chat.generations import Generations
from webchat.chat.sending import Sent
from webchat.config import Settings
from webchat.errors import NotFound
from webchat.model_choice import ModelChoice
from webchat.provider import Provider
from webchat.store import conversations, messages
from webchat.store.conversations import Conversation
from webchat.store.database import Database
from webchat.store.messages import Message
from webchat.store.submissions import AlreadySubmitted

LOOK_EVERY = 0.5


@dataclass(frozen=True, slots=True)
class Opened:
    """A conversation and the messages that it shows, oldest first."""

    conversation: Conversation
    messages: Sequence[Message]


class Desk:
    """The parts that the chat works with. Every method that names an owner answers NotFound for a stranger."""

    def __init__(self, settings: Settings, database: Database, provider: Provider, model: ModelChoice) -> None:
        self.settings, self.database, self.provider, self.model = settings, database, provider, model
        self.generations = Generations(database, self._generation)
        self.is_stopping = False

    def _generation(self, reply_id: uuid.UUID, holder: str) -> Generation:
        return Generation(
            self.database,
            self.provider,
            self.model,
            reply_id=reply_id,
            holder=holder,
        )

    def send(self, owner: str, *, conversation_id: str, text: str, submission_id: str) -> Sent:
        """Store a message and start its reply; the same submission is stored and answered once."""

        def attempt() -> Sent:
            return sending.send(
                self.database,
                self.settings,
                owner,
                conversation_id=conversation_id,
                text=text,
                submission_id=submission_id,
            )

        return self._started(attempt)

    def retry(self, owner: str, *, reply_id: uuid.UUID, submission_id: str) -> Sent:
        """Store and start a sibling of an ended reply."""

        def attempt() -> Sent:
            return sending.retry(self.database, self.settings, owner, reply_id=reply_id, submission_id=submission_id)

        return self._started(attempt)

    def _started(self, attempt: Callable[[], Sent]) -> Sent:
        try:
            sent = attempt()
        except AlreadySubmitted:  # another worker stored it at the same moment: now it is found
            sent = attempt()
        if not sent.is_repeated:
            self.generations.start(sent.reply.id)
        return sent

    def open(self, owner: str | None, conversation_id: uuid.UUID) -> Opened:
        """The conversation and what it shows."""
        with self.database.reading() as session:
            conversation = owner and conversations.owned_by(session, owner, conversation_id)
            if not conversation:
                raise NotFound("This conversation does not exist, or it belongs to another browser session.")
            return Opened(conversation, messages.shown(session, conversation))

    def reply(self, owner: str | None, reply_id: uuid.UUID) -> Message:
        """One reply as it stands now."""
        with self.database.reading() as session:
            message = owner and messages.owned_by(session, owner, reply_id)
        if not message or message.role != "assistant":
            raise NotFound("This reply does not exist, or it belongs to another browser session.")
        return message

    def reply_when_final(self, owner: str | None, reply_id: uuid.UUID, *, seconds: float) -> Message:
        """The reply when it has ended, or as it stands after `seconds` or when the server stops."""
        until = time.monotonic() + seconds
        message = self.reply(owner, reply_id)
        while message.is_running and (left := until - time.monotonic()) > 0 and not self.is_stopping:
            self.generations.wait(reply_id, min(left, LOOK_EVERY))
            message = self.reply(owner, reply_id)
        return message

    def is_last(self, owner: str | None, message: Message) -> bool:
        """Whether the conversation of this message ends with it."""
        with self.database.reading() as session:
            conversation = conversations.owned_by(session, owner or "", message.conversation_id)
        return conversation is not None and conversation.leaf_id == message.id

    def close(self, within: float) -> None:
        """Let running replies end for `within` seconds, save the rest, and let go of provider and database."""
        self.generations.close(within)
        self.provider.close()
        self.database.close()
