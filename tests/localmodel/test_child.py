"""One child process: real ones, of small programs of the system."""

import os
import time
from contextlib import suppress
from pathlib import Path

import pytest

from webchat.localmodel.child import END_SECONDS, ChildProcess

SHELL = "/bin/sh"


def spawn(script: str) -> ChildProcess:
    return ChildProcess.spawn([SHELL, "-c", script], {"PATH": os.environ["PATH"]})


def test_child_says_something_and_ends() -> None:
    child = spawn("echo hello")

    assert child.read(5) == b"hello\n"
    assert child.read(5) == b""
    child.end()


def test_silent_child_is_waited_for_no_longer_than_asked() -> None:
    child = spawn("read line")

    assert child.read(0.05) is None
    child.end()


def test_child_may_end_by_itself_when_its_input_closes(tmp_path: Path) -> None:
    child = spawn(f"cat; touch {tmp_path}/ended")

    child.end()

    assert (tmp_path / "ended").exists()


def test_child_that_ignores_its_input_is_killed_and_leaves_no_zombie() -> None:
    child = spawn("exec sleep 60")

    child.end(within=0.05)

    assert not Path(f"/proc/{child.pid}").exists()


def test_end_is_noticed_though_another_process_holds_the_socket() -> None:
    child = spawn("sleep 60 <&0 & echo $!")
    grandchild = int(child.read(5) or b"")

    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)

    noticed = child.read(0.05)

    os.kill(grandchild, 9)
    child.end()
    assert noticed == b""


def test_child_reaped_by_somebody_else_is_gone_and_never_killed() -> None:
    child = spawn("exit")
    os.waitpid(child.pid, 0)
    started = time.monotonic()

    child.end()

    assert time.monotonic() - started < END_SECONDS


def test_program_that_cannot_be_started_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        ChildProcess.spawn(["/absent/program"], {})

    with suppress(ChildProcessError):
        assert os.waitpid(-1, os.WNOHANG)[0] == 0
