"""Clocks that jump while a reply runs, or stand wrong on one machine of two."""

import os
import signal
import time
import uuid
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from tests.faults.crowd import at_once
from tests.faults.site import Site
from tests.faults.tab import Tab
from tests.faults.viewer import Viewer, eventually
from tests.faults.waiting import LONG, Scenario, begun, check_interrupted, check_silence, has_begun_silently
from tests.servers.faketime import HOUR, WrongClock

BODIES = "article.message .message__body"


def clock_jumps(ahead: int) -> Scenario:
    """While a reply runs; the next one is lost, and then the clock is put right."""

    def scenario(folder: Path, urls: dict[str, str], all_are_up: Callable[[], None]) -> None:
        folder.mkdir()
        clock = WrongClock(folder)
        with Site(folder, **urls, **on(clock)) as site, ExitStack() as stack:
            all_are_up()
            pids, tab = site.pids, site.tab()
            silent = has_begun_silently(site, tab, "first", stack)

            clock.stand(ahead=ahead)

            check_silence(silent)
            check_order(tab, site.stored(silent.reply_id).conversation_id)
            site.provider.reply_with(LONG, words_per_second=60)
            lost = begun(site, site.tab_at(pids[0], tab.cookies), "lost", stack)
            assert site.pids == pids  # no worker was taken for dead
            os.kill(pids[0], signal.SIGKILL)
            killed_at = time.monotonic()
            clock.stand(ahead=0)
            check_interrupted(site, lost, since=killed_at)

    return scenario


def check_order(tab: Tab, conversation_id: uuid.UUID) -> None:
    """What is sent after the clock has changed stands below what was sent before."""
    tab.ask("second", conversation_id=str(conversation_id))
    texts = [body.get_text().strip() for body in tab.open(f"/conversations/{conversation_id}").page.select(BODIES)]
    assert texts[:3] == ["first", "begin end", "second"]


def clock_of_one_machine_is_wrong(folder: Path, urls: dict[str, str], all_are_up: Callable[[], None]) -> None:
    """Two machines work on one database: the one neither sweeps what the other writes, nor leaves what it left."""
    folder.mkdir()
    secret = {"WEBCHAT_SECRET_KEY": "the same on both"}
    wrong_clock = on(WrongClock(folder, ahead=HOUR))
    with (
        Site(folder / "right", **urls, **secret) as right,
        Site(folder / "wrong", **urls, **secret, **wrong_clock) as wrong,
        ExitStack() as stack,
    ):
        all_are_up()
        tabs = [right.tab() for _ in range(3)]
        ours = has_begun_silently(right, tabs[0], "right", stack)
        theirs = has_begun_silently(wrong, wrong.tab(tabs[1].cookies), "wrong", stack)
        check_silence(ours)
        check_silence(theirs)
        wrong.provider.reply_with(LONG, words_per_second=60)
        sent = wrong.tab(tabs[2].cookies).ask("lost")
        lost = stack.enter_context(Viewer(right.tab(tabs[2].cookies), sent.reply_id))
        lost.await_text("word90", seconds=20)

        wrong.kill_all()

        check_interrupted(right, lost, since=time.monotonic())


def clock_is_set_back_after_much_was_sent(folder: Path, urls: dict[str, str], all_are_up: Callable[[], None]) -> None:
    """Nobody has to wait an hour for a limit of some a second."""
    folder.mkdir()
    clock = WrongClock(folder)
    with Site(folder, **urls, **on(clock) | {"WEBCHAT_RATE_LIMIT": "3/second"}) as site:
        all_are_up()
        tab = site.tab()
        tab.ask("first")
        eventually(lambda: 429 in at_once([lambda: tab.send("more").status] * 8), seconds=30)

        clock.stand(ahead=-HOUR)

        eventually(lambda: tab.send("later").status == 200, seconds=5)


def on(clock: WrongClock) -> dict[str, str]:
    """The environment of a process with this clock; gunicorn keeps durations in the times of files."""
    return clock.environment | {"NO_FAKE_STAT": "1"}
