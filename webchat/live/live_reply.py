"""One running reply as all its viewers in this process see it: formatted once, sent to each as what was added.

A viewer is at a position. It gets the updates after it, or, when its position is unknown here (another worker gave it,
or it fell far behind), the whole.
"""

import threading
from dataclasses import dataclass

from markupsafe import Markup

from webchat.aside import aside
from webchat.live.encoding import encoded, encoded_patches
from webchat.live.inbox import Inbox
from webchat.live.log import ReplyLog
from webchat.live.updates import Update, Updates
from webchat.markup import LiveMarkdown, Patch

START = "0"
QUICK_CHARACTERS = 1_000
QUICK_OPEN_CHARACTERS = 4_000


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page shows that was made now, and the position from which it can go on."""

    html: Markup
    reasoning: str
    position: str


class LiveReply:
    """The formatted state of one log, and the latest updates to it. Safe to share between threads."""

    def __init__(self, log: ReplyLog) -> None:
        self.log = log
        self._markdown = LiveMarkdown()
        self._lock = threading.Lock()
        self._viewers: set[threading.Event] = set()
        self._coming_and_going = threading.Lock()
        self._updates = Updates()
        self._text, self._reasoning = Inbox(), Inbox()
        self._latest_whole: Update | None = None
        self._is_finished = False
        log.watchers.append(self)
        self._draw(self._text.start_behind(log.text), self._reasoning.start_behind(log.reasoning))

    @property
    def is_needed(self) -> bool:
        """Whether anybody watches now."""
        return bool(self._viewers)

    def text_added(self, begins_at: int, text: str) -> None:
        """Note new text, and wake the viewers."""
        self._text.put(begins_at, text)
        self.wake()

    def reasoning_added(self, begins_at: int, text: str) -> None:
        """Note new reasoning, and wake the viewers."""
        self._reasoning.put(begins_at, text)
        self.wake()

    def ended(self) -> None:
        """Wake the viewers: the log has ended."""
        self.wake()

    def wake(self) -> None:
        """Have every viewer look."""
        for woken in self._viewers:
            woken.set()

    def join(self) -> threading.Event:
        """A new viewer's bell: set whenever there may be news, until the viewer leaves."""
        woken = threading.Event()
        with self._coming_and_going:
            self._viewers = {*self._viewers, woken}  # a new set: the writer may be going through the old one
        return woken

    def leave(self, woken: threading.Event) -> None:
        """Ring this bell no more."""
        with self._coming_and_going:
            self._viewers = self._viewers - {woken}

    def number_of(self, position: str | None) -> int | None:
        """How many updates a viewer at this position has taken; None when the position is not one of this view."""
        if position == START:
            return 0
        return self._updates.number_of(position or "")

    def since(self, number: int | None) -> list[Update]:
        """What a viewer that took `number` updates must be told; the whole when that is unknown or too long ago."""
        with self._lock:
            self._catch_up()
            fresh = None if number is None else self._updates.after(number)
            return [self._whole()] if fresh is None else fresh

    def shown(self) -> Shown:
        """The present state, for a page that is being made."""
        with self._lock:
            self._catch_up()
            return Shown(self._markdown.html, self._reasoning_shown(), self._updates.position(self._updates.count))

    def finished_blocks(self, seen: int) -> list[Markup]:
        """The blocks that are closed, without the first `seen` of them."""
        with self._lock:
            self._catch_up()
            return self._markdown.finished[seen:]

    def _catch_up(self) -> None:
        is_ended = self.log.is_ended  # read first: what is added before it is set is read below
        self._draw(self._text.take(), self._reasoning.take())
        if is_ended and not self._is_finished:
            self._is_finished = True
            self._add_patches(self._finished())

    def _draw(self, text: str, reasoning: str) -> None:
        if reasoning:
            self._add("r", encoded(reasoning))
        if text:
            self._add_patches(self._fed(text))

    def _fed(self, text: str) -> list[Patch]:
        may_close_much = "\n" in text and self._markdown.open_length > QUICK_OPEN_CHARACTERS
        is_quick = len(text) <= QUICK_CHARACTERS and not may_close_much
        return self._markdown.feed(text) if is_quick else aside(self._markdown.feed, text)

    def _finished(self) -> list[Patch]:
        is_quick = self.log.text_length <= QUICK_CHARACTERS
        return self._markdown.finish() if is_quick else aside(lambda _: self._markdown.finish(), "")

    def _add_patches(self, patches: list[Patch]) -> None:
        if patches:
            self._add("p", encoded_patches(patches))

    def _add(self, name: str, data: str) -> None:
        self._updates.add(name, data, text_length=self.log.text_length)

    def _whole(self) -> Update:
        """The same object for all viewers that need it now: there may be hundreds, and it may be large."""
        if self._latest_whole is None or self._latest_whole.number != self._updates.count:
            data = encoded({"html": self._markdown.html, "reasoning": self._reasoning_shown()})
            self._latest_whole = Update("w", data, self._updates.position(self._updates.count), self._updates.count)
        return self._latest_whole

    def _reasoning_shown(self) -> str:
        return self.log.reasoning[: self._reasoning.taken]
