"""One viewer of one reply, from opening to the end: follows it live where that is possible, else looks at the store."""

import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from webchat.errors import NotFound, StorageUnavailable
from webchat.live.following import BEAT_EVERY, follow
from webchat.live.live_replies import LiveReplies
from webchat.live.updates import Update

LOOK_EVERY = 0.5  # seconds


@dataclass(frozen=True, slots=True)
class Ended:
    """The reply has ended. `shown`: the text that the viewer shows; None when that is not known."""

    shown: str | None


@dataclass(frozen=True, slots=True)
class Gone:
    """The reply does not exist, or not for this viewer."""


Seen = list[Update] | Ended | Gone


@dataclass(slots=True)
class Watching:
    """Watches a reply, and starts and changes nothing. `runs` says whether it is being written, or raises NotFound."""

    live: LiveReplies
    runs: Callable[[], bool]
    is_stopping: Callable[[], bool]

    def watch(self, reply_id: uuid.UUID, position: str | None) -> Iterator[Seen]:
        """Yield updates (none: a beat), and at last Ended or Gone; nothing at last when the server stops."""
        shown: str | None = None
        beat_due = time.monotonic() + BEAT_EVERY
        while True:
            state = self._state()
            if state == "gone":
                yield Gone()
                return
            if state == "ended":
                yield Ended(shown)
                return
            if live := self.live.find(reply_id):
                had_ended = live.log.is_ended
                for updates in follow(live, position):
                    position = updates[-1].position if updates else position
                    yield updates
                shown = live.log.text if live.log.is_ended else None
                if had_ended:  # though the store says that it runs: its end is not stored, or it is being continued
                    time.sleep(LOOK_EVERY)
            elif self.is_stopping():
                return
            else:
                time.sleep(LOOK_EVERY)
            if time.monotonic() > beat_due:
                beat_due = time.monotonic() + BEAT_EVERY
                yield []

    def _state(self) -> Literal["runs", "ended", "gone", "unknown"]:
        """As the store says; unknown while it is away."""
        try:
            return "runs" if self.runs() else "ended"
        except NotFound:
            return "gone"
        except StorageUnavailable:
            return "unknown"
