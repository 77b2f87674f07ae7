"""What the one message partial shows: values ready for the template, made from a stored message."""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from webchat import markup
from webchat.aside import aside
from webchat.live.live_reply import START, LiveReply
from webchat.store.messages import Message

LONGEST_COUNTDOWN = 3_600
QUICK_CHARS = 1_000
KEPT_CHARS = 20_000
KEPT_REPLIES = 256


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a reply failed, in words. `retry_after`: seconds from now until trying again makes sense."""

    message: str
    who: str
    administrator: str
    detail: str
    retry_after: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageView:
    """One message as the page shows it; `html` is the formatted reply, `text` what was typed or received."""

    id: str
    conversation_id: str
    role: str
    status: str
    error: str | None
    text: str
    html: Markup
    reasoning: str
    failure: Failure | None
    model: str | None
    seconds: float | None
    tokens: int | None
    finish_reason: str | None
    left_out: int
    created_at: datetime
    retry_token: str
    is_running: bool
    may_go_on: bool
    position: str
    revision: str


def view_of(message: Message, live: LiveReply | None = None) -> MessageView:
    """The view of one stored message; of a running reply as it is shown now, when it can be watched here."""
    is_reply = message.role == "assistant"
    shown = live.shown() if live else None
    return MessageView(
        id=str(message.id),
        conversation_id=str(message.conversation_id),
        role=message.role,
        status=message.status,
        error=message.error,
        text=message.text,
        html=shown.html if shown else _html(message) if is_reply else Markup(),
        reasoning=shown.reasoning if shown else message.reasoning,
        failure=_failure(message),
        model=message.model,
        seconds=_seconds(message),
        tokens=message.completion_tokens,
        finish_reason=message.finish_reason,
        left_out=message.left_out,
        created_at=message.created_at,
        retry_token=uuid.uuid4().hex,
        is_running=message.is_running,
        may_go_on=_may_go_on(message),
        position=shown.position if shown else "" if message.text or message.reasoning else START,
        revision=f"{message.finished_at.timestamp():.3f}" if message.finished_at else message.status,
    )


def _may_go_on(message: Message) -> bool:
    """Whether the reply ended before it was complete, and can be continued."""
    is_cut = message.status == "complete" and message.finish_reason == "length"
    return (
        message.role == "assistant" and bool(message.text) and (is_cut or message.status in ("stopped", "interrupted"))
    )


def _html(message: Message) -> Markup:
    """The formatted reply. A finished one of usual length is formatted once."""
    is_kept = not message.is_running and len(message.text) <= KEPT_CHARS
    return _kept_html(message.text) if is_kept else _rendered(message.text)


@lru_cache(maxsize=KEPT_REPLIES)
def _kept_html(text: str) -> Markup:
    return _rendered(text)


def _rendered(text: str) -> Markup:
    return aside(markup.render, text) if len(text) > QUICK_CHARS else markup.render(text)


def _seconds(message: Message) -> float | None:
    if message.started_at is None or message.finished_at is None:
        return None
    return max(0.0, (message.finished_at - message.started_at).total_seconds())


def _failure(message: Message) -> Failure | None:
    if message.status != "failed":
        return None
    detail: dict[str, Any] = message.error_detail or {}
    return Failure(
        message=detail.get("message", "The reply could not be written."),
        who=detail.get("who", "provider"),
        administrator=detail.get("administrator", ""),
        detail=detail.get("detail", ""),
        retry_after=_still_to_wait(detail.get("retry_after"), message.finished_at),
    )


def _still_to_wait(retry_after: int | None, failed_at: datetime | None) -> int | None:
    if not retry_after or failed_at is None:
        return None
    passed = (datetime.now(UTC) - failed_at).total_seconds()
    return max(0, min(round(retry_after - passed), LONGEST_COUNTDOWN)) or None
