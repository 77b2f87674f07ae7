"""kill -9 to a worker, or to everything, in the middle of replies."""

import os
import signal
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from tests.faults.site import Site
from tests.faults.waiting import LONG, begun, check_interrupted, check_mended, check_silence, has_begun_silently


def worker_is_killed(folder: Path, urls: dict[str, str], all_are_up: Callable[[], None]) -> None:
    with Site(folder, **urls) as site, ExitStack() as stack:
        all_are_up()
        site.provider.reply_with(LONG, words_per_second=60)
        pid, *others = site.pids
        tabs = [site.tab() for _ in range(3)]
        first, second = (begun(site, site.tab_at(pid, tab.cookies), "lost", stack) for tab in tabs[:2])
        silent = [has_begun_silently(site, site.tab_at(other, tabs[2].cookies), "on", stack) for other in others]

        os.kill(pid, signal.SIGKILL)

        killed_at = time.monotonic()
        check_interrupted(site, first, since=killed_at)
        check_interrupted(site, second, since=killed_at)
        for viewer in silent:
            check_silence(viewer)
        check_mended(site, first, second)
        assert len(site.pids) == site.workers and pid not in site.pids


def all_are_killed(folder: Path, urls: dict[str, str], all_are_up: Callable[[], None]) -> None:
    with Site(folder, **urls) as site, ExitStack() as stack:
        all_are_up()
        site.provider.reply_with(LONG, words_per_second=60)
        first, second = (begun(site, site.tab(), "lost", stack) for _ in range(2))

        site.kill_all()

        killed_at = time.monotonic()
        site.start()
        check_interrupted(site, first, since=killed_at)
        check_interrupted(site, second, since=killed_at)
        check_mended(site, first, second)
