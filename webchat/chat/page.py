"""What the chat page shows: a conversation, or a greeting; the composer below it; the message that waits."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from webchat.assistants import look
from webchat.chat.composer import Composer, composer_for, parameters_in_address
from webchat.chat.desk import Desk
from webchat.chat.part_view import part_view
from webchat.messages.paging import Opened
from webchat.parameters.accepting import accepted_assistant
from webchat.parameters.answering import Answering
from webchat.parameters.panel import texts_of
from webchat.parameters.resolving import name_in
from webchat.waiting.queue import WaitingView


def page_of(desk: Desk, opened: Opened | None, composer: Composer) -> dict[str, Any]:
    """The arguments of `chat/page.html`. `find_waiting` looks when it is called, perhaps after a reply has ended."""
    part = part_view(opened, desk.live_view) if opened else None
    answering = _answering(desk, opened, composer)
    return {
        "conversation": opened.conversation if opened else None,
        "part": part,
        "messages": part.messages if part else [],
        "arriving": None,
        "find_waiting": _finder(desk, opened),
        "composer": composer,
        "answering": answering,
        "look_url": look.address_of(answering.assistant),
        **_welcome(desk, answering),
    }


def _answering(desk: Desk, opened: Opened | None, composer: Composer) -> Answering:
    if opened:
        return desk.answering(opened.conversation)
    answering = desk.answering(None, composer.assistant, desk.fine(composer.assistant, composer.parameters))
    return replace(answering, gone=composer.gone) if composer.gone else answering


def _welcome(desk: Desk, answering: Answering) -> dict[str, Any]:
    """What stands where there are no messages yet."""
    assistant = answering.assistant
    return {
        "greeting": assistant.greeting,
        "starters": assistant.starters,
        "others": [each for each in desk.switchboard.catalogue.assistants if each.slug != assistant.slug],
    }


def composer_at(desk: Desk, address: Mapping[str, str], *, assistant: str = "", is_temporary: bool = False) -> Composer:
    """The composer of a new conversation with this assistant, else the default one.

    The address (`?model=`, `?temperature=`, …) may set what the conversation will set for itself, as far as it makes
    sense. Raises InvalidInput for an assistant that is not offered.
    """
    slug, given = accepted_assistant(desk.switchboard, assistant), parameters_in_address(address)
    fine = desk.fine(slug, given)
    return composer_for(
        None,
        max_chars=desk.settings.max_message_chars,
        is_temporary=is_temporary,
        assistant=slug,
        parameters=texts_of(fine),
        gone=name_in(given["model"]) if "model" in given and not fine.model else None,
    )


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
