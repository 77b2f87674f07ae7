"""Computations in a native thread: their failures come back to who asked, under gevent too."""

import subprocess
import sys

SCRIPT = """
from gevent import monkey
monkey.patch_all()
from webchat.aside import aside

def endless(text):
    return endless(text)

print(aside(str.upper, "done"))
try:
    aside(endless, "deep")
except RecursionError:
    print("came back")
"""


def test_a_failure_in_a_native_thread_comes_back_to_who_waits() -> None:
    ran = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, timeout=30)

    assert ran.stdout.split("\n")[:2] == ["DONE", "came back"], ran.stderr
