"""What is done with messages that stand already: leafing through them, other versions, editing, deleting with Undo.

With htmx the answers are fragments; without, a page, or 303 to the conversation at the message.
"""

import contextlib
import logging
import uuid
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, current_app, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from webchat import unknown
from webchat.chat.composer import address_of
from webchat.chat.desk import Desk
from webchat.chat.exchange import begun, ended
from webchat.chat.message_view import view_of
from webchat.chat.part_view import PartView, part_view
from webchat.chat.sending import parse_id
from webchat.chat.sent import Sent
from webchat.chat.text import accept, clean, is_blank
from webchat.errors import InvalidInput, NotFound, StorageUnavailable, TooMany, WebchatError
from webchat.messages import choosing, editing, paging, removing
from webchat.messages.paging import Opened, Place
from webchat.store.messages import Message
from webchat.web import forms, limits, sessions, words
from webchat.web.htmx import prefers_wait, wants_fragment
from webchat.wording import N_

SENT_FORM = forms.fields("message", "submission_id", optional=("conversation_id",))
TEXT_FORM = forms.fields("text")
log = logging.getLogger("webchat.messages")
blueprint = Blueprint("messages", __name__)


def desk() -> Desk:
    """The desk of this app."""
    found: Desk = current_app.extensions["desk"]
    return found


def view(opened: Opened) -> PartView:
    """A part as it is shown now."""
    return part_view(opened, desk().live_view)


def address(message: Message) -> str:
    """The page of the conversation, opened at a message."""
    page = url_for("chat.show_conversation", conversation_id=message.conversation_id, at=message.id)
    return f"{page}#message-{message.id}"


@blueprint.app_context_processor
def undoing() -> dict[str, Callable[[], uuid.UUID | None]]:
    """What the page that follows a deletion offers to undo: looked for only by a template that asks."""
    return {"recently_removed": _recently_removed}


def _recently_removed() -> uuid.UUID | None:
    """The message that `?removed=` names, for as long as it can be brought back."""
    removed_id = parse_id(request.args.get("removed", ""))
    return removed_id and removing.recently(desk().database, sessions.owner(), removed_id)


@blueprint.get("/conversations/<uuid:conversation_id>/messages")
def further_messages(conversation_id: uuid.UUID) -> AnyResponse:
    """The messages before or after one (`?before=`, `?after=`), to be added to the page that shows it."""
    place = Place.of(request.args)
    if place.message_id is None or place.at:
        raise NotFound(unknown.MESSAGE)
    opened = paging.further(desk().database, sessions.owner(), conversation_id, place)
    if not wants_fragment():
        page = url_for("chat.show_conversation", conversation_id=conversation_id)
        return redirect(f"{page}?{'before' if place.before else 'after'}={place.message_id}", 303)
    is_end = place.after is not None and not opened.is_part
    return make_response(render_template("messages/_more.html", part=view(opened), is_end=is_end))


@blueprint.get("/messages/<uuid:message_id>")
def show_message(message_id: uuid.UUID) -> AnyResponse:
    """One message's element, such as when its editing is given up; a plain request is led to its conversation."""
    message = editing.find(desk().database, sessions.owner(), message_id)
    return _message(message) if wants_fragment() else redirect(address(message), 303)


def _message(message: Message) -> Response:
    """The element of one message."""
    opened = desk().open(sessions.owner(), message.conversation_id)
    versions = desk().versions_of(message).get(message.id)
    shown = view_of(message, desk().live_view(message), versions)
    is_last = opened.conversation.leaf_id == message.id
    return make_response(render_template("chat/_message.html", message=shown, is_last=is_last, is_back=True))


@blueprint.post("/messages/<uuid:message_id>/show")
def show_version(message_id: uuid.UUID) -> AnyResponse:
    """Show the line through this message, here and whenever the conversation is opened."""
    opened = choosing.show(desk().database, sessions.owner(), message_id)
    if not wants_fragment():
        return redirect(address(opened.messages[0]), 303)
    if opened.part.newer:  # more than belongs into a page: it is opened at the message instead
        return Response(headers={"HX-Redirect": address(opened.messages[0])})
    replaced_id = parse_id(request.form.get("replaced_id", ""))
    return make_response(render_template("messages/_rest.html", part=view(opened), replaced_id=replaced_id))


@blueprint.get("/messages/<uuid:message_id>/edit")
def edit_form(message_id: uuid.UUID) -> AnyResponse:
    """The form that takes a message's place, or without scripts a page with it."""
    form = editing.begin(desk().database, sessions.owner(), message_id)
    template = "messages/_editing.html" if wants_fragment() else "messages/edit.html"
    return make_response(render_template(template, editing=form))


