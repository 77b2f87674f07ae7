"""Changes a few lines of a `.env` file and keeps all others, whole or not at all, for its owner's eyes only."""

import io
import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path

from dotenv.parser import parse_stream

from webchat.errors import ConfigurationError
from webchat.regular_file import content_of

MOST = 1_048_576  # bytes of a file
NEEDS_NO_QUOTES = re.compile(r"[A-Za-z0-9_./:@%+,=-]+")
BEFORE_NAME = re.compile(r"(?P<blank>(?:\s*\n)?)\s*(?P<export>export\s+)?")


def text_of(path: Path) -> str:
    """What the file says; nothing when there is none. Raises ConfigurationError when it cannot be read."""
    try:
        content = content_of(path, MOST + 1)
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise ConfigurationError(f"The file {path} cannot be read ({_reason(error)}).") from error
    if len(content) > MOST:
        raise ConfigurationError(f"The file {path} is too large for a file of settings.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"The file {path} cannot be read (it is not UTF-8 text).") from error


def names_in(text: str) -> set[str]:
    """The variables that are set there."""
    return {line.key for line in parse_stream(io.StringIO(text, newline="")) if line.key}


def changed(text: str, values: Mapping[str, str | None]) -> str:
    """The text with these variables set, where they stand or at its end; one that is None is not in it any more.

    Raises ConfigurationError for a line that is no `NAME=value`.
    """
    newline = "\r\n" if "\r\n" in text else "\n"
    left = {name: value for name, value in values.items() if value is not None}
    pieces = []
    for line in parse_stream(io.StringIO(text, newline="")):
        if line.error:
            raise ConfigurationError(f"The file .env, line {line.original.line}, is not allowed: write NAME=value.")
        kept = line.original.string
        if line.key and line.key in values:
            kept = _replaced(kept, line.key, left.pop(line.key, None), newline)
        pieces.append(kept)
    before = "".join(pieces)
    if left and before and not before.endswith(("\n", "\r")):
        before += newline
    return before + "".join(f"{name}={quoted(value)}{newline}" for name, value in left.items())


def _replaced(line: str, name: str, value: str | None, newline: str) -> str:
    """The line with another value, or what stood above it; its blank lines and its `export` stay."""
    found = BEFORE_NAME.match(line)
    blank, export = (found["blank"], found["export"] or "") if found else ("", "")
    return blank if value is None else f"{blank}{export}{name}={quoted(value)}{newline}"


def quoted(value: str) -> str:
    """The value as it has to stand in the file, so that exactly the same is read from it; it has no line ends."""
    if NEEDS_NO_QUOTES.fullmatch(value):
        return value
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def write(path: Path, text: str) -> None:
    """Put the text in the place of the file at once, with mode 600. Raises ConfigurationError; then nothing changed."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            _write_draft(draft, text, like=path)
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
        _sync(path.parent)
    except OSError as error:
        raise ConfigurationError(f"The file {path} cannot be written ({_reason(error)}).") from error


def _write_draft(draft: Path, text: str, *, like: Path) -> None:
    """Write it to the disk, for whoever owns the file that it replaces."""
    descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        os.fchmod(descriptor, 0o600)
        if like.exists() and like.stat().st_uid != os.fstat(descriptor).st_uid:
            os.fchown(descriptor, like.stat().st_uid, like.stat().st_gid)
        file.write(text.encode())
        file.flush()
        os.fsync(descriptor)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _reason(error: OSError) -> str:
    return (error.strerror or "error").lower()
