"""What is done with a message that waits its turn: withdrawing it, which is how it is changed, and sending it now."""

import uuid

from flask import Blueprint, current_app, make_response, redirect, render_template
from werkzeug.wrappers import Response

from webchat.chat.composer import address_of, composer_for
from webchat.chat.desk import Desk
from webchat.chat.exchange import answers_instead, begun
from webchat.chat.message_view import view_of
from webchat.chat.page import composer_below, page_of
from webchat.chat.pairing import NOWHERE_TO_SEND
from webchat.errors import NotFound, WebchatError
from webchat.web import forms, sessions, words
from webchat.web.htmx import wants_fragment

WAITING_FORM = forms.fields(optional=("waiting",))
blueprint = Blueprint("waiting", __name__)


def desk() -> Desk:
    """The desk of this app."""
    found: Desk = current_app.extensions["desk"]
    return found


@blueprint.post("/conversations/<uuid:conversation_id>/waiting/withdraw")
def withdraw(conversation_id: uuid.UUID) -> Response:
    """Let it not be sent. Scripts put its text back into the field; without them the page comes with it."""
    key = forms.read(WAITING_FORM).get("waiting", "")
    try:
        text = desk().dispatch.withdraw(_owner(), conversation_id=conversation_id, key=key)
    except WebchatError as error:
        return _refused(error, conversation_id)
    if wants_fragment():
        return make_response(render_template("waiting/_gone.html"))
    return _page(conversation_id, text=text)


@blueprint.post("/conversations/<uuid:conversation_id>/waiting/send")
def send(conversation_id: uuid.UUID) -> Response:
    """Send it now, since it could not go by itself. It was counted when it was written."""
    key = forms.read(WAITING_FORM).get("waiting", "")
    try:
        sent = desk().send_waiting(_owner(), conversation_id=conversation_id, key=key)
    except WebchatError as error:
        return _refused(error, conversation_id)
    if not wants_fragment():
        return redirect(address_of(sent.reply), 303)
    parent_id, max_chars = str(sent.reply.id), desk().settings.max_message_chars
    answering = desk().answering(sent.conversation)
    fragment = render_template(
        "waiting/_sent.html",
        user_message=view_of(sent.message),
        conversation=sent.conversation,
        composer=composer_for(str(conversation_id), max_chars=max_chars, parent_id=parent_id),
        answering=answering,
        answers_instead=answers_instead(desk(), sent, answering),
        **begun(desk(), sent.reply, is_version=False),
    )
    return make_response(fragment)


def _owner() -> str:
    owner = sessions.owner()
    if owner is None:
        raise NotFound(NOWHERE_TO_SEND)
    return owner


def _refused(error: WebchatError, conversation_id: uuid.UUID) -> Response:
    """The reason: as a fragment, or on the page that a browser without scripts had."""
    if wants_fragment():
        raise error
    return _page(conversation_id, error=words.said(error), status=error.status)


def _page(conversation_id: uuid.UUID, *, text: str = "", error: str | None = None, status: int = 200) -> Response:
    opened = desk().open(sessions.owner(), conversation_id)
    sessions.introduce()
    form = composer_below(desk(), opened, text=text, error=error)
    return make_response(render_template("chat/page.html", **page_of(desk(), opened, form)), status)
