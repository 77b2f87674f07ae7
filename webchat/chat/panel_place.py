"""Where the panel sets something: in a conversation, or in one that will begin; what stands there already."""

import uuid
from collections.abc import Mapping

from webchat import unknown
from webchat.chat.composer import Composer, composer_for, parameters_in
from webchat.chat.desk import Desk
from webchat.conversations import changing
from webchat.errors import NotFound
from webchat.parameters.accepting import accept, accepted_assistant
from webchat.parameters.answering import Answering, Overrides
from webchat.parameters.panel import Place, texts_of


def asked(desk: Desk, owner: str | None, given: Mapping[str, str]) -> tuple[Place, Answering, Mapping[str, str]]:
    """Which conversation is meant, what answers there, and what stands in the fields. Raises NotFound, InvalidInput."""
    if given.get("conversation_id"):
        conversation = changing.find(desk.database, owner, id_in(given["conversation_id"]))
        values = texts_of(Overrides.of(conversation.overrides))
        place = Place(conversation_id=str(conversation.id), draft=given.get("message", ""))
        return place, desk.answering(conversation), values
    place = place_in(desk, given)
    return place, desk.answering(None, place.assistant, desk.fine(place.assistant, given)), place.parameters


def id_in(text: str) -> uuid.UUID:
    """The id of a conversation; NotFound for what is none."""
    try:
        return uuid.UUID(text)
    except ValueError:
        raise NotFound(unknown.CONVERSATION) from None


def place_in(desk: Desk, form: Mapping[str, str]) -> Place:
    """A new conversation, as its form says. Raises InvalidInput for an assistant that is not offered."""
    assistant = accepted_assistant(desk.switchboard, form.get("assistant", ""))
    return Place(
        assistant=assistant,
        is_temporary=bool(form.get("temporary")),
        parameters=parameters_in(form),
        draft=form.get("message", ""),
    )


def overrides_in(desk: Desk, form: Mapping[str, str], assistant: str | None) -> Overrides:
    """What the form sets; nothing when it takes all back. Raises InvalidInput."""
    if form.get("reset"):
        return Overrides()
    return accept(desk.switchboard, form, assistant=assistant, max_chars=desk.settings.max_message_chars)


def composer_in(desk: Desk, place: Place) -> Composer:
    """The composer that carries what is set."""
    return composer_for(
        place.conversation_id,
        max_chars=desk.settings.max_message_chars,
        text=place.draft,
        assistant=place.assistant,
        is_temporary=place.is_temporary,
        parameters=place.parameters,
    )
