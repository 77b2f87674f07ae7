"""What the one message partial shows: values ready for the template, made from a stored message."""

import uuid
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from webchat.chat.failure_view import Failure, failure_of
from webchat.formatted import formatted
from webchat.live.live_reply import START, LiveReply, Shown
from webchat.store.messages import Message
from webchat.store.versions import Versions
from webchat.usage.reply_numbers import speed_of

KEPT_CHARS = 20_000
KEPT_REPLIES = 256
KEPT_LONG_REPLIES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageView:
    """One message as the page shows it; `text` is what was typed or received, `shown` a running reply's state.

    `model`: the name of who wrote it; `tokens`: of the reply, and `speed` how many a second; `cost_nanos`: billionths
    of `currency`. None: not told.
    """

    id: str
    conversation_id: str
    parent_id: str | None
    role: str
    status: str
    error: str | None
    text: str
    shown: Shown | None
    reasoning: str
    failure: Failure | None
    model: str | None
    seconds: float | None
    tokens: int | None
    speed: float | None
    cost_nanos: int | None
    currency: str | None
    finish_reason: str | None
    left_out: int
    retry_token: str
    is_running: bool
    is_edited: bool
    may_go_on: bool
    position: str
    revision: str
    versions: Versions | None

    @property
    def html(self) -> Markup:
        """The formatted reply: made when it is asked for, since many a viewer has its text already."""
        if self.role != "assistant":
            return Markup()
        return self.shown.html if self.shown else _html(self.text, is_final=not self.is_running)


def view_of(message: Message, live: LiveReply | None = None, versions: Versions | None = None) -> MessageView:
    """The view of one stored message; of a running reply as it is shown now, when it can be watched here.

    `versions`: which of how many it is, when there are others.
    """
    shown = live.shown() if live else None
    return MessageView(
        id=str(message.id),
        conversation_id=str(message.conversation_id),
        parent_id=str(message.parent_id) if message.parent_id else None,
        role=message.role,
        status=message.status,
        error=message.error,
        text=message.text,
        shown=shown,
        reasoning=shown.reasoning if shown else message.reasoning,
        failure=failure_of(message),
        model=_model(message),
        seconds=_seconds(message),
        tokens=message.completion_tokens,
        speed=speed_of(message),
        cost_nanos=message.cost_nanos,
        currency=message.currency,
        finish_reason=message.finish_reason,
        left_out=message.left_out,
        retry_token=uuid.uuid4().hex,
        is_running=message.is_running,
        is_edited=message.edited_at is not None,
        may_go_on=_may_go_on(message),
        position=shown.position if shown else "" if message.text or message.reasoning else START,
        revision=_revision(message),
        versions=versions,
    )


def _model(message: Message) -> str | None:
    """The model's name as people chose it, else as its provider knows it."""
    return (message.asked_with or {}).get("model_name") or message.model


def _revision(message: Message) -> str:
    """What changes whenever a reply that has ended does."""
    changes = [moment for moment in (message.finished_at, message.edited_at) if moment]
    return f"{max(changes).timestamp():.3f}" if changes and not message.is_running else message.status


def _may_go_on(message: Message) -> bool:
    """Whether the reply ended before it was complete, and can be continued."""
    is_cut = message.status == "complete" and message.finish_reason == "length"
    return (
        message.role == "assistant" and bool(message.text) and (is_cut or message.status in ("stopped", "interrupted"))
    )


def _html(text: str, *, is_final: bool) -> Markup:
    """Finished replies are kept formatted: a crowd that comes back asks for the same one."""
    if not is_final:
        return formatted(text)
    return _kept_html(text) if len(text) <= KEPT_CHARS else _kept_long_html(text)


@lru_cache(maxsize=KEPT_REPLIES)
def _kept_html(text: str) -> Markup:
    return formatted(text)


@lru_cache(maxsize=KEPT_LONG_REPLIES)
def _kept_long_html(text: str) -> Markup:
    return formatted(text)


def _seconds(message: Message) -> float | None:
    if message.started_at is None or message.finished_at is None or message.status == "interrupted":
        return None  # an interrupted reply was found, perhaps much later
    return max(0.0, (message.finished_at - message.started_at).total_seconds(), message.counted_seconds or 0.0)
