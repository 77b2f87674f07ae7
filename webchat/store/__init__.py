"""The message store: the only place that knows SQLAlchemy.

`Database` gives sessions. Queries have names and take the session first: each table is one module with its own, and
`lines`, `replies` and `running` are what is asked of messages.
"""

from sqlalchemy.orm import Session

from webchat.store import (
    chores,
    conversations,
    exchanges,
    imports,
    lines,
    messages,
    moves,
    pairs,
    replies,
    running,
    shares,
    shelves,
    submissions,
    usage,
    versions,
    waiting,
)
from webchat.store.conversations import Conversation
from webchat.store.database import Database
from webchat.store.exchanges import ExchangeRecord
from webchat.store.messages import Message
from webchat.store.submissions import Submission

__all__ = [
    "Conversation",
    "Database",
    "ExchangeRecord",
    "Message",
    "Session",
    "Submission",
    "chores",
    "conversations",
    "exchanges",
    "imports",
    "lines",
    "messages",
    "moves",
    "pairs",
    "replies",
    "running",
    "shares",
    "shelves",
    "submissions",
    "usage",
    "versions",
    "waiting",
]
