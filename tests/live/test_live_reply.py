"""A live reply: what each viewer is told, wherever it is, so that all end with the same text."""

import json
import threading
from collections.abc import Iterator
from typing import Any

from tests.markup.page import Page, shown
from webchat.live.following import follow
from webchat.live.frames import PIECE, frames_of
from webchat.live.inbox import Inbox
from webchat.live.live_reply import START, LiveReply
from webchat.live.log import ReplyLog
from webchat.live.updates import Update
from webchat.markup import Patch, render

TEXT = "Hello **you**,\n\n- one\n- two `code`\n\nThe end."


def pieces(text: str, size: int = 3) -> Iterator[str]:
    for start in range(0, len(text), size):
        yield text[start : start + size]


class Viewer:
    """Shows what it is told, as the page does."""

    def __init__(self, live: LiveReply, position: str | None = START) -> None:
        self.live, self.number = live, live.number_of(position)
        self.page, self.reasoning, self.names = Page(), "", ""

    def look(self) -> None:
        for update in self.live.since(self.number):
            self.number = update.number
            self.names += update.name
            self._take(update.name, json.loads(update.data))

    def _take(self, name: str, data: Any) -> None:
        if name == "w":
            self.page = Page(data["html"])
            self.reasoning = data["reasoning"]
        elif name == "r":
            self.reasoning += data
        else:
            shapes = data if isinstance(data[0], list) else [data]
            self.page.apply([Patch(*shape) for shape in shapes])


def test_viewers_who_look_at_different_times_end_with_the_same() -> None:
    log = ReplyLog()
    live = LiveReply(log)
    eager, lazy = Viewer(live), Viewer(live)

    for number, piece in enumerate(pieces(TEXT)):
        log.add(piece)
        eager.look()
        if number % 5 == 0:
            lazy.look()
    log.end()
    eager.look()
    lazy.look()

    assert eager.page.shown == lazy.page.shown == shown(render(TEXT))
    assert "w" not in eager.names + lazy.names


def test_who_comes_late_or_from_another_process_gets_the_whole_once_and_then_what_is_added() -> None:
    log = ReplyLog()
    live = LiveReply(log)
    log.add_reasoning("Hm.")
    log.add("Hello **yo")
    stranger = Viewer(live)
    stranger.number = live.number_of("beef-1")  # of another process, where it was the first update, too

    stranger.look()
    log.add("u**")
    stranger.look()

    assert stranger.names == "wp"
    assert (stranger.page.shown, stranger.reasoning) == (shown(live.shown().html), "Hm.")


def test_a_page_made_in_the_middle_goes_on_from_there() -> None:
    log = ReplyLog()
    live = LiveReply(log)
    log.add("Hello **yo")
    state = live.shown()
    viewer = Viewer(live, state.position)
    viewer.page = Page(state.html)

    log.add("u**, and more")
    viewer.look()

    assert viewer.names == "p"
    assert viewer.page.shown == shown(live.shown().html)


def test_positions_that_nobody_gave_are_unknown() -> None:
    live = LiveReply(ReplyLog())
    view = live.shown().position.partition("-")[0]

    numbers = [live.number_of(position) for position in (None, "", "-", view, f"{view}-x", f"{view}--1", f"{view}-²")]
    numbers.append(live.number_of(f"{view}-{'9' * 5_000}"))
    beyond = live.since(live.number_of(f"{view}-99"))

    assert numbers == [None] * 8
    assert [update.name for update in beyond] == ["w"]


def test_who_lags_far_behind_gets_the_whole_and_memory_stays_bounded() -> None:
    log = ReplyLog()
    live = LiveReply(log)
    quick, lagging = Viewer(live), Viewer(live)
    for number in range(2_000):
        log.add(f"word{number} ")
        quick.look()

    lagging.look()

    assert lagging.names == "w"
    assert lagging.page.shown == quick.page.shown
    assert len(live._updates._latest) < 600


def test_a_log_that_grows_while_a_view_is_made_is_taken_once() -> None:
    log = ReplyLog()
    words = [f"w{number} " for number in range(3_000)]

    def write() -> None:
        for word in words:
            log.add(word)
        log.end()

    writer = threading.Thread(target=write)

    writer.start()
    views = [LiveReply(log) for _ in range(20)]
    writer.join(20)
    viewers = [Viewer(live) for live in views]
    for viewer in viewers:
        viewer.look()

    assert {viewer.page.shown for viewer in viewers} == {shown(render("".join(words)))}


def test_pieces_that_came_while_somebody_joined_are_neither_taken_twice_nor_left_out() -> None:
    inbox = Inbox()

    inbox.put(0, "He")
    inbox.put(2, "llo")
    already = inbox.start_behind("Hello")
    inbox.put(5, " you")
    inbox.put(9, "!")

    assert (already, inbox.take(), inbox.take()) == ("Hello", " you!", "")


def test_follow_tells_the_end_and_then_ends() -> None:
    log = ReplyLog()
    live = LiveReply(log)
    log.add("Hello")
    told: list[str] = []

    def watch() -> None:
        for updates in follow(live, START):
            told.extend(update.data for update in updates)

    watching = threading.Thread(target=watch)
    watching.start()
    log.add(" you")
    log.end()
    watching.join(10)

    assert not watching.is_alive()
    assert "Hello" in told[0] and not live.is_needed


def test_small_updates_are_written_together_and_large_ones_in_pieces() -> None:
    small = [Update("p", f'[1," {number}"]', f"v-{number}", number) for number in (1, 2)]
    large = Update("w", json.dumps({"html": "x" * 3 * PIECE}), "v-3", 3)

    written = list(frames_of([*small, large]))

    assert written[0] == 'event:p\nid:v-1\ndata:[1," 1"]\n\nevent:p\nid:v-2\ndata:[1," 2"]\n\n'
    assert max(map(len, written)) <= PIECE
    assert "".join(written[1:]) == f"event:w\nid:v-3\ndata:{large.data}\n\n"
