"""A program that treats its children as gunicorn's arbiter does: it reaps all of them, and forks workers.

Run with the model's file; prints one line of JSON with its model's address and the processes, then waits for a
signal. A line on standard input makes its worker end, by the ordinary way of a Python program.
"""

import json
import os
import signal
import sys
from pathlib import Path

from webchat.localmodel import LocalModel


def reap_everything(number: int, frame: object) -> None:
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            continue
    except ChildProcessError:
        return


def fork_worker(model: LocalModel) -> int:
    pid = os.fork()
    if pid == 0:
        sys.stdin.readline()
        model.close()
        sys.exit(0)
    return pid


def main() -> None:
    signal.signal(signal.SIGCHLD, reap_everything)
    model = LocalModel.start(Path(sys.argv[1]))
    worker = fork_worker(model)
    sys.stdout.write(json.dumps({"base_url": model.base_url, "model": model.pid, "worker": worker}) + "\n")
    sys.stdout.flush()
    while True:
        signal.pause()


if __name__ == "__main__":
    main()
