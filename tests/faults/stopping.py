"""SIGTERM with running replies: what ends within 20 s is finished, the rest is saved, and all viewers see it."""

import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from tests.faults.site import Site
from tests.faults.tab import HTMX
from tests.faults.viewer import Viewer
from tests.faults.waiting import LONG

SHORT = " ".join(LONG.split()[:120])
WORDS_PER_SECOND = 40
BOUND = 20.0  # seconds


def told_to_stop(folder: Path, urls: dict[str, str], all_are_up: Callable[[], None]) -> None:
    with Site(folder, **urls) as site, ExitStack() as stack:
        all_are_up()
        site.provider.reply_with(
            lambda request: LONG if "long" in str(request.json) else SHORT, words_per_second=WORDS_PER_SECOND
        )
        tabs = {text: site.tab() for text in ("unwatched", "short", "long")}
        ids = {text: tab.ask(text).reply_id for text, tab in tabs.items()}
        viewers = [
            stack.enter_context(Viewer(site.tab_at(pid, tabs[text].cookies), ids[text]))
            for text in ("short", "long")
            for pid in site.pids
        ]
        for viewer in viewers:
            viewer.await_text("word9")
        waiting = stack.enter_context(ThreadPoolExecutor()).submit(tabs["long"].open, f"/replies/{ids['long']}", **HTMX)
        began = time.monotonic()

        code = site.webchat.stop(signal.SIGTERM)

        took = time.monotonic() - began
        stored = {text: site.stored(reply_id) for text, reply_id in ids.items()}
        assert {text: message.status for text, message in stored.items()} == {
            "unwatched": "complete",
            "short": "complete",
            "long": "interrupted",
        }
        assert stored["unwatched"].text == stored["short"].text == SHORT
        assert LONG.startswith(stored["long"].text.strip()) and "word200" in stored["long"].text
        seen = [(viewer.statuses, viewer.done and viewer.done["status"], viewer.text.strip()) for viewer in viewers]
        half = len(viewers) // 2
        assert seen[:half] == [([200], "complete", SHORT)] * half
        assert seen[half:] == [([200], "interrupted", stored["long"].text.strip())] * half
        assert waiting.result(5).status == 200
        assert code == 0
        assert BOUND - 1 < took < BOUND + 8
        assert "Traceback" not in "".join(site.webchat.output)
