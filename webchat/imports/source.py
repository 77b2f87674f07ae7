"""What a person brought: a JSON file, or a ZIP that holds one; anything else is refused in words."""

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from webchat.imports.problems import Unreadable
from webchat.wording import N_

MOST_ENTRIES = 200_000
_WANTED = re.compile(r"conversations(-\d+)?\.json")
_OTHER_KINDS = (
    (b"\x1f\x8b", N_("This file is packed with gzip. Unpack it first, then choose the JSON file in it.")),
    (b"%PDF", N_("This is a PDF. Choose a JSON file, or the ZIP that it came in.")),
    (b"\xff\xfe", N_("This file is not UTF-8 text. Choose the file as it was exported.")),
    (b"\xfe\xff", N_("This file is not UTF-8 text. Choose the file as it was exported.")),
)
_NOT_JSON = N_(
    "This is not a JSON file. Choose a file that webchat or ChatGPT has exported, or the ZIP that it came in."
)


@contextmanager
def opened(path: Path) -> Iterator[list[BinaryIO]]:
    """The JSON files of what was brought, in order, each opened when it is read. Raises Unreadable."""
    with path.open("rb") as file:
        head = file.read(64)
        if not head:
            raise Unreadable(N_("The file is empty."))
        file.seek(0)
        if head.startswith(b"PK"):
            with _zip(file) as archive:
                yield [_Entry(archive, entry) for entry in _wanted(archive)]  # type: ignore[misc]
            return
        _check_kind(head)
        yield [file]


def _check_kind(head: bytes) -> None:
    for magic, words in _OTHER_KINDS:
        if head.startswith(magic):
            raise Unreadable(words)
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"<"):
        raise Unreadable(N_("This is a web page. Choose the JSON file that lies beside it, or the whole ZIP."))
    if text and text[:1] not in b"{[":
        raise Unreadable(_NOT_JSON)


def _zip(file: BinaryIO) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as problem:
        raise Unreadable(N_("This ZIP is damaged or not complete. Please download it again.")) from problem
    if len(archive.infolist()) > MOST_ENTRIES:
        raise Unreadable(
            N_("This ZIP holds more than %(most)s files, which is more than webchat looks at."), most=MOST_ENTRIES
        )
    return archive


def _wanted(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Found by their names alone, in whatever folder; nothing is ever unpacked to a place that a name says."""
    found = [entry for entry in archive.infolist() if _WANTED.fullmatch(PurePosixPath(entry.filename).name)]
    if not found:
        raise Unreadable(N_("There is no conversations.json in this ZIP. Choose the ZIP that ChatGPT or webchat made."))
    if any(entry.flag_bits & 0x1 for entry in found):
        raise Unreadable(N_("This ZIP is encrypted. Unpack it with its password, then choose conversations.json."))
    return sorted(found, key=lambda entry: (len(entry.filename), entry.filename))


class _Entry:
    """A file in a ZIP, opened with its first read."""

    def __init__(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
        self._archive, self._entry = archive, entry
        self._file: BinaryIO | None = None

    def read(self, size: int = -1) -> bytes:
        try:
            if self._file is None:
                self._file = self._archive.open(self._entry)  # type: ignore[assignment]
            assert self._file
            return self._file.read(size)
        except (NotImplementedError, RuntimeError, OSError) as problem:
            raise Unreadable(N_("This ZIP is packed in a way that webchat cannot read.")) from problem
