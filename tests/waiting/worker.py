"""A process that sends and ends replies, as `Desk` and `Generation` do; everything in it is Alice's."""

import uuid
from dataclasses import dataclass, field

from tests.offered import catalogue_at
from webchat.chat.again import Again
from webchat.chat.dispatch import Dispatch
from webchat.chat.pairing import Pairing
from webchat.chat.sending import Sending
from webchat.chat.sent import Sent, Waits
from webchat.config import Settings
from webchat.models.switchboard import Switchboard
from webchat.store import Database, conversations, lines, replies, waiting

ALICE = "alice"


@dataclass
class Worker:
    """A process that sends and ends replies, as `Desk` and `Generation` do."""

    database: Database
    settings: Settings = field(default_factory=lambda: Settings(max_running_per_session=50))

    def __post_init__(self) -> None:
        pairing = Pairing(
            self.settings, uuid.uuid4().hex, Switchboard(catalogue_at("http://127.0.0.1:1/v1"), self.settings)
        )
        self.holder = pairing.holder
        self.sending, self.dispatch = Sending(self.database, pairing), Dispatch(self.database, pairing)
        self.again = Again(self.database, pairing)

    def send(self, text: str, conversation: uuid.UUID | None = None, parent: uuid.UUID | None = None) -> Sent | Waits:
        return self.sending.send(
            ALICE,
            conversation_id=str(conversation or ""),
            text=text,
            submission_id=uuid.uuid4().hex,
            parent_id=str(parent or ""),
        )

    def end(self, reply_id: uuid.UUID, text: str = "Done.") -> Sent | None:
        with self.database.writing() as session:
            conversation = waiting.held_for_end(session, reply_id)
            assert conversation
            assert replies.finish(session, reply_id, self.holder, status="complete", text=text)
            return self.dispatch.send_next(session, reply_id, conversation)

    def ask(self, text: str, conversation: uuid.UUID | None = None) -> Sent:
        sent = self.send(text, conversation)
        assert isinstance(sent, Sent)
        self.end(sent.reply.id)
        return sent

    def shown(self, conversation_id: uuid.UUID) -> list[str]:
        with self.database.reading() as session:
            conversation = conversations.owned_by(session, ALICE, conversation_id)
            assert conversation
            return [message.text for message in lines.newest(session, conversation, lines.ALL).messages]
