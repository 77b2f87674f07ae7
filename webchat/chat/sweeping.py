"""Ends the replies whose writers are gone, and counts for their owners what those have probably used.

Each is ended and counted in one transaction: whoever ends it counts it, so that it is counted once, however many
workers look.
"""

import uuid
from collections.abc import Collection

from webchat.chat.asking import Asking
from webchat.context.estimate import estimate_tokens
from webchat.models.switchboard import Switchboard
from webchat.provider import ProviderError, Usage
from webchat.store import Message, replies, waiting
from webchat.store.database import Database
from webchat.usage.cost import price_of
from webchat.usage.recording import Spent, record


class Sweeping:
    """Looks for replies whose lease has passed."""

    def __init__(self, database: Database, switchboard: Switchboard) -> None:
        self._database, self._switchboard = database, switchboard

    def sweep(self, living: Collection[uuid.UUID]) -> int:
        """End those that are not among the `living`; returns how many that were."""
        with self._database.reading() as session:
            lost = replies.expired(session, living=living)
        return sum(self._end(reply_id, living) for reply_id in lost)

    def _end(self, reply_id: uuid.UUID, living: Collection[uuid.UUID]) -> int:
        spent = self._spent(reply_id)
        with self._database.writing() as session:
            conversation = waiting.held_for_end(session, reply_id)
            swept = replies.sweep_expired(session, living=living, only=reply_id)
            if swept and conversation and spent:
                record(session, conversation.owner_id, reply_id, spent)
        return swept

    def _spent(self, reply_id: uuid.UUID) -> Spent | None:
        """What the reply's last request used, as far as its stored text tells; None when it was never asked for."""
        with self._database.reading() as session:
            reply = session.get(Message, reply_id)
            question = session.get(Message, reply.parent_id) if reply and reply.parent_id else None
        if reply is None or reply.status != "streaming":
            return None
        price = price_of((reply.asked_with or {}).get("price"))
        return Spent(usage=None, about=self._about(reply, question.text if question else ""), price=price)

    def _about(self, reply: Message, question: str) -> Usage:
        begun = reply.continued_from or 0
        thought = "" if begun else reply.reasoning  # whose earlier part is counted already
        asking = Asking(
            self._database,
            self._switchboard,
            reply_id=reply.id,
            asked_with=reply.asked_with,
            beginning=reply.text[:begun],
        )
        try:
            prompt_tokens = asking.prompt_tokens()
        except ProviderError:  # the model is not offered any more
            prompt_tokens = estimate_tokens(question)
        return Usage(prompt_tokens, estimate_tokens(thought + reply.text[begun:]))
