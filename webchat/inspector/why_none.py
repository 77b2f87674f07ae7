"""Why nothing is kept of the requests of a reply, told from how the reply ended."""

from webchat.store.messages import Message
from webchat.wording import N_

RUNNING = N_(
    "This reply is still being written. What was sent for it, and what came back, can be seen here when it has ended."
)
SWITCHED_OFF = N_(
    "Whoever runs this page has switched off the keeping of requests and responses (WEBCHAT_EXCHANGES=off). So there "
    "is nothing to show here."
)
NOT_OFFERED = N_(
    "No request was sent for this reply: its model was not offered here any more, so there was nobody to ask."
)
BAD_KEY = N_(
    "No request was sent for this reply. The key that is set here holds a character that no key can have: a line break "
    "in the middle, or a letter such as “ä”. So it cannot be right, and is sent to nobody."
)
FROM_FILE = N_(
    "No request is kept for this reply. It was brought here from a file, so it was written somewhere else, or before "
    "this page kept what it sends and gets. Newer replies have it."
)
INTERRUPTED = N_(
    "No request is kept for this reply. This page’s server was stopped while the reply was being written, before it "
    "could keep what it had sent."
)
ENDED_EARLY = N_(
    "No request is kept for this reply. It ended before one was sent, or it was written before this page kept what it "
    "sends and gets."
)
NOT_KEPT = N_(
    "No request is kept for this reply. It was written before this page kept what it sends and gets, or while that was "
    "switched off. Newer replies have it."
)


def why_none(reply: Message, *, is_kept: bool) -> str:
    """Why there is nothing to show; `is_kept`: whether exchanges are kept at all."""
    if reply.is_running:
        return RUNNING
    if not is_kept:
        return SWITCHED_OFF
    if reply.error == "model_unknown":  # refused by the provider, it would have a request
        return NOT_OFFERED
    if reply.error == "key_refused" and (reply.error_detail or {}).get("detail") == "not sent":
        return BAD_KEY
    return _by_status(reply)


def _by_status(reply: Message) -> str:
    if not reply.asked_with:
        return FROM_FILE
    if reply.status == "interrupted":
        return INTERRUPTED
    return ENDED_EARLY if reply.status in ("failed", "stopped") and not reply.text else NOT_KEPT
