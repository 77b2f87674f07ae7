"""Runs `webchat run` with a sampler in each worker: `python -m benchmarks.sampled FILE` writes what it saw to FILE.

A signal every two milliseconds of processor time (setitimer(2), ITIMER_PROF) notes the stack of whichever greenlet
runs. Time inside a system call or a C extension counts for the Python line that called it; that of other threads (long
texts are formatted in one) for whatever the main thread was at.
"""

import json
import os
import signal
import sys
from collections import Counter
from pathlib import Path
from types import FrameType

INTERVAL = 0.002
DEEPEST = 60
START, WRITE = signal.SIGRTMIN + 1, signal.SIGRTMIN + 2


class Sampler:
    """Counts stacks: each a tuple of `file:function`, the innermost first."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.stacks: Counter[tuple[str, ...]] = Counter()

    def start(self, *_: object) -> None:
        """Forget what was seen, and look from now on."""
        self.stacks.clear()
        signal.signal(signal.SIGPROF, self.look)
        signal.setitimer(signal.ITIMER_PROF, INTERVAL, INTERVAL)

    def look(self, number: int, frame: FrameType | None) -> None:
        """Note one stack."""
        stack: list[str] = []
        while frame is not None and len(stack) < DEEPEST:
            stack.append(f"{frame.f_code.co_filename}:{frame.f_code.co_qualname}")
            frame = frame.f_back
        self.stacks[tuple(stack)] += 1

    def write(self, *_: object) -> None:
        """Stop looking and write what was seen."""
        signal.setitimer(signal.ITIMER_PROF, 0)
        draft = self.file.with_suffix(".new")
        draft.write_text(json.dumps([[count, stack] for stack, count in self.stacks.items()]))
        os.replace(draft, self.file)


def main() -> None:
    """Run webchat; every process that it forks listens to the signals that start and end the sampling."""
    sampler = Sampler(Path(sys.argv[1]))

    def listen() -> None:
        signal.signal(START, sampler.start)
        signal.signal(WRITE, sampler.write)

    os.register_at_fork(after_in_child=listen)
    from webchat.cli import main as webchat

    sys.argv = ["webchat", "run"]
    webchat()


if __name__ == "__main__":
    main()
