"""Whether there is room for one more running reply: in its conversation, for its owner, on this server."""

from webchat.config import Settings
from webchat.errors import Busy, ReplyRunning
from webchat.store.running import Running
from webchat.wording import N_

RETRY_AFTER = 10


def check_room(now: Running, settings: Settings) -> None:
    """Raises ReplyRunning or Busy when there is none."""
    if now.here:
        raise ReplyRunning(
            N_("A reply is still being written here. Your text is kept: send it when the reply has ended.")
        )
    if now.of_owner >= settings.max_running_per_session:
        raise Busy(
            N_("Several replies are being written for you already. Your text is kept: send it when one has ended."),
            retry_after=RETRY_AFTER,
        )
    if now.in_all >= settings.max_running:
        raise Busy(
            N_("Very many people are asking at the moment. Your text is kept: please try again in a few seconds."),
            retry_after=RETRY_AFTER,
        )
