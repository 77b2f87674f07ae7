"""Replies that are lost or silent, to be waited for: a lease lasts 20 s and is looked at every 15 s."""

import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from tests.faults.site import Site
from tests.faults.tab import Tab
from tests.faults.viewer import Viewer
from tests.provider_server import DONE, Part, finish, pause, token

LONG = " ".join(f"word{number}" for number in range(3000))
WORDS_PER_SECOND = 60
SILENT_FOR = 16  # seconds: longer than a sweep is away
ENDS_WITHIN = 60.0
SAVED_EVERY = 1.5  # seconds: one is promised, and much else runs on the machine of the tests
BEAT_EVERY = 10.0
# A folder of its own, the addresses of database and Valkey, and what waits until every scenario's site is up.
Scenario = Callable[[Path, dict[str, str], Callable[[], None]], None]


def silent_reply() -> list[Part]:
    """A reply whose provider thinks for long, and says that it still does."""
    thinking: list[Part] = [pause(2), b": thinking\n\n"] * (SILENT_FOR // 2)
    return [token("begin"), *thinking, token(" end"), finish(), DONE]


def begun(site: Site, tab: Tab, text: str, stack: ExitStack) -> Viewer:
    """A reply that is being written, as somebody sees it who may reach any worker."""
    viewer = stack.enter_context(Viewer(site.tab(tab.cookies), tab.ask(text).reply_id))
    viewer.await_text("word90", seconds=20)
    return viewer


def has_begun_silently(site: Site, tab: Tab, text: str, stack: ExitStack) -> Viewer:
    """A reply that goes on after a long silence."""
    asked = len(site.provider.requests)
    site.provider.answer_raw(silent_reply(), times=1)
    viewer = stack.enter_context(Viewer(site.tab(tab.cookies), tab.ask(text).reply_id))
    viewer.await_text("begin")
    assert len(site.provider.requests) == asked + 1
    return viewer


def check_silence(viewer: Viewer) -> None:
    """It was neither swept nor without a sign of life."""
    assert viewer.await_end(seconds=SILENT_FOR + 15)["status"] == "complete"
    gaps = [after - before for before, after in zip(viewer.comments, viewer.comments[1:], strict=False)]
    assert viewer.text.strip() == "begin end"
    assert len(gaps) >= SILENT_FOR // BEAT_EVERY and max(gaps) < BEAT_EVERY + 1.5


def check_interrupted(site: Site, viewer: Viewer, *, since: float) -> None:
    """It ended as it should, in time, with all but the last second."""
    end = viewer.await_end(seconds=since + ENDS_WITHIN - time.monotonic())
    stored = site.stored(viewer.reply_id)
    assert end["status"] == "interrupted" == stored.status
    assert LONG.startswith(stored.text.strip())
    assert stored.text.strip().startswith(viewer.text_at(since - SAVED_EVERY).strip())
    assert viewer.text.strip() == stored.text.strip()


def check_mended(site: Site, retried: Viewer, continued: Viewer) -> None:
    """Retry and Continue work."""
    site.provider.reply_with("and the rest")
    for action, viewer in (("retry", retried), ("continue", continued)):
        before = site.stored(viewer.reply_id).text
        again = viewer.tab.press(action, viewer.reply_id).reply_id
        with Viewer(viewer.tab, again) as second:
            assert second.await_end()["status"] == "complete"
        assert site.stored(again).text == ("and the rest" if action == "retry" else f"{before.strip()} and the rest")
