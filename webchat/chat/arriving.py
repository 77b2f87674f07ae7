"""A running reply inside a page that is sent while it is written, and what follows it: for browsers without scripts."""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from webchat.chat.message_view import MessageView, view_of
from webchat.errors import NotFound, StorageUnavailable
from webchat.live.following import follow
from webchat.live.live_reply import START, LiveReply
from webchat.store.messages import Message


@dataclass(frozen=True, slots=True)
class Arriving:
    """`blocks` waits for what comes, `ended` for the stored end; `following` looks for what was sent then.

    None of them fails: the page was begun, and what stands below the reply has to come.
    """

    reply: Message
    live: LiveReply | None
    wait_for_end: Callable[[], Message]
    look_for_following: Callable[[], Sequence[MessageView]]

    @property
    def id(self) -> str:
        return str(self.reply.id)

    def blocks(self) -> Iterator[Markup]:
        """The closed blocks as they close; after 10 s without one a line end, so that nobody thinks us dead."""
        seen = 0
        for updates in follow(self.live, START) if self.live else ():
            fresh = self.live.finished_blocks(seen) if self.live else []
            seen += len(fresh)
            if fresh or not updates:
                yield Markup("").join(fresh) or Markup("\n")

    def ended(self) -> MessageView | None:
        """The reply when it has ended, or as it stands when that took too long; None when it was deleted."""
        try:
            return view_of(self.wait_for_end())
        except StorageUnavailable:
            return view_of(self.reply)
        except NotFound:
            return None

    def following(self) -> Sequence[MessageView]:
        """What was sent after its end, as far as that can be told."""
        with contextlib.suppress(StorageUnavailable, NotFound):
            return self.look_for_following()
        return ()
