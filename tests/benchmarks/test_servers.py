"""A server that cannot start says why, and leaves nothing behind."""

import sys
from pathlib import Path

import pytest

from benchmarks.servers import Server, scratch


def test_server_that_does_not_start_says_why() -> None:
    with pytest.raises(RuntimeError, match="no such luck"):
        Server(sys.executable, "-c", "raise SystemExit('no such luck')")


def test_scratch_folder_is_gone_afterwards() -> None:
    with scratch() as folder:
        assert Path(folder).is_dir()

    assert not Path(folder).exists()
