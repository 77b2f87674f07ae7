"""A conversation to do things to: messages are named by what they say, and what is shown reads as what was said."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from tests.appending import append
from webchat.errors import NotFound
from webchat.store import (
    Conversation,
    Database,
    Message,
    Session,
    clock,
    conversations,
    lines,
    messages,
    pairs,
    versions,
)
from webchat.store.message import Status

from .actors import ALICE
from .tree import Tree, tree_of


@dataclass
class Chat:
    """A message answers the one named by `to`, or the leaf without it; a reply to "a" is called "a1"."""

    database: Database
    conversation_id: UUID
    ids: dict[str, UUID]

    def say(self, text: str, *, to: str | None = None, status: Status = "complete") -> None:
        """A message and its reply."""
        with self.database.writing() as session:
            conversation = self.conversation(session)
            parent_id = self.ids[to] if to else conversation.leaf_id
            message = messages.new(conversation, role="user", text=text, parent_id=parent_id)
            reply = messages.new(conversation, role="assistant", text=f"{text}1", parent_id=message.id, status=status)
            messages.append_all(session, conversation, [message, reply])
        self.ids |= {text: message.id, reply.text: reply.id}

    def restart(self, text: str) -> None:
        """Another version of the first message."""
        with self.database.writing() as session:
            root = append(session, self.conversation(session), role="user", text=text, parent_id=None)
        self.ids[text] = root.id

    def retry(self, text: str, *, to: str) -> None:
        """Another reply to a message."""
        with self.database.writing() as session:
            conversation = self.conversation(session)
            reply = append(session, conversation, role="assistant", text=text, parent_id=self.ids[to])
        self.ids[text] = reply.id

    def show(self, text: str) -> None:
        with self.database.writing() as session:
            versions.show(session, self.conversation(session), self.ids[text])

    def put_away(self, text: str) -> list[UUID]:
        with self.database.writing() as session:
            return pairs.put_away(session, self.conversation(session), session.get_one(Message, self.ids[text]))

    def bring_back(self, text: str, *, owner_id: str = ALICE, within: timedelta = conversations.UNDO) -> bool:
        with self.database.writing() as session:
            return pairs.bring_back(session, owner_id, self.ids[text], within=within) is not None

    def date_back(self, *texts: str) -> None:
        """These were put away an hour ago."""
        with self.database.writing() as session:
            for each in texts:
                session.get_one(Message, self.ids[each]).deleted_at = clock.moment(session) - timedelta(hours=1)

    def purge_older(self) -> int:
        """What was put away more than a minute ago is deleted; returns how many messages."""
        with self.database.writing() as session:
            return pairs.purge(session, clock.moment(session) - timedelta(minutes=1))

    def purge(self) -> int:
        """All that was put away until now is deleted; returns how many messages."""
        with self.database.writing() as session:
            return pairs.purge(session, clock.moment(session) + timedelta(seconds=1))

    def shown(self) -> str:
        """What is shown, after a look at the whole tree."""
        self.tree().check()
        with self.database.reading() as session:
            part = lines.newest(session, session.get_one(Conversation, self.conversation_id))
        return " ".join(message.text for message in part.messages)

    def versions(self, text: str) -> tuple[int, int] | None:
        """Which version a message is, of how many; None when there is one."""
        with self.database.reading() as session:
            found = versions.of(session, [session.get_one(Message, self.ids[text])])
        return (found[self.ids[text]].number, found[self.ids[text]].count) if found else None

    def tree(self) -> Tree:
        return tree_of(self.database, self.conversation_id)

    def conversation(self, session: Session) -> Conversation:
        found = conversations.owned_by(session, ALICE, self.conversation_id)
        if found is None:
            raise NotFound("It is gone.")
        return found


def begin(database: Database, *said: str) -> Chat:
    """Alice's new conversation in which these were said, one after the other."""
    with database.writing() as session:
        chat = Chat(database, conversations.create(session, ALICE).id, {})
    for text in said:
        chat.say(text)
    return chat
