"""A running reply inside a page that is sent while it is written, and what follows it: for browsers without scripts."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from webchat.chat.message_view import MessageView, view_of
from webchat.live.following import follow
from webchat.live.live_reply import START, LiveReply
from webchat.store.messages import Message


@dataclass(frozen=True, slots=True)
class Arriving:
    """`blocks` waits for what comes, `ended` for the stored end; `following` looks for what was sent then."""

    id: str
    live: LiveReply | None
    wait_for_end: Callable[[], Message]
    following: Callable[[], Sequence[MessageView]]

    def blocks(self) -> Iterator[Markup]:
        """The closed blocks as they close; after 10 s without one a line end, so that nobody thinks us dead."""
        seen = 0
        for updates in follow(self.live, START) if self.live else ():
            fresh = self.live.finished_blocks(seen) if self.live else []
            seen += len(fresh)
            if fresh or not updates:
                yield Markup("").join(fresh) or Markup("\n")

    def ended(self) -> MessageView:
        """The reply when it has ended, or as it stands when that took too long."""
        return view_of(self.wait_for_end())
