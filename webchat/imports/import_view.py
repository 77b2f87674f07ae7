"""What the page of an import shows: values ready for the template."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from webchat.imports.notes import in_words
from webchat.store.imports import Import

State = Literal["reading", "ready", "importing", "done", "cancelled", "failed", "broken_off"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportView:
    """One import. `percent` is how far the work is; `notes` and `refused` are lines of words.

    `older`: how many conversations are older than `kept_days`, after which this server deletes them.
    """

    id: str
    file_name: str
    has_file: bool
    state: State
    began: str
    percent: int
    error: str | None
    conversations: int
    messages: int
    here: int
    older: int
    kept_days: int
    titles: tuple[str, ...]
    first: str
    last: str
    new: int
    grown: int
    unchanged: int
    added: int
    notes: tuple[str, ...]
    refused: tuple[str, ...]
    problem: str | None

    @property
    def is_running(self) -> bool:
        """Whether it will look otherwise in a moment."""
        return self.state in ("reading", "importing")

    @property
    def may_start(self) -> bool:
        """Whether there is something that can be imported now."""
        return self.conversations > 0 and self.state in ("ready", "cancelled", "failed", "broken_off")

    @property
    def may_look_again(self) -> bool:
        """Whether the file was never looked through to its end."""
        may_be = self.state in ("cancelled", "broken_off") or (self.state == "failed" and self.has_file)
        return self.conversations == 0 and may_be


def view_of(found: Import, *, has_file: bool = False) -> ImportView:
    """The view of one stored import. `has_file`: whether its file is here."""
    preview: dict[str, Any] = found.preview or {}
    outcome: dict[str, Any] = found.outcome or {}
    facts = outcome or preview
    return ImportView(
        id=str(found.id),
        file_name=found.file_name,
        has_file=has_file,
        state="broken_off" if found.is_broken_off else found.status,  # type: ignore[arg-type]
        began=f"{found.created_at:%Y-%m-%d %H:%M} UTC",
        percent=min(100, 100 * found.done // max(1, found.total)),
        error=found.error,
        conversations=preview.get("conversations", 0),
        messages=preview.get("messages", 0),
        here=preview.get("here", 0),
        older=facts.get("older", 0),
        kept_days=facts.get("kept_days", 0),
        titles=tuple(preview.get("titles", ())),
        first=_day(preview.get("first")),
        last=_day(preview.get("last")),
        new=outcome.get("new", 0),
        grown=outcome.get("grown", 0),
        unchanged=outcome.get("unchanged", 0),
        added=outcome.get("messages", 0),
        notes=tuple(in_words(facts.get("notes", {}))),
        refused=tuple(_refusals(facts.get("refused", {}))),
        problem=facts.get("problem"),
    )


def _refusals(refused: dict[str, int]) -> list[str]:
    return [f"{count:,} conversation{'' if count == 1 else 's'}: {reason}" for reason, count in refused.items()]


def _day(moment: str | None) -> str:
    return f"{datetime.fromisoformat(moment):%Y-%m-%d}" if moment else ""
