"""The clock of a process stands wrong, and jumps while it runs; durations are not touched."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.servers.faketime import HOUR, WrongClock

TELL = """
import sys, threading, time
for _ in sys.stdin:
    began = time.monotonic()
    time.sleep(0.05)
    threading.Event().wait(0.05)
    print(time.time(), time.monotonic() - began, flush=True)
"""


@contextmanager
def _teller(clock: WrongClock) -> Iterator[subprocess.Popen[str]]:
    """A process that tells its time and how long a tenth of a second took, once for each line that it is given."""
    with subprocess.Popen(
        [sys.executable, "-c", TELL], env=clock.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as teller:
        yield teller
        teller.communicate(timeout=10)


def _asked(teller: subprocess.Popen[str]) -> tuple[float, float]:
    """How far ahead of ours its clock stands, and the duration that it measured; both in seconds."""
    assert teller.stdin and teller.stdout
    teller.stdin.write("\n")
    teller.stdin.flush()
    now, duration = map(float, teller.stdout.readline().split())
    return now - time.time(), duration


@pytest.mark.parametrize("ahead", [HOUR, -HOUR, 0])
def test_clock_stands_as_it_is_told(tmp_path: Path, ahead: int) -> None:
    with _teller(WrongClock(tmp_path, ahead=ahead)) as teller:
        difference, duration = _asked(teller)

    assert difference == pytest.approx(ahead, abs=2)
    assert 0.1 <= duration < 60


def test_clock_jumps_while_the_process_runs(tmp_path: Path) -> None:
    clock = WrongClock(tmp_path)
    with _teller(clock) as teller:
        before, _ = _asked(teller)
        clock.stand(ahead=-HOUR)
        after, duration = _asked(teller)

    assert before == pytest.approx(0, abs=2)
    assert after == pytest.approx(-HOUR, abs=2)
    assert 0.1 <= duration < 60
