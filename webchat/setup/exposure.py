"""Whether a file would be taken into git with the next commit: a key that is in its history stays there."""

import subprocess
from pathlib import Path

SECONDS = 5.0
IS_IGNORED = 0


def is_exposed(path: Path) -> bool:
    """Whether the file stands in a git work tree that does not ignore it, as far as that can be found out."""
    folder = path.parent.resolve()
    if not any((each / ".git").exists() for each in (folder, *folder.parents)):
        return False
    # A work tree may name a program to be run with each look at its files; not for this question.
    asked = ["git", "-C", str(folder), "-c", "core.fsmonitor=false", "check-ignore", "-q", "--", path.name]
    try:
        outcome = subprocess.run(asked, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return True
    return outcome.returncode != IS_IGNORED
