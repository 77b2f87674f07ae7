"""What a person has said in a day, and in years: put into a database by the store itself, as sending would have."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from webchat.store import Conversation, Database, Message, Session, conversations, messages

AT_ONCE = 100  # messages in a transaction: the server that is looked at may be running
COMMON, RARE = "weather", "zeppelin"  # words to search for
REPLY = """\
Answer {number} about the weather:

- **clouds** are drops of water, [here]({address}) is more
- wind comes from differences in pressure

```python
def pressure(height: float) -> float:
    return 1013.25 * (1 - height / 44_330) ** {number}
```
"""


@dataclass(frozen=True, slots=True)
class Size:
    """So many conversations, and messages in the newest of them; in each of the others a pair."""

    conversations: int
    messages: int


def fill(url: str, conversation_id: UUID, size: Size) -> None:
    """Give the owner of this conversation a history of this size, at the end of which it stands."""
    with closing(Database(url)) as database:
        with database.reading() as session:
            owner_id = session.scalars(select(Conversation.owner_id).where(Conversation.id == conversation_id)).one()
        for begin in range(1, size.conversations, AT_ONCE // 2):
            with database.writing() as session:
                for number in range(begin, min(begin + AT_ONCE // 2, size.conversations)):
                    _converse(session, owner_id, number)
        while _prolong(database, conversation_id, size.messages):
            pass


def _converse(session: Session, owner_id: str, number: int) -> None:
    conversation = conversations.create(session, owner_id, title=f"Conversation {number} about the {COMMON}")
    messages.append_all(session, conversation, list(_pairs(conversation, 1, number)))


def _prolong(database: Database, conversation_id: UUID, length: int) -> bool:
    """Add some messages; False when there are enough."""
    with database.writing() as session:
        conversation = session.get_one(Conversation, conversation_id)
        missing = length - conversation.next_position
        if missing > 0:
            pairs = min(missing, AT_ONCE) // 2
            messages.append_all(session, conversation, list(_pairs(conversation, pairs, conversation.next_position)))
    return missing > AT_ONCE


def _pairs(conversation: Conversation, count: int, first: int) -> Iterator[Message]:
    parent_id = conversation.leaf_id
    for number in range(first, first + count):
        word = RARE if number == 3 else COMMON
        question = messages.new(
            conversation, role="user", text=f"Question {number}: how is the {word}?", parent_id=parent_id
        )
        text = REPLY.format(number=number, address=f"https://example.org/{number}")
        reply = messages.new(conversation, role="assistant", text=text, parent_id=question.id)
        parent_id = reply.id
        yield from (question, reply)
