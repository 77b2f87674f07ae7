"""Where a message comes in and its reply goes out: sending, retrying, waiting and looking, for one owner at a time."""

import time
import uuid
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from webchat.chat.generation import Generation
from webchat.chat.generations import Generations
from webchat.chat.sending import UNKNOWN_REPLY, Sending, Sent
from webchat.config import Settings
from webchat.errors import NotFound, StorageUnavailable
from webchat.live.live_replies import LiveReplies
from webchat.live.live_reply import LiveReply
from webchat.live.log import ReplyLog
from webchat.metrics.counting import Metrics
from webchat.model_choice import ModelChoice
from webchat.provider import Provider
from webchat.store import conversations, lines, messages, replies, running
from webchat.store.conversations import Conversation
from webchat.store.database import Database
from webchat.store.messages import Message
from webchat.store.submissions import AlreadySubmitted

LOOK_EVERY = 0.5  # seconds


@dataclass(frozen=True, slots=True)
class Opened:
    """A conversation and the messages that it shows, oldest first."""

    conversation: Conversation
    messages: Sequence[Message]


class Desk:
    """The parts that the chat works with. Every method that names an owner answers NotFound for a stranger."""

    def __init__(
        self, settings: Settings, database: Database, provider: Provider, model: ModelChoice, metrics: Metrics
    ) -> None:
        self.settings, self.database, self.provider, self.model = settings, database, provider, model
        self.metrics = metrics
        self.live = LiveReplies()
        self.generations = Generations(database, self.live, self._generation, metrics)
        self.sending = Sending(database, settings, self.generations.holder)
        self.viewers: Counter[str] = Counter()  # open event streams, by owner
        self.is_stopping = False

    def _generation(self, reply_id: uuid.UUID, holder: str, reply_log: ReplyLog) -> Generation:
        return Generation(
            self.database, self.provider, self.model, reply_id=reply_id, holder=holder, reply_log=reply_log
        )

    def send(self, owner: str, *, conversation_id: str, text: str, submission_id: str) -> Sent:
        """Store a message and start its reply; the same submission is stored and answered once."""
        form = {"conversation_id": conversation_id, "text": text, "submission_id": submission_id}
        return self._started(lambda: self.sending.send(owner, **form))

    def retry(self, owner: str, *, reply_id: uuid.UUID, submission_id: str) -> Sent:
        """Store and start a sibling of an ended reply."""
        return self._started(lambda: self.sending.retry(owner, reply_id=reply_id, submission_id=submission_id))

    def go_on(self, owner: str, *, reply_id: uuid.UUID, submission_id: str) -> Sent:
        """Continue a reply that was cut, stopped or interrupted, in its place."""
        return self._started(lambda: self.sending.go_on(owner, reply_id=reply_id, submission_id=submission_id))

    def _started(self, attempt: Callable[[], Sent]) -> Sent:
        try:
            sent = attempt()
        except AlreadySubmitted:  # another worker stored it at the same moment: now it is found
            sent = attempt()
        if not sent.is_repeated:
            self.generations.start(sent.reply.id, text=sent.reply.text, reasoning=sent.reply.reasoning)
        return sent

    def stop(self, owner: str | None, reply_id: uuid.UUID) -> Message:
        """Stop a running reply, wherever it is written, and keep its text; one that has ended stays as it is."""
        message = self.reply(owner, reply_id)
        if message.is_running and not self.generations.stop(reply_id):
            with self.database.writing() as session:
                replies.request_stop(session, reply_id)
            self.live.ask_to_stop(reply_id)
        return message

    def open(self, owner: str | None, conversation_id: uuid.UUID) -> Opened:
        """The conversation and what it shows."""
        with self.database.reading() as session:
            conversation = owner and conversations.owned_by(session, owner, conversation_id)
            if not conversation:
                raise NotFound("This conversation does not exist, or it belongs to another browser session.")
            return Opened(conversation, lines.shown(session, conversation))

    def reply(self, owner: str | None, reply_id: uuid.UUID) -> Message:
        """One reply as it stands now."""
        with self.database.reading() as session:
            message = owner and messages.owned_by(session, owner, reply_id)
        if not message or message.role != "assistant":
            raise NotFound(UNKNOWN_REPLY)
        return message

    def runs(self, owner: str | None, reply_id: uuid.UUID) -> bool:
        """Whether a reply is being written, quickly."""
        with self.database.reading() as session:
            status = messages.status_of(session, owner, reply_id) if owner else None
        if status is None:
            raise NotFound(UNKNOWN_REPLY)
        return status in messages.RUNNING

    def reply_when_final(self, owner: str | None, reply_id: uuid.UUID, *, seconds: float) -> Message:
        """The reply when it has ended, or as it stands after `seconds` or when the server stops."""
        until = time.monotonic() + seconds
        message = self.reply(owner, reply_id)
        while message.is_running and (left := until - time.monotonic()) > 0 and not self.is_stopping:
            self.generations.wait(reply_id, min(left, LOOK_EVERY))
            message = self.reply(owner, reply_id)
        return message

    def live_view(self, message: Message) -> LiveReply | None:
        """The live view of a message, if it is a reply that is running and can be watched here."""
        return self.live.find(message.id) if message.is_running else None

    def reply_with_place(self, owner: str | None, reply_id: uuid.UUID) -> tuple[Message, bool]:
        """One reply as it stands now, and whether its conversation ends with it."""
        with self.database.reading() as session:
            found = messages.owned_with_leaf(session, owner, reply_id) if owner else None
        if not found or found[0].role != "assistant":
            raise NotFound(UNKNOWN_REPLY)
        message, leaf_id = found
        return message, leaf_id == message.id

    def share_over(self, redis_url: str) -> None:
        """Share running replies with the other workers that use this database."""
        from webchat.live.sharing import Sharing  # the library takes 0.1 s to import, and most have one worker

        self.live.share(Sharing(redis_url, stop=self.generations.stop, ended=self._ended))

    def _ended(self, reply_ids: Collection[uuid.UUID]) -> Collection[uuid.UUID]:
        """Which of these replies do not run any more, as far as the store can be read."""
        try:
            with self.database.reading() as session:
                return set(reply_ids) - running.among(session, reply_ids)
        except StorageUnavailable:
            return ()

    def prepare_to_close(self, within: float) -> None:
        """The server stops: let running replies end for `within` seconds and their viewers see it; save the rest."""
        self.is_stopping = True
        self.live.leave(within)
        self.generations.finish(within)

    def close(self, within: float) -> None:
        """Let running replies end for `within` seconds, save the rest, and let go of provider and database."""
        self.generations.close(within)
        self.live.close()
        self.provider.close()
        self.database.close()
