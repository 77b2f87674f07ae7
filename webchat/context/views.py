"""The gauge at the text field while somebody types, and the page that tells what the model will read.

Nothing is stored. Typing is not sending: it has a bound of its own, wide enough for whoever types, in each process for
itself.
"""

import uuid
from collections.abc import Mapping

from flask import Blueprint, Flask, current_app, render_template, request

from webchat import unknown
from webchat.chat.desk import Desk
from webchat.chat.placing import end_for
from webchat.chat.sending import parse_id
from webchat.cleaning import clean
from webchat.context.gauge import Place, gauge_of
from webchat.context.glance import Glance, glance_at
from webchat.context.remembered import Remembered
from webchat.errors import NotFound, TooMany
from webchat.parameters import accepting
from webchat.parameters.answering import Answering
from webchat.store import conversations
from webchat.store.conversations import Conversation
from webchat.web import forms, sessions
from webchat.web.htmx import wants_fragment
from webchat.web.own_counts import OwnCounts
from webchat.wording import N_

ASKED_AT_MOST, WITHIN = 300, 60  # the page asks after 0.3 seconds without a key
COMPOSER_FORM = forms.fields(
    "message",
    optional=(
        *("submission_id", "conversation_id", "parent_id", "temporary", "is_part", "assistant"),
        *accepting.FIELDS,
    ),
)
blueprint = Blueprint("context", __name__)


def install(app: Flask) -> None:
    """Serve gauge and page."""
    app.extensions["remembered_lines"] = Remembered()
    app.extensions["gauge_counts"] = OwnCounts(ASKED_AT_MOST, WITHIN)
    app.register_blueprint(blueprint)


@blueprint.post("/gauge")
def gauge() -> str:
    """The gauge for what stands in the composer, of a conversation or of a new one."""
    form = _composer_form()
    conversation_id = form.get("conversation_id", "")
    conversation, place = None, None
    if conversation_id:
        conversation, end_id = _place(conversation_id, form.get("parent_id", ""))
        place = Place(conversation.id, end_id)
    remembered: Remembered = current_app.extensions["remembered_lines"]
    answering, text = _answering(conversation, form), clean(form["message"])
    shown = gauge_of(_desk().database, answering, remembered, place=place, text=text)
    return render_template("context/_gauge_line.html", gauge=shown, answering=answering)


@blueprint.get("/conversations/<uuid:conversation_id>/context")
def show_context(conversation_id: uuid.UUID) -> str:
    """What the model will read with the next message, and what not."""
    return _shown(conversation_id, {})


@blueprint.post("/conversations/<uuid:conversation_id>/context")
def show_context_of_draft(conversation_id: uuid.UUID) -> str:
    """The same with the message that is being written, below what its writer sees."""
    return _shown(conversation_id, _composer_form())


def _shown(conversation_id: uuid.UUID, form: Mapping[str, str]) -> str:
    glance, conversation = _glance(conversation_id, form)
    template = "context/_glance.html" if wants_fragment() else "context/page.html"
    return render_template(template, glance=glance, conversation=conversation)


def _glance(conversation_id: uuid.UUID, form: Mapping[str, str]) -> tuple[Glance, Conversation]:
    conversation, end_id = _place(str(conversation_id), form.get("parent_id", ""))
    glance = glance_at(
        _desk().database,
        _desk().answering(conversation),
        conversation_id=conversation.id,
        end_id=end_id,
        text=clean(form.get("message", "")),
    )
    return glance, conversation


def _composer_form() -> dict[str, str]:
    counts: OwnCounts = current_app.extensions["gauge_counts"]
    wait = counts.seconds_to_wait(f"address {request.remote_addr}" if sessions.is_new() else str(sessions.owner()))
    if wait is not None:
        raise TooMany(N_("This was asked very often in a short time. Please wait a little."), retry_after=wait)
    return forms.read(COMPOSER_FORM, max_chars=2 * _desk().settings.max_message_chars)  # instructions may be as long


def _place(conversation_id: str, parent_id: str) -> tuple[Conversation, uuid.UUID | None]:
    """A conversation of whoever asks, and the message that the next one would follow. Raises NotFound."""
    owner, wanted = sessions.owner(), parse_id(conversation_id)
    with _desk().database.reading() as session:
        conversation = conversations.owned_by(session, owner, wanted) if owner and wanted else None
        if conversation is None:
            raise NotFound(unknown.CONVERSATION)
        return conversation, end_for(session, conversation, parse_id(parent_id))


def _answering(conversation: Conversation | None, form: Mapping[str, str]) -> Answering:
    if conversation:
        return _desk().answering(conversation)
    assistant = form.get("assistant") or None
    return _desk().answering(None, assistant, _desk().fine(assistant, form))


def _desk() -> Desk:
    found: Desk = current_app.extensions["desk"]
    return found
