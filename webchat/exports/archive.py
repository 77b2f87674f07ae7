"""All conversations of an owner as one ZIP, made while it is sent: nothing on the disk, little in memory.

Each conversation is there by itself as JSON and Markdown, and all of them in `conversations.json`, to be brought back
at once. ZIP as in APPNOTE 6.3.10, with sizes behind each file (4.3.9), since they are not known before.
"""

import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from webchat.aside import aside
from webchat.exports import file_name, json_file, markdown_file, speech
from webchat.exports.pace import Breaths, paced
from webchat.store import taking
from webchat.store.database import Database
from webchat.store.documents import Document
from webchat.store.taking import Taking
from webchat.wording import ENGLISH, Voice

PART_BYTES = 500_000_000  # of one conversations.json and its last conversation: imports read 1 GB of each
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # APPNOTE 4.4.6


@dataclass(frozen=True, slots=True)
class Listed:
    """One conversation as the index lists it. `name` is that of its files, without their endings."""

    name: str
    title: str
    updated_at: datetime
    messages: int


class Archive:
    """One ZIP of one owner, said by the `voice`. `index` makes the page that lists the conversations."""

    def __init__(
        self,
        database: Database,
        owner_id: str,
        index: Callable[[Sequence[Listed]], Iterable[str]],
        *,
        voice: Voice = ENGLISH,
        part_bytes: int = PART_BYTES,
    ) -> None:
        self._database, self._owner_id, self._index, self._part_bytes = database, owner_id, index, part_bytes
        self._voice = voice
        self._listed: list[Listed] = []
        self._names: set[str] = set()
        self._last_change = datetime(*_EARLIEST[:3])

    def pieces(self) -> Iterator[bytes]:
        """The bytes of the ZIP, once and in order. Raises StorageUnavailable: what was sent then lacks its end."""
        out, breaths = _Out(), Breaths()
        archive = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED)
        try:
            for name, content in self._files():
                with archive.open(_entry(name, self._last_change), "w") as entry:
                    for piece in paced(content, breaths):
                        entry.write(piece)
                        yield from out.taken()
                breaths.take()
        finally:
            aside(lambda _: archive.close(), "")  # the list of 20,000 files takes 0.1 s
        yield from out.taken()

    def _files(self) -> Iterator[tuple[str, Iterable[str | bytes]]]:
        """The files with their names. Each has to be read to its end before the next."""
        for each in self._takings():
            name = self._name(each.document)
            self._last_change = each.document.updated_at
            yield f"{name}.json", json_file.file_of([each])
            yield f"{name}.md", markdown_file.file_of(each, self._voice)
            title = speech.title(each.document.title, self._voice)
            self._listed.append(Listed(name, title, each.document.updated_at, each.count))
        self._listed.sort(key=lambda listed: listed.updated_at, reverse=True)
        self._last_change = self._listed[0].updated_at if self._listed else self._last_change
        yield from self._parts()
        yield "index.html", self._index(self._listed)

    def _parts(self) -> Iterator[tuple[str, Iterable[bytes]]]:
        """All conversations in one file, or in several that are not too large."""
        takings, number = self._takings(), 0
        following = next(takings, None)
        while following is not None or number == 0:
            part = _Part(following, takings, self._part_bytes)
            yield ("conversations.json" if number == 0 else f"conversations-{number}.json"), part.content()
            following, number = part.following, number + 1

    def _takings(self) -> Iterator[Taking]:
        after = None
        while True:
            with self._database.reading() as session:
                ids = taking.ids_of(session, self._owner_id, after=after)
            if not ids:
                return
            for conversation_id in ids:
                if taken := taking.take(self._database, self._owner_id, conversation_id):
                    yield taken
            after = ids[-1]

    def _name(self, document: Document) -> str:
        """Unique also where upper and lower case are the same."""
        title = f"conversations/{document.created_at:%Y-%m-%d} {file_name.safe(document.title)}"
        name = f"{title} {file_name.short_id(document.id)}"
        if name.casefold() in self._names:
            name = f"{title} {document.id}"
        self._names.add(name.casefold())
        return name


class _Part:
    """Conversations for one file, as many as fit. `following` is the first that did not, once all is read."""

    def __init__(self, first: Taking | None, others: Iterator[Taking], limit: int) -> None:
        self.following, self._others, self._limit = first, others, limit
        self._written = 0

    def content(self) -> Iterator[bytes]:
        for piece in json_file.file_of(self._fitting()):
            self._written += len(piece)
            yield piece

    def _fitting(self) -> Iterator[Taking]:
        while self.following is not None and self._written < self._limit:
            each, self.following = self.following, None
            yield each
            self.following = next(self._others, None)


class _Out:
    """Where the ZIP is written to and taken from again. It cannot be rewound, and zipfile knows how to do without."""

    def __init__(self) -> None:
        self._written = bytearray()

    def write(self, content: bytes) -> int:
        self._written += content
        return len(content)

    def flush(self) -> None:
        """Nothing waits anywhere."""

    def close(self) -> None:
        """Nothing is to be closed."""

    def taken(self) -> Iterator[bytes]:
        """What was written since the last time."""
        if self._written:
            yield bytes(self._written)
            self._written.clear()


def _entry(name: str, changed: datetime) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, max(_EARLIEST, changed.timetuple()[:6]))
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry
