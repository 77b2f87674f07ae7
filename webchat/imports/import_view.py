"""What the page of an import shows: values ready for the template."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from webchat.imports.notes import in_words, wording_of
from webchat.store.imports import Import
from webchat.wording import ENGLISH, NN_, Voice

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


def view_of(found: Import, voice: Voice = ENGLISH, *, has_file: bool = False) -> ImportView:
    """The view of one stored import, for one reader. `has_file`: whether its file is here."""
    preview: dict[str, Any] = found.preview or {}
    outcome: dict[str, Any] = found.outcome or {}
    facts = outcome or preview
    said = _Said(facts.get("wordings", {}), voice)
    return ImportView(
        id=str(found.id),
        file_name=found.file_name,
        has_file=has_file,
        state="broken_off" if found.is_broken_off else found.status,  # type: ignore[arg-type]
        began=voice.moment(found.created_at),
        percent=min(100, 100 * found.done // max(1, found.total)),
        error=said.sentence(found.error),
        conversations=preview.get("conversations", 0),
        messages=preview.get("messages", 0),
        here=preview.get("here", 0),
        older=facts.get("older", 0),
        kept_days=facts.get("kept_days", 0),
        titles=tuple(preview.get("titles", ())),
        first=said.day(preview.get("first")),
        last=said.day(preview.get("last")),
        new=outcome.get("new", 0),
        grown=outcome.get("grown", 0),
        unchanged=outcome.get("unchanged", 0),
        added=outcome.get("messages", 0),
        notes=tuple(voice.say(line) for line in in_words(facts.get("notes", {}))),
        refused=tuple(said.refusals(facts.get("refused", {}))),
        problem=said.sentence(facts.get("problem")),
    )


@dataclass(frozen=True, slots=True)
class _Said:
    """What was stored as words, said to one reader; `wordings` has the words and values of English sentences."""

    wordings: Mapping[str, Any]
    voice: Voice

    def sentence(self, stored: str | None) -> str | None:
        return stored and self.voice.say(wording_of(stored, self.wordings))

    def refusals(self, refused: Mapping[str, int]) -> Iterator[str]:
        for stored, count in refused.items():
            reason = self.sentence(stored)
            line = NN_(
                "%(count)s conversation: %(reason)s", "%(count)s conversations: %(reason)s", count, reason=reason
            )
            yield self.voice.say(line)

    def day(self, moment: str | None) -> str:
        return self.voice.day(datetime.fromisoformat(moment)) if moment else ""
