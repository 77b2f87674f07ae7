"""How far somebody has come: what they did is seen from it, what they only read they say themselves.

What is kept stands in the session, as a list of words; that a message was sent is known from the store.
"""

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from webchat.errors import InvalidInput
from webchat.store import newest
from webchat.store.database import Database
from webchat.wording import N_

STEPS = ("what", "message", "hood", "key", "model")
TOLD = ("what", "key", "model")  # done when somebody says so
AWAY = "away"
_KEPT = "first_steps"


@dataclass(frozen=True, slots=True)
class Progress:
    """Which of STEPS are `done`. `newest_reply`: whose hood can be opened. `is_away`: not to be offered any more."""

    done: frozenset[str]
    newest_reply: UUID | None = None
    is_away: bool = False

    @property
    def next(self) -> str | None:
        """The first step that is not done; None when all are."""
        return next((step for step in STEPS if step not in self.done), None)

    @property
    def next_number(self) -> int:
        """Its number, from 1 on; of the last when all are done."""
        return STEPS.index(self.next) + 1 if self.next else len(STEPS)


def progress_of(database: Database, owner: str | None, stored: Mapping[str, Any]) -> Progress:
    """How far this owner has come, with what their session holds of it."""
    words = _kept(stored)
    reply = newest_reply_of(database, owner)
    done = words & set(STEPS) | ({"message"} if reply else set())
    return Progress(frozenset(done), reply, AWAY in words)


def newest_reply_of(database: Database, owner: str | None) -> UUID | None:
    """The newest reply that was asked for here; None when there is none."""
    if owner is None:
        return None
    with database.reading() as session:
        return newest.newest_reply(session, owner)


def is_put_away(stored: Mapping[str, Any]) -> bool:
    """Whether somebody does not want the path to be offered on the first page."""
    return AWAY in _kept(stored)


def mark(stored: MutableMapping[str, Any], word: str) -> None:
    """Remember a step, or AWAY. The session is written only where it was not known yet."""
    words = _kept(stored)
    if word not in words:
        stored[_KEPT] = sorted(words | {word})


def tell(stored: MutableMapping[str, Any], step: str) -> None:
    """Remember a step that somebody says is done. Raises InvalidInput for one that is no such step."""
    if step not in TOLD:
        raise InvalidInput(N_("There is no such step. Nothing was changed."))
    mark(stored, step)


def begin_again(stored: MutableMapping[str, Any]) -> None:
    """Forget all of it."""
    stored.pop(_KEPT, None)


def _kept(stored: Mapping[str, Any]) -> set[str]:
    words = stored.get(_KEPT)
    return {str(word) for word in words} if isinstance(words, list) else set()