@blueprint.post("/messages/<uuid:message_id>/edit")
def edit(message_id: uuid.UUID) -> AnyResponse:
    """Send a new version of a person's message, or change the text of a reply in its place."""
    message = editing.find(desk().database, sessions.owner(), message_id)
    return _send_anew(message) if message.role == "user" else _change_reply(message)


def _send_anew(message: Message) -> AnyResponse:
    form = forms.read(SENT_FORM, max_chars=desk().settings.max_message_chars)
    try:
        text = accept(form["message"], max_chars=desk().settings.max_message_chars)
        limits.count_sending()
        sent = desk().edit(sessions.make_owner(), message_id=message.id, text=text, submission_id=form["submission_id"])
    except WebchatError as error:
        return _form_with_error(error, message, form["message"])
    if not wants_fragment() and not prefers_wait():
        return redirect(address_of(sent.reply), 303)
    return _answered(sent, message)


def _answered(sent: Sent, replaced: Message) -> Response:
    """The new version with its reply, in place of the old version and of all that followed that."""
    try:
        shown = _reply_to(sent)
    except NotFound:
        fragment = render_template("chat/_gone.html", user_message=view_of(sent.message), reply_id=sent.reply.id)
        return make_response(fragment)
    versions = desk().versions_of(sent.message).get(sent.message.id)
    own = view_of(sent.message, versions=versions)
    shown |= {"user_message": own, "conversation": sent.conversation, "replaced_id": replaced.id}
    fragment = render_template("messages/_answered_anew.html", **shown)
    return Response(fragment, headers={"Preference-Applied": "wait"} if prefers_wait() else {})


def _reply_to(sent: Sent) -> dict[str, Any]:
    """The reply as it was begun, or where that is wanted, when it has ended. Raises NotFound when it was deleted."""
    if prefers_wait() or not desk().settings.streaming:
        with contextlib.suppress(StorageUnavailable):  # it is stored already: it can be looked at later
            desk().reply_when_final(sessions.owner(), sent.reply.id, seconds=desk().settings.reply_timeout)
            return ended(desk(), desk().outcome(sessions.owner(), sent.reply.id))
    return begun(desk(), sent.reply, is_version=False)


def _change_reply(reply: Message) -> AnyResponse:
    form = forms.read(TEXT_FORM, max_chars=editing.LONGEST_REPLY)
    text = clean(form["text"])
    try:
        if is_blank(text):
            raise InvalidInput(N_("A reply cannot be empty. To get rid of it, delete it."))
        reply = editing.change_reply(desk().database, sessions.owner(), reply.id, text)
    except WebchatError as error:
        return _form_with_error(error, reply, form["text"])
    return _message(reply) if wants_fragment() else redirect(address(reply), 303)


def _form_with_error(error: WebchatError, message: Message, text: str) -> Response:
    """The form as it was sent, with the reason; with scripts it is still there, and only the reason is needed."""
    if wants_fragment():
        raise error
    log.info("refused with %s: %s", error.status, error.__cause__ or type(error).__name__)
    form = editing.editing_of(message, text=text, error=words.said(error))
    response = make_response(render_template("messages/edit.html", editing=form), error.status)
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


@blueprint.post("/messages/<uuid:message_id>/delete")
def delete(message_id: uuid.UUID) -> AnyResponse:
    """Put a message and its reply away; for ten seconds that can be undone."""
    removed = removing.put_away(desk().database, sessions.owner(), message_id)
    removed_id = removed.message_ids[0]
    page = url_for("chat.show_conversation", conversation_id=removed.conversation_id, removed=removed_id)
    if not wants_fragment():
        return redirect(page, 303)
    if removed.had_versions:  # another one may be shown now, with all that follows it
        return Response(headers={"HX-Redirect": page})
    last = view_of(removed.last) if removed.last else None
    fragment = render_template("messages/_away.html", removed=removed, removed_id=removed_id, message=last)
    return make_response(fragment)


@blueprint.post("/messages/<uuid:message_id>/undelete")
def undelete(message_id: uuid.UUID) -> AnyResponse:
    """Bring back what was just deleted; `apart`, when the page kept no place for it."""
    opened, neighbours, last = removing.bring_back(desk().database, sessions.owner(), message_id)
    if not wants_fragment():
        return redirect(address(opened.messages[0]), 303)
    if request.form.get("apart"):
        return Response(headers={"HX-Redirect": address(opened.messages[0])})
    shown = {"part": view(opened), "neighbours": neighbours, "message": view_of(last)}
    return make_response(render_template("messages/_back.html", **shown))
