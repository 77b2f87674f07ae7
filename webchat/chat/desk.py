"""Where a message comes in and its reply goes out: sending, retrying, waiting and looking, for one owner at a time."""

import time
import uuid
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from typing import TypeVar, Unpack

from webchat import unknown
from webchat.chat.again import Again
from webchat.chat.asking import Asking
from webchat.chat.dispatch import Dispatch
from webchat.chat.generation import Generation
from webchat.chat.generations import Generations
from webchat.chat.outcome import Outcome, outcome_of
from webchat.chat.pairing import NOWHERE_TO_SEND, Pairing, held
from webchat.chat.sending import MessageForm, Sending, parse_id
from webchat.chat.sent import Sent, Waits
from webchat.chat.sweeping import Sweeping
from webchat.chat.titling import Titling
from webchat.config import Settings
from webchat.errors import NotFound, StorageUnavailable
from webchat.live.live_replies import LiveReplies
from webchat.live.live_reply import LiveReply
from webchat.live.log import ReplyLog
from webchat.messages import paging
from webchat.messages.paging import NEWEST, Opened, Place
from webchat.metrics.counting import Metrics
from webchat.models.switchboard import Switchboard
from webchat.parameters import accepting, changing
from webchat.parameters.answering import Answering, Overrides
from webchat.parameters.resolving import NOTHING_OWN, resolve
from webchat.store import Conversation, conversations, messages, replies, running, versions
from webchat.store.database import Database
from webchat.store.messages import Message
from webchat.store.submissions import AlreadySubmitted
from webchat.store.versions import Versions
from webchat.waiting import queue
from webchat.waiting.queue import WaitingView

LOOK_EVERY = 0.5  # seconds
Stored = TypeVar("Stored", Sent, Sent | Waits)


