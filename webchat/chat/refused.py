"""The page that a browser without scripts gets back when nothing was stored: as it was, with all that was written."""

import contextlib
import uuid
from collections.abc import Mapping
from typing import Any

from webchat.chat.composer import composer_for, parameters_in
from webchat.chat.desk import Desk
from webchat.chat.page import composer_below, page_of
from webchat.errors import WebchatError
from webchat.messages.paging import Opened


def page_again(desk: Desk, owner: str | None, form: Mapping[str, str], error: str) -> dict[str, Any]:
    """The page with the reason at the field; without a conversation that can be opened, a new one's."""
    text, opened = form.get("message", ""), _opened(desk, owner, form.get("conversation_id", ""))
    if opened:
        return page_of(desk, opened, composer_below(desk, opened, text=text, error=error))
    assistant = desk.switchboard.catalogue.assistant(form.get("assistant"))
    composer = composer_for(
        None,
        max_chars=desk.settings.max_message_chars,
        text=text,
        error=error,
        is_temporary=bool(form.get("temporary")),
        assistant=assistant.slug if assistant else None,
        parameters=parameters_in(form),
    )
    return page_of(desk, None, composer)


def _opened(desk: Desk, owner: str | None, conversation_id: str) -> Opened | None:
    with contextlib.suppress(ValueError, WebchatError):
        return desk.open(owner, uuid.UUID(conversation_id))
    return None
