"""Making, looking at and using links that move conversations. The browser's session is the caller's business."""

import hashlib
import logging
import secrets
import time
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from webchat.errors import StorageUnavailable
from webchat.store import moves, owners
from webchat.store.database import Database

TOKEN_BYTES = 32
MOST_BATCHES = 10_000
PAUSE = 0.005  # seconds between two batches, in which others write
log = logging.getLogger("webchat.moving")


class State(Enum):
    """What a link is good for in the browser where it is opened."""

    OPEN = "open"
    OWN = "own"
    SHARED = "shared"
    USED = "used"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Link:
    """A new link: its token is shown once and kept nowhere."""

    token: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Seen:
    """A link as one browser sees it: how many conversations it brings, and how many here would join them."""

    state: State
    brings: int = 0
    joins: int = 0


def make_link(database: Database, owner: str) -> Link:
    """A new link to everything this owner has."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with database.writing() as session:
        made = moves.add(session, owner, _hash(token))
    return Link(token, made.until)


def look_at(database: Database, token: str, *, here: str | None, is_adopted: bool) -> Seen:
    """What this link would do in the browser of owner `here`; it does nothing. `is_adopted`: that browser shares its
    owner with another one already."""
    with database.reading() as session:
        move = moves.find(session, _hash(token))
        if move is None:
            return Seen(State.UNKNOWN)
        if move.owner_id == here:
            return Seen(State.OWN)
        if move.used_at is not None:
            return Seen(State.USED)
        if move.is_expired:
            return Seen(State.EXPIRED)
        brings = owners.overview(session, move.owner_id).conversations
        joins = owners.overview(session, here).conversations if here else 0
        is_shared = bool(joins) and here is not None and (is_adopted or moves.was_used(session, here))
        return Seen(State.SHARED if is_shared else State.OPEN, brings, joins)


def use(database: Database, token: str) -> str | None:
    """Use the link up, for exactly one caller: its owner. None when it does not work (any more)."""
    with database.writing() as session:
        return moves.use(session, _hash(token))


def give_back(database: Database, token: str) -> None:
    """The browser could not be changed: the link works again."""
    with database.writing() as session:
        moves.give_back(session, _hash(token))


def join(database: Database, former: str, owner: str) -> bool:
    """Give everything of a former owner to the owner; False when the database could not finish it now.

    Then it can be called again: what has been given stays given.
    """
    try:
        for _ in range(MOST_BATCHES):
            with database.writing() as session:
                if not owners.merge_some(session, former, owner):
                    return True
            time.sleep(PAUSE)
    except StorageUnavailable as error:
        log.warning("conversations have still to join another owner's: %s", error.__cause__ or error)
    return False


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
