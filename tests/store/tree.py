"""A conversation's tree, looked at from outside: the line from its root down, and what holds for every message."""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from webchat.store import Conversation, Database, Message


@dataclass(frozen=True)
class Tree:
    """All of a conversation's messages, put away or not, and the leaf that it shows."""

    leaf_id: UUID | None
    messages: dict[UUID, Message]

    def children(self, parent_id: UUID | None) -> list[Message]:
        """What follows a message, or without one the roots; the oldest first."""
        found = (message for message in self.messages.values() if message.parent_id == parent_id)
        return sorted(found, key=lambda message: message.position)

    def upwards(self) -> list[UUID]:
        """The line from its root to the leaf, found from the leaf."""
        line, at = [], self.leaf_id
        while at:
            line.append(at)
            at = self.messages[at].parent_id
        return line[::-1]

    def downwards(self, root_id: UUID) -> list[UUID]:
        """The line from a root to its leaf, found along the choices."""
        newest = defaultdict(lambda: None, {each.parent_id: each.id for each in self._by_position()})
        line, at = [], root_id
        while at:
            line.append(at)
            at = self.messages[at].chosen_child_id or newest[at]
        return line

    def shown(self) -> list[UUID]:
        """The ids that a person sees, oldest first."""
        return [each for each in self.upwards() if self.messages[each].deleted_at is None]

    def check(self) -> None:
        """The invariant: both ways of walking agree, depths count the messages above, children stand later."""
        line = self.upwards()
        assert bool(line) == bool(self.messages), "a conversation with messages shows a line"
        assert not line or self.downwards(line[0]) == line
        for message in self.messages.values():
            above = self.messages[message.parent_id] if message.parent_id else None
            assert message.depth == (above.depth + 1 if above else 1)
            assert above is None or above.position < message.position
            chosen = self.messages[message.chosen_child_id] if message.chosen_child_id else None
            assert chosen is None or chosen.parent_id == message.id

    def _by_position(self) -> list[Message]:
        return sorted(self.messages.values(), key=lambda message: message.position)


def tree_of(database: Database, conversation_id: UUID) -> Tree:
    """The conversation's tree as it is stored."""
    with database.reading() as session:
        conversation = session.get_one(Conversation, conversation_id)
        found = session.scalars(select(Message).where(Message.conversation_id == conversation_id))
        return Tree(conversation.leaf_id, {message.id: message for message in found})
