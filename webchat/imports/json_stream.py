"""Conversations out of a JSON file of any size, one at a time: only one is in memory, and that one is bounded.

It reads a list of conversations, an object that holds one as `conversations`, or an object that is one conversation.
RFC 8259 by yajl, which is strict: where a file is broken, reading ends, and says where.
"""

import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

import ijson
from ijson.common import JSONError

from webchat.imports.bounds import Bounds
from webchat.imports.json_building import CLOSING, OPENING, Building, scalar
from webchat.imports.problems import Unreadable
from webchat.wording import N_, Wording, Words

try:
    from lzma import LZMAError
except ImportError:  # Python can be built without it, and then opens no such ZIP
    LZMAError = EOFError  # type: ignore[misc,assignment]

_STEP = 16_384
_LARGEST_STEP = 32 * 1024 * 1024
_BROKEN = (
    JSONError,
    ValueError,
    ArithmeticError,
    SystemError,  # of ijson, for a number with more digits than Python reads
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    LZMAError,
)


# Before the first conversation, after the first, after others.
_TOO_MUCH_MEMORY = (
    N_(
        "The file needs too much memory near byte %(byte)s, before the first conversation. "
        "What follows there cannot be read."
    ),
    N_(
        "The file needs too much memory near byte %(byte)s, after the first conversation. "
        "What follows there cannot be read."
    ),
    N_(
        "The file needs too much memory near byte %(byte)s, after conversation %(count)s. "
        "What follows there cannot be read."
    ),
)
_BROKEN_WORDS = (
    N_("The file is broken near byte %(byte)s, before the first conversation. What follows there cannot be read."),
    N_("The file is broken near byte %(byte)s, after the first conversation. What follows there cannot be read."),
    N_("The file is broken near byte %(byte)s, after conversation %(count)s. What follows there cannot be read."),
)


class TooLarge:
    """Stands for a conversation that is too large, or too deep, to be looked at."""


TOO_LARGE = TooLarge()


class Conversations:
    """The conversations of one file, in order. `problem` says afterwards why reading ended early, if it did.

    `duplicates`: how many names stood twice in one object so far; the last one counts.
    """

    def __init__(self, file: BinaryIO, bounds: Bounds) -> None:
        self._counted, self._bounds = _Counted(file, bounds.file_bytes), bounds
        self._events = self._parsed()
        self.problem: Wording | None = None
        self.duplicates = 0

    @property
    def position(self) -> int:
        """How many bytes were read."""
        return self._counted.count

    def __iter__(self) -> Iterator[Any]:
        found = 0
        try:
            for each in self._top():
                found += 1
                yield each
            next(self._events, None)  # whatever follows the end is an error
        except Unreadable as problem:
            self.problem = problem
        except MemoryError:
            self.problem = self._where(_TOO_MUCH_MEMORY, found)
        except _BROKEN:
            self.problem = self._where(_BROKEN_WORDS, found)

    def _where(self, words: Sequence[str], found: int) -> Words:
        values = {"byte": self.position} if found < len(words) - 1 else {"byte": self.position, "count": found}
        return Words(words[min(found, len(words) - 1)], values)

    def _parsed(self) -> Iterator[tuple[str, Any]]:
        """The events of the parser. It reads a text that is not complete yet anew with each step: so these grow."""
        found: Any = ijson.sendable_list()
        parser = _parser().basic_parse_coro(found)
        failure: Exception | None = None
        size, piece = _STEP, b"begin"
        while piece and failure is None:
            piece = self._counted.read(size)
            try:
                parser.send(piece) if piece else parser.close()
            except _BROKEN as problem:
                failure = problem
                if isinstance(problem, SystemError):  # then the last event has no value, not even None
                    del found[-1:]
            if size > _LARGEST_STEP and not found:
                raise Unreadable(
                    N_("A text in the file is larger than %(most)s bytes. Nothing after it is read."),
                    most=_LARGEST_STEP,
                )
            size = _STEP if found else 2 * size
            yield from found
            found.clear()
        if failure:
            raise failure

    def _top(self) -> Iterator[Any]:
        event, value = next(self._events, ("end_array", None))
        if event == "start_array":
            yield from self._elements()
        elif event == "start_map":
            yield from self._in_object()
        else:
            raise Unreadable(N_("This is JSON, but neither a list of conversations nor a conversation."))

    def _elements(self) -> Iterator[Any]:
        for event, value in self._events:
            if event == "end_array":
                return
            yield self._value(event, value)

    def _in_object(self) -> Iterator[Any]:
        """The list called `conversations`, or else the object itself, once it is read."""
        whole: dict[str, Any] = {}
        is_list = is_large = False
        for event, key in self._events:
            if event == "end_map":
                break
            event, value = next(self._events)
            if key == "conversations" and event == "start_array":
                is_list = True
                yield from self._elements()
            else:
                built = self._value(event, value)
                is_large = is_large or built is TOO_LARGE
                whole[key] = built
        if not is_list:
            yield TOO_LARGE if is_large else whole

    def _value(self, event: str, value: Any) -> Any:
        """One value, of which the first event is given; TOO_LARGE when it is, but then it is read to its end, too."""
        if event not in OPENING:
            return scalar(value)
        building = Building(event, self._bounds)
        try:
            for event, value in self._events:
                if not building.take(event, value):
                    break
            else:
                return building.root
        finally:
            self.duplicates += building.duplicates
        if building.is_large:
            self._skip(building.depth)
            return TOO_LARGE
        return building.root

    def _skip(self, depth: int) -> None:
        while depth:
            event, _ = next(self._events)
            depth += (event in OPENING) - (event in CLOSING)


class _Counted:
    """Counts what is read, and ends what unpacks without end."""

    def __init__(self, file: BinaryIO, largest: int) -> None:
        self._file, self._largest, self.count = file, largest, 0

    def read(self, size: int = -1) -> bytes:
        piece = self._file.read(size)
        if self.count == 0:
            piece = piece.removeprefix(b"\xef\xbb\xbf")
        self.count += len(piece)
        if self.count > self._largest:
            raise Unreadable(
                N_("The file is larger than %(most)s bytes. What follows there is not read."), most=self._largest
            )
        return piece


def _parser() -> Any:
    return ijson.get_backend("yajl2_c" if "yajl2_c" in ijson.ALL_BACKENDS else "python")
