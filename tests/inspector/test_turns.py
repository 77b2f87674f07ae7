"""Turns: under gevent, many long drawings at once leave room for others in between."""

import subprocess
import sys

SCRIPT = """
from gevent import monkey
monkey.patch_all()
import threading, time
from webchat.inspector import turns
{change}

drawn, seen = [], [0]

@turns.turn()
def draw():
    until = time.thread_time() + 0.004
    while time.thread_time() < until:
        pass
    drawn.append(1)

drawing = [threading.Thread(target=draw) for _ in range(20)]
for each in drawing:
    each.start()
while len(drawn) < len(drawing):
    time.sleep(0.0005)
    seen.append(len(drawn))
print(max(after - before for before, after in zip(seen, seen[1:])))
"""


def most_in_a_row(change: str = "") -> int:
    """How many of twenty drawings are made, at most, between two moments of somebody else."""
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(change=change)], capture_output=True, text=True, timeout=30
    )
    assert ran.returncode == 0, ran.stderr
    return int(ran.stdout)


def test_somebody_else_is_served_between_drawings() -> None:
    assert most_in_a_row() <= 4


def test_who_finds_no_turn_in_time_goes_on_without() -> None:
    assert most_in_a_row(
        "turns.PATIENCE = 0.01; [turns._turns.acquire() for _ in range(turns.MOST_AT_ONCE)]"
    )  # it ends
