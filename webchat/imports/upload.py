"""A posted file, written to the data directory as it comes: never in memory, never larger than allowed."""

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import UnsupportedMediaType
from werkzeug.formparser import FormDataParser

from webchat.errors import InvalidInput, UnknownField
from webchat.imports.files import LARGEST, Incoming, too_large
from webchat.imports.problems import FileTooLarge
from webchat.wording import N_

FIELD = "file"
OVERHEAD = 65_536  # bytes of the form around the file
READ_AND_FORGOTTEN = 4 * LARGEST  # bytes; a browser reads our words only when it could send all of its own
_FORGETTING_TAKES = 60.0  # seconds
_PAUSE = 0.000_5  # seconds, for others
_LONGEST_NAME = 200


def receive(
    stream: IO[bytes],
    *,
    mimetype: str,
    options: dict[str, str],
    length: int | None,
    path: Path,
    largest: int = LARGEST,
) -> str:
    """Write the file of the form, of at most `largest` bytes, to `path`; returns its name, as the browser gave it.

    Raises FileTooLarge, StorageUnavailable, UnknownField for another form, InvalidInput without a file; then nothing
    is kept.
    """
    if mimetype != "multipart/form-data":
        raise UnsupportedMediaType
    if length is not None and length > largest + OVERHEAD:
        _forget(stream, length)
        raise too_large(largest)
    incoming: list[Incoming] = []
    try:
        return _received(stream, options, length, _opener(incoming, path, largest), incoming)
    except FileTooLarge:
        _discard(incoming)
        _forget(stream, None)
        raise
    except BaseException:
        _discard(incoming)
        raise


def _received(
    stream: IO[bytes],
    options: dict[str, str],
    length: int | None,
    open_file: Callable[..., Any],
    incoming: list[Incoming],
) -> str:
    parser = FormDataParser(open_file, max_form_memory_size=1_000_000, max_form_parts=4, silent=False)
    try:
        _, fields, sent = parser.parse(stream, "multipart/form-data", length, options)
    except ValueError as problem:
        raise UnknownField(N_("The file did not arrive whole. Please try again; nothing was stored.")) from problem
    _check(fields, sent)
    incoming[0].close()
    name = Path(str(sent[FIELD].filename).replace("\\", "/")).name
    if incoming[0].size == 0:
        raise InvalidInput(N_("Choose a file first.") if not name else N_("This file is empty."))
    return re.sub(r"[\x00-\x1f\x7f]", "", name)[:_LONGEST_NAME] or "file"


def _opener(incoming: list[Incoming], path: Path, largest: int) -> Callable[..., Any]:
    def open_file(*_: Any, **__: Any) -> Any:
        if incoming:
            raise UnknownField(N_("One file at a time, please. Nothing was stored."))
        incoming.append(Incoming(path, largest))
        return incoming[0]

    return open_file


def _check(fields: MultiDict[str, str], sent: MultiDict[str, Any]) -> None:
    if list(sent) != [FIELD] or list(fields):
        raise UnknownField(N_("This form holds something else than one file. Nothing was stored."))


def _discard(incoming: list[Incoming]) -> None:
    for each in incoming:
        each.discard()


def _forget(stream: IO[bytes], length: int | None) -> None:
    """Read what is still coming, within bounds, so that the answer arrives."""
    if length is not None and length > READ_AND_FORGOTTEN:
        return
    until = time.monotonic() + _FORGETTING_TAKES
    count = 0
    while (piece := stream.read(1_000_000)) and count < READ_AND_FORGOTTEN and time.monotonic() < until:
        count += len(piece)
        time.sleep(_PAUSE)
