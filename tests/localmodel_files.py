"""The built-in model for tests: fetched once into a cache of its own, then reused by every run.

`python -m tests.localmodel_files` fetches it beforehand, outside of any test's time-out.
"""

import os
import sys
from pathlib import Path

import platformdirs
import pytest

from webchat.localmodel import fetch


def cache_dir() -> Path:
    """WEBCHAT_TEST_CACHE, or a folder in the user's cache directory."""
    return Path(os.environ.get("WEBCHAT_TEST_CACHE") or platformdirs.user_cache_dir("webchat-tests"))


def report(line: str) -> None:
    """Progress goes to standard error, where it disturbs no test's output."""
    sys.stderr.write(line + "\n")


@pytest.fixture(scope="session")
def local_model_file() -> Path:
    """The real model's file."""
    return fetch(cache_dir(), report=report)


if __name__ == "__main__":
    report(str(fetch(cache_dir(), report=report)))
