"""The message store: the only place that knows SQLAlchemy.

`Database` gives sessions; each table is one module with its named queries, which take the session first.
"""

from sqlalchemy.orm import Session

from webchat.store import conversations, exchanges, messages, submissions
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
    "conversations",
    "exchanges",
    "messages",
    "submissions",
]
