"""The running replies that can be watched from this process: those written here, and with Valkey those of others."""

import threading
import uuid
from typing import TYPE_CHECKING

from webchat.live.heart import Heart
from webchat.live.live_reply import LiveReply
from webchat.live.log import ReplyLog

if TYPE_CHECKING:
    from webchat.live.sharing import Sharing


class LiveReplies:
    """Finds the one live view of each running reply. Safe to share between threads."""

    def __init__(self) -> None:
        self._sharing: Sharing | None = None
        self._lock = threading.Lock()
        self._is_leaving = False
        self._logs: dict[uuid.UUID, ReplyLog] = {}
        self._views: dict[uuid.UUID, LiveReply] = {}
        self._heart = Heart(self._wake_all)

    def share(self, sharing: "Sharing") -> None:
        """Let other workers watch what is written here, and find what they write."""
        self._sharing = sharing
        sharing.begin()

    def close(self) -> None:
        """Send other workers what is left, and wake nobody any more."""
        self._heart.stop()
        if self._sharing:
            self._sharing.close()

    def begin(self, reply_id: uuid.UUID) -> ReplyLog:
        """The log of a reply that is about to be written here."""
        log = self._logs[reply_id] = ReplyLog()
        if self._sharing:
            self._sharing.publish(reply_id, log)
        return log

    def end(self, reply_id: uuid.UUID, log: ReplyLog) -> None:
        """The end of what this log holds is stored: tell the viewers, and let go of it. Who comes later reads the
        store, or, when the reply is continued already, the log of that."""
        with self._lock:
            if self._logs.get(reply_id) is log:
                del self._logs[reply_id]
                self._views.pop(reply_id, None)
        log.end()

    def find(self, reply_id: uuid.UUID) -> LiveReply | None:
        """The live view of a running reply; None when nobody writes it here, nor anywhere that could be seen."""
        log = self._logs.get(reply_id)
        if log is None and self._sharing and not self._is_leaving:
            log = self._sharing.mirror(reply_id)
        if log is None:
            return None
        with self._lock:
            view = self._views.get(reply_id)
            if view is None or view.log is not log:
                self._forget_ended()
                self._heart.begin()
                view = self._views[reply_id] = LiveReply(log)
            return view

    def ask_to_stop(self, reply_id: uuid.UUID) -> None:
        """Tell the worker that writes the reply, if it is another one, to stop."""
        if self._sharing:
            self._sharing.ask_to_stop(reply_id)

    def leave(self, within: float = 0.0) -> None:
        """The server stops: let the viewers of other workers' replies go after `within` seconds: then they are
        served elsewhere, or see the end when the server is back."""
        self._is_leaving = True
        if self._sharing:
            self._sharing.leave(within)

    def _wake_all(self) -> None:
        for view in list(self._views.values()):
            view.wake()

    def _forget_ended(self) -> None:
        """Views of other workers' replies, whose end nobody tells us."""
        for reply_id, view in list(self._views.items()):
            if view.log.is_ended:
                del self._views[reply_id]
