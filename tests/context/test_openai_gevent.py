"""Under gevent all requests share one thread: making a vocabulary ready leaves it to the others."""

import subprocess
import sys
from pathlib import Path

SCRIPT = """
from gevent import monkey
monkey.patch_all()
import threading
from webchat.context import openai
from webchat.provider import ChatMessage

class Watched(openai.Vocabulary):
    counted_by = []
    def counts(self, texts):
        self.counted_by.append(monkey.get_original("threading", "get_ident")())
        return super().counts(texts)

openai.Vocabulary = Watched
counter = openai.OpenAICounter("o200k_base", is_estimate=False)
counter.counts([ChatMessage("user", "short")])
counter.counts([ChatMessage("user", "another")])
counter.counts([ChatMessage("user", "long " * 5_000)])
hub = monkey.get_original("threading", "get_ident")()
print([thread == hub for thread in Watched.counted_by])
"""


def test_the_first_count_and_long_ones_are_made_aside() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, timeout=60, cwd=Path(__file__).parents[2]
    )

    assert ran.stdout.strip() == "[False, True, False]", ran.stderr
