"""Which messages of a conversation each message of a request was made of, as `fit` put it together."""

import uuid
from collections.abc import Sequence
from itertools import chain, islice

from webchat.context.fitting import Context

Ids = tuple[uuid.UUID, ...]


def sources_of(context: Context, ids: Sequence[Ids]) -> tuple[Ids, ...]:
    """For each message of the context the ids of those that it was made of; none for the instructions.

    `ids` are those of each message of the history that was fitted; what is sent is always the end of it.
    """
    sent = iter(ids[len(ids) - sum(context.made_of) :])
    return tuple(tuple(chain.from_iterable(islice(sent, count))) for count in context.made_of)