class Desk:
    """The parts that the chat works with. Every method that names an owner answers NotFound for a stranger."""

    def __init__(self, settings: Settings, database: Database, switchboard: Switchboard, metrics: Metrics) -> None:
        self.settings, self.database, self.switchboard, self.metrics = settings, database, switchboard, metrics
        self.live = LiveReplies()
        self.generations = Generations(database, self.live, self._generation, Sweeping(database, switchboard), metrics)
        pairing = Pairing(settings, self.generations.holder, switchboard)
        self.sending, self.again = Sending(database, pairing), Again(database, pairing)
        self.dispatch = Dispatch(database, pairing)
        self.titling = Titling(database, switchboard, is_on=settings.titles)
        self.viewers: Counter[str] = Counter()  # open event streams, by owner
        self.is_stopping = False

    def _generation(self, reply: Message, holder: str, reply_log: ReplyLog) -> Generation:
        asking = Asking(
            self.database,
            self.switchboard,
            reply_id=reply.id,
            asked_with=reply.asked_with,
            beginning=reply.text,
            keeps_exchanges=self.settings.exchanges,
        )
        return Generation(self.database, asking, holder=holder, reply_log=reply_log, send_next=self.dispatch.send_next)

    def answering(
        self, conversation: Conversation | None, assistant_slug: str | None = None, overrides: Overrides = NOTHING_OWN
    ) -> Answering:
        """What answers the next message: of this conversation, or of a new one of that assistant."""
        if conversation:
            return changing.answering_in(self.switchboard, conversation)
        return resolve(self.switchboard, assistant_slug, overrides)

    def fine(self, assistant_slug: str | None, parameters: Mapping[str, str]) -> Overrides:
        """What of a form's parameters for a new conversation makes sense."""
        most = self.settings.max_message_chars
        return accepting.fine(self.switchboard, parameters, assistant=assistant_slug, max_chars=most)

    def wrong(self, assistant_slug: str | None, parameters: Mapping[str, str]) -> frozenset[str]:
        """The fields of such a form that are refused."""
        most = self.settings.max_message_chars
        return accepting.wrong(self.switchboard, parameters, assistant=assistant_slug, max_chars=most)

    def assistant_of(self, owner: str | None, conversation_id: str) -> str | None:
        """The slug of the assistant that a conversation was begun with; None without one. Raises NotFound."""
        with self.database.reading() as session:
            found = conversations.owned_by(session, owner or "", parse_id(conversation_id) or uuid.UUID(int=0))
            if found is None:
                raise NotFound(NOWHERE_TO_SEND)
            return found.assistant

    def change_parameters(self, owner: str | None, conversation_id: uuid.UUID, overrides: Overrides) -> Answering:
        """Let a conversation set this for itself, from its next message on; returns what then answers."""
        self.switchboard.look()
        with self.database.writing() as session:
            conversation = held(session, owner or "", conversation_id, words=unknown.CONVERSATION)
            changing.change(session, conversation, overrides)
            return changing.answering_in(self.switchboard, conversation)

    def send(self, owner: str, **form: Unpack[MessageForm]) -> Sent | Waits:
        """Store a message and start its reply, or let it wait; the same submission is stored and answered once."""
        sent = self._started(lambda: self.sending.send(owner, **form))
        if isinstance(sent, Sent) and sent.begins_listed:
            self.titling.begin(owner, sent.conversation.id, form["text"], sent.reply.asked_with)
        return sent

    def edit(self, owner: str, *, message_id: uuid.UUID, text: str, submission_id: str) -> Sent:
        """Store another version of a person's message and start its reply."""
        return self._started(
            lambda: self.sending.edit(owner, message_id=message_id, text=text, submission_id=submission_id)
        )

    def retry(self, owner: str, *, reply_id: uuid.UUID, submission_id: str, model: str | None = None) -> Sent:
        """Store and start a sibling of an ended reply; `model` writes this one alone."""
        return self._started(
            lambda: self.again.retry(owner, reply_id=reply_id, submission_id=submission_id, model=model)
        )

    def go_on(self, owner: str, *, reply_id: uuid.UUID, submission_id: str) -> Sent:
        """Continue a reply that was cut, stopped or interrupted, in its place."""
        return self._started(lambda: self.again.go_on(owner, reply_id=reply_id, submission_id=submission_id))

    def send_waiting(self, owner: str, *, conversation_id: uuid.UUID, key: str) -> Sent:
        """Send what waits there and start its reply."""
        return self._started(lambda: self.dispatch.send_now(owner, conversation_id=conversation_id, key=key))

    def _started(self, attempt: Callable[[], Stored]) -> Stored:
        self.switchboard.look()  # the transaction only reads what is offered
        try:
            sent = attempt()
        except AlreadySubmitted:  # another worker stored it at the same moment: now it is found
            sent = attempt()
        if isinstance(sent, Sent) and not sent.is_repeated:
            self.generations.start(sent.reply)
        return sent

    def stop(self, owner: str | None, reply_id: uuid.UUID) -> Message:
        """Stop a running reply, wherever it is written, and keep its text; one that has ended stays as it is."""
        message = self.reply(owner, reply_id)
        if message.is_running and not self.generations.stop(reply_id):
            with self.database.writing() as session:
                replies.request_stop(session, reply_id)
            self.live.ask_to_stop(reply_id)
        return message

    def open(self, owner: str | None, conversation_id: uuid.UUID, place: Place = NEWEST) -> Opened:
        """A part of the conversation, without a place its newest messages."""
        return paging.open_conversation(self.database, owner, conversation_id, place)

    def waiting(self, owner: str, conversation_id: uuid.UUID) -> WaitingView | None:
        """The message that waits there."""
        with self.database.reading() as session:
            return queue.look(session, owner, conversation_id, self.settings)

    def versions_of(self, *shown: Message) -> Mapping[uuid.UUID, Versions]:
        """Which versions these messages of one conversation are, where there are several."""
        with self.database.reading() as session:
            return versions.of(session, shown)

    def reply(self, owner: str | None, reply_id: uuid.UUID) -> Message:
        """One reply as it stands now."""
        with self.database.reading() as session:
            message = owner and messages.owned_by(session, owner, reply_id)
        if not message or message.role != "assistant":
            raise NotFound(unknown.REPLY)
        return message

    def runs(self, owner: str | None, reply_id: uuid.UUID) -> bool:
        """Whether a reply is being written, quickly."""
        with self.database.reading() as session:
            status = messages.status_of(session, owner, reply_id) if owner else None
        if status is None:
            raise NotFound(unknown.REPLY)
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

    def outcome(self, owner: str | None, reply_id: uuid.UUID) -> Outcome:
        """One reply as it stands now, and what came after it."""
        return outcome_of(self.database, self.settings, owner, reply_id)

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
        self.titling.close()
        self.live.leave(within)
        self.generations.finish(within)

    def close(self, within: float) -> None:
        """Let running replies end for `within` seconds, save the rest, and let go of providers and database."""
        self.titling.close()
        self.generations.close(within)
        self.live.close()
        self.switchboard.close()
        self.database.close()
