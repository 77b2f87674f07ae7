"""What the process of an import does: looks through the file, or brings its conversations into the database."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from webchat.errors import StorageUnavailable
from webchat.imports.reading import Reading
from webchat.store import Session, bringing, imports
from webchat.store.bringing import GoneMeanwhile
from webchat.store.database import Database
from webchat.store.documents import Document
from webchat.store.imports import Lease
from webchat.wording import N_

RENEW_EVERY = 1.0  # seconds
FIRST_TITLES = 10
IDS_AT_ONCE = 200
NOTHING_FOUND = N_("There is no conversation in this file that webchat can read.")
_LONGEST_PAUSE = 0.01
_TRIES = 5


class Stopped(Exception):
    """The work was cancelled, taken over, or the server ends."""


class Work:
    """One go at one import, under its lease. `is_wanted` says whether the server still wants it.

    `retention_days`: after how many days conversations are deleted here, or None.
    """

    def __init__(
        self,
        database: Database,
        path: Path,
        lease: Lease,
        is_wanted: Callable[[], bool],
        *,
        retention_days: int | None = None,
    ) -> None:
        self._database, self._path, self._lease, self._is_wanted = database, path, lease, is_wanted
        self._ageing = _Ageing(retention_days)
        self._done, self._total = 0, max(1, path.stat().st_size)
        self._renewed = self._paused = time.monotonic()

    def look(self) -> None:
        """Find out what is in the file, and keep it as the preview."""
        reading = Reading(self._path, self._lease.owner_id)
        preview = _Preview()
        for found in reading:
            self._go_on(found.position)
            if found.conversation:
                preview.add(*found.conversation)
                self._ageing.count(found.conversation[0])
                if len(preview.unasked) >= IDS_AT_ONCE:
                    self._ask_for(preview)
        self._ask_for(preview)
        facts = preview.facts() | self._ageing.facts() | _facts_of(reading)
        if preview.conversations:
            self._finish("ready", preview=facts)
            return
        words = reading.problem or NOTHING_FOUND
        if self._finish("failed", error=words, preview=facts):
            self._path.unlink(missing_ok=True)

    def bring(self) -> None:
        """Store what is not here yet, and keep what was done as the outcome."""
        reading = Reading(self._path, self._lease.owner_id)
        counts = {"new": 0, "grown": 0, "unchanged": 0, "messages": 0}
        for found in reading:
            self._go_on(found.position)
            if found.conversation is None:
                continue
            try:
                brought = self._bring(*found.conversation)
            except GoneMeanwhile as problem:
                reading.notes.refuse(problem)
                continue
            if brought.is_new:
                self._ageing.count(found.conversation[0])
            counts["new" if brought.is_new else "grown" if brought.added else "unchanged"] += 1
            counts["messages"] += brought.added
        if self._finish("done", outcome=counts | self._ageing.facts() | _facts_of(reading)):
            self._path.unlink(missing_ok=True)

    def _bring(self, *conversation: Any) -> bringing.Brought:
        """With patience: while the server is busy, the import waits."""
        for attempt in range(_TRIES):
            try:
                owner_id = self._lease.owner_id
                brought = bringing.bring(self._database, owner_id, *conversation, between=self._pause, hold=self._hold)
                self._pause()
                return brought
            except StorageUnavailable:
                if attempt == _TRIES - 1:
                    raise
                time.sleep(1 << attempt)
        raise AssertionError("unreachable")

    def _hold(self, session: Session) -> None:
        if not imports.hold(session, self._lease):
            raise Stopped

    def _pause(self) -> None:
        """Leave the database to others for half as long as we had it."""
        time.sleep(min(_LONGEST_PAUSE, (time.monotonic() - self._paused) / 2))
        self._paused = time.monotonic()
        self._go_on(self._done)

    def _go_on(self, done: int) -> None:
        """Say how far it is, and end when nobody wants it any more."""
        self._done = done
        if not self._is_wanted():
            raise Stopped
        if time.monotonic() - self._renewed < RENEW_EVERY:
            return
        with self._database.writing() as session:
            renewed = imports.renew(session, self._lease, done=min(done, self._total), total=self._total)
        if renewed is None:
            raise Stopped
        self._lease, self._renewed = renewed, time.monotonic()

    def _ask_for(self, preview: "_Preview") -> None:
        with self._database.reading() as session:
            preview.here += bringing.known_of(session, self._lease.owner_id, preview.unasked)
        preview.unasked.clear()

    def _finish(self, status: imports.Status, **values: Any) -> bool:
        """False when somebody else has taken it over: to them belong the row and the file."""
        with self._database.writing() as session:
            return imports.finish(session, self._lease, status, **values)

    def fail(self, words: str) -> None:
        """End with English words that say why, and that are translated where they are shown."""
        self._finish("failed", error=words)

    def let_go(self) -> None:
        """Let somebody else go on at once."""
        with self._database.writing() as session:
            imports.let_go(session, self._lease)


class _Ageing:
    """Counts conversations that are so old that this server deletes them."""

    def __init__(self, retention_days: int | None) -> None:
        self._days, self._older = retention_days, 0
        self._before = datetime.now(UTC) - timedelta(days=retention_days or 0)

    def count(self, document: Document) -> None:
        self._older += document.updated_at < self._before

    def facts(self) -> dict[str, Any]:
        return {} if self._days is None else {"older": self._older, "kept_days": self._days}


class _Preview:
    """What a person wants to know before."""

    def __init__(self) -> None:
        self.conversations = self.messages = self.here = 0
        self.unasked: list[Any] = []
        self._titles: list[str] = []
        self._first: str | None = None
        self._last: str | None = None

    def add(self, document: Any, messages: list[Any]) -> None:
        self.conversations += 1
        self.messages += len(messages)
        self.unasked.append(document.id)
        if len(self._titles) < FIRST_TITLES:
            self._titles.append(document.title or "")
        created, updated = document.created_at.isoformat(), document.updated_at.isoformat()
        self._first = min(self._first or created, created)
        self._last = max(self._last or updated, updated)

    def facts(self) -> dict[str, Any]:
        counts = {"conversations": self.conversations, "messages": self.messages, "here": self.here}
        return counts | {"titles": self._titles, "first": self._first, "last": self._last}


def _facts_of(reading: Reading) -> dict[str, Any]:
    """What was left out, refused, or could not be read."""
    notes = reading.notes
    return {
        "notes": {kind: count for kind, count in notes.counts.items() if count},
        "refused": dict(notes.refused.most_common(20)),
        "problem": reading.problem,
        "wordings": notes.wordings,
        "kinds": sorted(reading.kinds),
    }
