"""Formatting under gevent, in native threads of its pool, all at once in a process that has formatted nothing yet."""

import subprocess
import sys

PROGRAM = """
from gevent import monkey

monkey.patch_all()

import os
import sys

import gevent

from webchat.aside import aside
from webchat.markup import render

sys.setswitchinterval(1e-5)  # seconds: threads meet as often as on a busy machine with many cores
LANGUAGES = ("python", "bash", "javascript", "json", "css", "ruby", "go", "rust", "java", "sql")
TEXTS = [f"$x_{{{number}}}$\\n\\n```{language}\\nx = 1\\n```\\n" for number in (1, 2, 3) for language in LANGUAGES]
rendering = [gevent.spawn(aside, render, text) for text in TEXTS]
gevent.joinall(rendering, timeout=15)
print(sum(each.successful() for each in rendering))
sys.stdout.flush()
os._exit(0)  # a thread that waits for ever would keep the process
"""


def test_many_texts_at_once_are_all_formatted() -> None:
    formatted = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=60)

    assert formatted.stdout == "30\n", formatted.stderr
