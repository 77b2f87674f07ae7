"""What the chat page shows: a conversation, or the greeting; the composer below it; the message that waits."""

import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

from webchat.chat.composer import Composer, composer_for
from webchat.chat.desk import Desk
from webchat.chat.part_view import part_view
from webchat.messages.paging import Opened
from webchat.waiting.queue import WaitingView

GREETING = "What would you like to know?"
DEMO_INTRO = "A small demo model answers, to try the page. Nothing you write leaves this machine."
KEPT = "Your conversations are kept on this server."
TEMPORARY = "This conversation is kept only while it is open."
INTRO = "{kept} What you write is sent to {model}, which answers."
STARTERS = (
    "Explain in simple words what an API is",
    "Write a short, friendly e-mail that moves a meeting to Friday",
    "List five ideas for a rainy weekend",
    "Show how to read a file line by line in Python",
)


def page_of(desk: Desk, opened: Opened | None, composer: Composer) -> dict[str, Any]:
    """The arguments of `chat/page.html`. `find_waiting` looks when it is called, perhaps after a reply has ended."""
    part = part_view(opened, desk.live_view) if opened else None
    return {
        "conversation": opened.conversation if opened else None,
        "part": part,
        "messages": part.messages if part else [],
        "arriving": None,
        "find_waiting": _finder(desk, opened),
        "composer": composer,
        "greeting": GREETING,
        "intro": _intro(desk, is_temporary=composer.is_temporary),
        "starters": STARTERS,
        "model_name": desk.model.name,
        "is_demo": desk.model.is_demo,
    }


def _intro(desk: Desk, *, is_temporary: bool) -> str:
    if desk.model.is_demo:
        return DEMO_INTRO
    return INTRO.format(kept=TEMPORARY if is_temporary else KEPT, model=desk.model.name)


def composer_below(desk: Desk, opened: Opened, *, text: str = "", error: str | None = None) -> Composer:
    """The composer of a conversation as it is shown."""
    last = opened.messages[-1].id if opened.messages else None
    return composer_for(
        str(opened.conversation.id),
        max_chars=desk.settings.max_message_chars,
        text=text,
        error=error,
        parent_id=str(last) if last else None,
        is_part=opened.is_part,
    )


def _finder(desk: Desk, opened: Opened | None) -> Callable[[], WaitingView | None]:
    if opened is None:
        return lambda: None
    conversation_id: uuid.UUID = opened.conversation.id
    return partial(desk.waiting, opened.conversation.owner_id, conversation_id)
