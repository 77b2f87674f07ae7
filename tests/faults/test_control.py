"""Stop at the worst moments and from anywhere: one end, the same for all, and the provider's connection is closed."""

import threading
import time
import uuid

from tests.faults.crowd import at_once
from tests.faults.site import Site
from tests.faults.tab import Tab
from tests.faults.viewer import Viewer
from tests.provider_server import DONE, Part, ProviderServer, finish, token, wait_for

CLOSED_WITHIN = 0.2
RACES = 50


def held_reply(*before: Part) -> tuple[threading.Event, list[Part]]:
    """A reply that waits for the event before its end."""
    released = threading.Event()
    return released, [*before, wait_for(released), token(" end"), finish(), DONE]


def test_stop_ends_the_providers_connection_at_once_and_keeps_the_text(site: Site, provider: ProviderServer) -> None:
    for pid in site.pids:
        tries = (seconds_to_stop(site, provider, pid) for _ in range(2))  # on a busy machine one may be late

        assert any(seconds < CLOSED_WITHIN for seconds in tries)


def seconds_to_stop(site: Site, provider: ProviderServer, pid: int) -> float:
    """How long the provider's connection is open after Stop was pressed at this worker."""
    _, parts = held_reply(token("begin"))
    provider.answer_raw(parts, times=1)
    provider.closed_by_client.clear()
    tab = site.tab()
    sent = tab.ask("stop")
    with Viewer(tab, sent.reply_id) as viewer:
        viewer.await_text("begin")
        other = site.tab_at(pid, tab.cookies)

        other.press("stop", sent.reply_id)
        pressed = time.monotonic()
        is_closed = provider.closed_by_client.wait(5)

        seconds = time.monotonic() - pressed
        end = viewer.await_end(seconds=5)
    assert is_closed
    assert end["status"] == "stopped" == site.stored(sent.reply_id).status
    assert viewer.text.strip() == site.stored(sent.reply_id).text == "begin"
    return seconds


def test_stop_twice_and_by_many_is_one_stop(site: Site, provider: ProviderServer) -> None:
    _, parts = held_reply(token("begin"))
    provider.answer_raw(parts, times=1)
    tab = site.tab()
    sent = tab.ask("stop twice")
    with Viewer(tab, sent.reply_id) as viewer:
        viewer.await_text("begin")

        answers = at_once([lambda: tab.press("stop", sent.reply_id).status] * 8)

        end = viewer.await_end(seconds=5)
    ended = site.stored(sent.reply_id)
    assert answers == [204] * 8
    assert tab.press("stop", sent.reply_id).status == 204
    assert end["status"] == "stopped"
    assert site.stored(sent.reply_id).finished_at == ended.finished_at


def test_stop_and_finish_at_the_same_moment_give_one_end(site: Site, provider: ProviderServer) -> None:
    tab = site.tab()
    ends = [race(site, provider, tab, number) for number in range(RACES)]

    assert {status for status, _ in ends} <= {"complete", "stopped"}
    assert all(text == ("begin end" if status == "complete" else text) for status, text in ends)
    assert {text for _, text in ends} <= {"begin", "begin end"}


def race(site: Site, provider: ProviderServer, tab: Tab, number: int) -> tuple[str, str]:
    """Let a reply finish while it is stopped; the end and the text, on which page and store agree."""
    released, parts = held_reply(token("begin"))
    provider.answer_raw(parts, times=1)
    sent = tab.ask(f"race {number}")
    with Viewer(tab, sent.reply_id) as viewer:
        viewer.await_text("begin")
        delay = number % 10 / 1000  # so that either may win

        def release() -> None:
            time.sleep(delay)
            released.set()

        at_once([release, lambda: tab.press("stop", sent.reply_id)])
        end = viewer.await_end(seconds=5)
    stored = site.stored(sent.reply_id)
    assert (end["status"], viewer.text.strip()) == (stored.status, stored.text)
    return stored.status, stored.text


def test_reply_that_was_stopped_is_continued_at_once_in_its_place(site: Site, provider: ProviderServer) -> None:
    """Again and again, so that one holder's end meets the other's beginning."""
    _, parts = held_reply(token("begin"))
    provider.answer_raw(parts, times=1)
    tab = site.tab()
    reply_id = tab.ask("continue").reply_id
    with Viewer(tab, reply_id) as viewer:
        viewer.await_text("begin")

    for number in range(10):
        released, parts = held_reply(token(f" more{number}"))
        provider.answer_raw(parts, times=1)
        tab.press("stop", reply_id)
        continue_as_soon_as_possible(tab, reply_id)
        with Viewer(tab, reply_id) as viewer:
            viewer.await_text(f"more{number}", seconds=5)
    released.set()
    ended = site.await_end(reply_id, seconds=5)

    assert ended.status == "complete"
    assert ended.text == "begin" + "".join(f" more{number}" for number in range(10)) + " end"


def continue_as_soon_as_possible(tab: Tab, reply_id: uuid.UUID) -> None:
    until = time.monotonic() + 5
    while (answer := tab.press("continue", reply_id)).status != 200:
        assert answer.status in (409, 422) and time.monotonic() < until, answer.words
