"""Running replies shared between workers over Valkey or Redis. Imported only when WEBCHAT_REDIS_URL is set."""

import logging
import uuid
from collections.abc import Callable, Collection

import redis

from webchat.live.channel import CHANNEL
from webchat.live.log import ReplyLog
from webchat.live.mirroring import Mirrors
from webchat.live.publishing import Publisher

TIMEOUT = 5.0  # seconds
log = logging.getLogger("webchat.live")


class Sharing:
    """What is written here goes out, what others write can be watched here, and stops find whoever writes."""

    def __init__(
        self,
        url: str,
        *,
        stop: Callable[[uuid.UUID], object],
        ended: Callable[[Collection[uuid.UUID]], Collection[uuid.UUID]],
    ) -> None:
        self._client = redis.Redis.from_url(
            url,
            decode_responses=True,
            encoding_errors="replace",  # what others write there must not keep us from reading
            socket_timeout=TIMEOUT,
            socket_connect_timeout=TIMEOUT,
        )
        self._publisher = Publisher(self._client)
        self._mirrors = Mirrors(self._client, stop=stop, ended=ended)

    def begin(self) -> None:
        """Start to send and to listen."""
        self._publisher.begin()
        self._mirrors.begin()

    def publish(self, reply_id: uuid.UUID, reply_log: ReplyLog) -> None:
        """Let other workers watch this log."""
        self._publisher.publish(reply_id, reply_log)

    def mirror(self, reply_id: uuid.UUID) -> ReplyLog:
        """The copy of a log that another worker writes."""
        return self._mirrors.find(reply_id)

    def ask_to_stop(self, reply_id: uuid.UUID) -> None:
        """Tell whoever writes the reply at once; the store tells them within a second anyway."""
        try:
            self._client.publish(CHANNEL, f"stop {reply_id}")
        except redis.RedisError as error:
            log.warning("other workers cannot be told to stop now: %s", error)

    def leave(self, within: float) -> None:
        """Let the viewers of other workers' replies go after `within` seconds."""
        self._mirrors.leave(within)

    def close(self) -> None:
        """Send what is left, and close the connections."""
        self._mirrors.close()
        self._publisher.close()
        self._client.close()
