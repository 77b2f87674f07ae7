"""Finding what was put into the index: newest first, a page at a time, only what its owner can see.

Volumes are read in steps, newest first, until the page is full, so that a common word costs what the page shows and a
rare one a few looks at an index, however much there is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, ColumnClause, Uuid, bindparam, column, func, select, text
from sqlalchemy.orm import Session

from webchat.errors import NotFound
from webchat.store.base import table_of
from webchat.store.columns import UtcDateTime
from webchat.store.matching import Query, in_fts5, in_tsquery
from webchat.store.searchable import Searchable, SearchVolume
from webchat.wording import N_

PAGE = 20
_MOST_VOLUMES = 16  # at once
_AFTER_ALL = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Hit:
    """One title or message that was found. Of a title, `message_id`, `role` and `text` are None."""

    entry_id: int
    conversation_id: UUID
    title: str | None
    is_archived: bool
    message_id: UUID | None
    role: str | None
    text: str | None
    written_at: datetime


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits. `next`: what to ask `after` for the following page, None at the end."""

    hits: Sequence[Hit]
    next: str | None


_entries, _volumes = table_of(Searchable), table_of(SearchVolume)
_NEWEST = (
    select(func.max(_entries.c.id))
    .where(_entries.c.volume_id == _volumes.c.id, _entries.c.id < bindparam("before"))
    .scalar_subquery()
    .label("newest")
)
_VOLUMES = select(_volumes.c.id, _NEWEST).where(_volumes.c.owner_id == bindparam("owner"))

_SHOWN = """conversations.id AS conversation_id, conversations.title, conversations.shelf = 'archive' AS is_archived,
  messages.id AS message_id, messages.role, messages.text,
  coalesce(messages.created_at, conversations.created_at) AS written_at"""
_IS_SEEN = """conversations.owner_id = :owner AND conversations.deleted_at IS NULL
  AND conversations.shelf <> 'temporary' AND (matched.message_id IS NULL OR messages.deleted_at IS NULL)"""
# FTS5 gives its rows newest first without sorting them; CROSS JOIN keeps it the outer loop.
_IN_SQLITE = f"""
SELECT matched.id, {_SHOWN}
FROM search_words
CROSS JOIN searchable AS matched ON matched.id = search_words.rowid
CROSS JOIN conversations ON conversations.id = matched.conversation_id
LEFT JOIN messages ON messages.id = matched.message_id
WHERE search_words MATCH :match AND search_words.rowid < :before AND {_IS_SEEN}
ORDER BY search_words.rowid DESC LIMIT :limit
"""
# MATERIALIZED and OFFSET 0 keep the planner from reading other people's entries, or whole tables, to spare a sort.
_IN_POSTGRESQL = f"""
WITH matched AS MATERIALIZED (
  SELECT max(id) AS id, conversation_id, message_id FROM searchable WHERE words @@ CAST(:match AS tsquery)
  GROUP BY conversation_id, message_id
), newest AS MATERIALIZED (SELECT * FROM matched WHERE id < :before ORDER BY id DESC)
SELECT newest.id, seen.* FROM newest CROSS JOIN LATERAL (
  SELECT {_SHOWN}
  FROM (SELECT newest.conversation_id, newest.message_id) AS matched
  JOIN conversations ON conversations.id = matched.conversation_id
  LEFT JOIN messages ON messages.id = matched.message_id
  WHERE {_IS_SEEN} OFFSET 0
) AS seen
LIMIT :limit
"""
_COLUMNS: tuple[ColumnClause[Any], ...] = (
    *(column("id"), column("conversation_id", Uuid), column("title"), column("is_archived", Boolean)),
    *(column("message_id", Uuid), column("role"), column("text"), column("written_at", UtcDateTime)),
)
_STATEMENTS = {
    "sqlite": (text(_IN_SQLITE).columns(*_COLUMNS), in_fts5),
    "postgresql": (text(_IN_POSTGRESQL).columns(*_COLUMNS), in_tsquery),
}


def find(session: Session, owner_id: str, query: Query, *, after: str | None = None, limit: int = PAGE) -> Found:
    """At most `limit` titles and messages of this owner, those first that came into the index last.

    Not the latest written: what was edited, renamed or imported lately comes before them.

    `after` is the `next` of the page before. Raises NotFound when it is not.
    """
    before = _entry_of(after)
    hits = _newest_of(session, owner_id, query, before, limit + 1)
    return Found(hits[:limit], str(hits[limit - 1].entry_id) if len(hits) > limit else None)


def _newest_of(session: Session, owner_id: str, query: Query, before: int, limit: int) -> list[Hit]:
    """Hits that are newer than everything in the volumes not yet read are certain; the others may be preceded."""
    hits: list[Hit] = []
    for volume_ids, rest_begins in _steps(session, owner_id, before):
        hits += _in_volumes(session, owner_id, query, volume_ids, before, limit)
        if sum(hit.entry_id > rest_begins for hit in hits) >= limit:
            break
    return sorted(hits, key=lambda hit: hit.entry_id, reverse=True)[:limit]


def _steps(session: Session, owner_id: str, before: int) -> Iterator[tuple[list[int], int]]:
    """Volumes to read together, one, two, four and more, and the newest entry of those that follow."""
    rows = session.execute(_VOLUMES, {"owner": owner_id, "before": before})
    volumes = sorted(((newest, volume_id) for volume_id, newest in rows if newest is not None), reverse=True)
    begin, count = 0, 1
    while begin < len(volumes):
        end = begin + count
        yield [volume_id for _, volume_id in volumes[begin:end]], volumes[end][0] if end < len(volumes) else 0
        begin, count = end, min(count * 2, _MOST_VOLUMES)


def _in_volumes(
    session: Session, owner_id: str, query: Query, volume_ids: Sequence[int], before: int, limit: int
) -> list[Hit]:
    statement, written = _STATEMENTS[session.get_bind().dialect.name]
    asked = {"match": written(query, volume_ids), "owner": owner_id, "before": before, "limit": limit}
    return [Hit(*row) for row in session.execute(statement, asked)]


def _entry_of(after: str | None) -> int:
    if after is None:
        return _AFTER_ALL
    if not (after.isascii() and after.isdigit() and len(after) < 19):
        raise NotFound(N_("There are no more results here. Search again."))
    return int(after)
