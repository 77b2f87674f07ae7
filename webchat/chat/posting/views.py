"""What begins a reply: a message, another version of a reply, the rest of one. All work without JavaScript too."""

import logging
import uuid
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from flask import (
    Blueprint,
    Response,
    current_app,
    make_response,
    redirect,
    render_template,
    stream_with_context,
    url_for,
)
from werkzeug.wrappers import Response as AnyResponse

from webchat.chat.composer import address_of, address_of_waiting, composer_for
from webchat.chat.desk import Desk
from webchat.chat.exchange import begun, ended, shown_with
from webchat.chat.message_view import view_of
from webchat.chat.pairing import NOWHERE_TO_SEND
from webchat.chat.refused import page_again
from webchat.chat.sent import Sent, Waits
from webchat.chat.text import accept
from webchat.errors import NotFound, StorageUnavailable, TooMany, WebchatError
from webchat.parameters import accepting
from webchat.parameters.answering import Overrides
from webchat.waiting.queue import view_of as waiting_view_of
from webchat.web import forms, limits, sessions, words
from webchat.web.htmx import prefers_wait, wants_fragment

MESSAGE_FORM = forms.fields(
    "message",
    "submission_id",
    optional=("conversation_id", "parent_id", "temporary", "is_part", "assistant", "shown_model"),
    repeated=accepting.FIELDS,  # what the panel is just setting comes after what the composer carries
)
RETRY_FORM = forms.fields("submission_id", optional=("model",))
CONTINUE_FORM = forms.fields("submission_id")
log = logging.getLogger("webchat.chat")
blueprint = Blueprint("posting", __name__)


def desk() -> Desk:
    """The desk of this app."""
    found: Desk = current_app.extensions["desk"]
    return found


@blueprint.post("/messages")
def create_message() -> AnyResponse:
    """Store a message with its pending reply and start the reply, or let it wait; 200 once it is stored."""
    form = forms.read(MESSAGE_FORM, max_chars=2 * desk().settings.max_message_chars)  # instructions may be as long
    try:
        sent = _send(form)
    except WebchatError as error:
        if wants_fragment():
            raise
        return _page_with_error(error, form)
    if form.get("is_part") and wants_fragment():  # the page does not show where it stands
        return Response(headers={"HX-Redirect": _address_of_end(sent)})
    if isinstance(sent, Waits):
        return _answer_waiting(sent, parent_id=form.get("parent_id"))
    response = _answer(sent, "chat/_exchange.html")
    if sent.is_first:
        response.headers["HX-Push-Url"] = url_for("chat.show_conversation", conversation_id=sent.conversation.id)
    return response


def _send(form: dict[str, str]) -> Sent | Waits:
    conversation_id = form.get("conversation_id", "")
    text = accept(form["message"], max_chars=desk().settings.max_message_chars)
    if conversation_id and sessions.owner() is None:
        raise NotFound(NOWHERE_TO_SEND)
    assistant, overrides = (None, _setting(form)) if conversation_id else _chosen(form)
    limits.count_sending()
    return desk().send(
        sessions.make_owner(),
        conversation_id=conversation_id,
        text=text,
        submission_id=form["submission_id"],
        parent_id=form.get("parent_id", ""),
        is_temporary=bool(form.get("temporary")),
        assistant=assistant,
        overrides=overrides,
    )


def _chosen(form: dict[str, str]) -> tuple[str | None, Overrides]:
    """The assistant of a new conversation, and what it sets for itself."""
    switchboard, most = desk().switchboard, desk().settings.max_message_chars
    assistant = accepting.accepted_assistant(switchboard, form.get("assistant", ""))
    return assistant, accepting.accept(switchboard, form, assistant=assistant, max_chars=most)


def _setting(form: dict[str, str]) -> Overrides | None:
    """What is just being set in the panel of a conversation: it counts for this message, whichever comes first."""
    if "shown_model" not in form:
        return None
    most = desk().settings.max_message_chars
    assistant = desk().assistant_of(sessions.owner(), form["conversation_id"])
    return accepting.accept(desk().switchboard, form, assistant=assistant, max_chars=most)


def _address_of_end(sent: Sent | Waits) -> str:
    conversation_id = sent.message.conversation_id
    return url_for("chat.show_conversation", conversation_id=conversation_id)


def _answer_waiting(waits: Waits, *, parent_id: str | None) -> AnyResponse:
    """It is stored and sent later: there is nothing to wait for in this answer, whatever is preferred."""
    conversation_id = str(waits.message.conversation_id)
    if not wants_fragment():
        return redirect(address_of_waiting(conversation_id), 303)
    fragment = render_template(
        "waiting/_stored.html",
        waiting=waiting_view_of(waits.message, waits.stuck),
        composer=composer_for(conversation_id, max_chars=desk().settings.max_message_chars, parent_id=parent_id),
        answering=desk().answering(waits.conversation),
    )
    return make_response(fragment)


@blueprint.post("/replies/<uuid:reply_id>/retry")
def retry_reply(reply_id: uuid.UUID) -> AnyResponse:
    """Start a new version of an ended reply, by another model if one is named; the old one is kept."""
    form = forms.read(RETRY_FORM)

    def retry(owner: str) -> Sent:
        model = accepting.accepted_model(desk().switchboard, form.get("model", ""))
        return desk().retry(owner, reply_id=reply_id, submission_id=form["submission_id"], model=model)

    return _answer_again(reply_id, retry)


@blueprint.post("/replies/<uuid:reply_id>/continue")
def continue_reply(reply_id: uuid.UUID) -> AnyResponse:
    """Go on with a reply that was cut, stopped or interrupted."""
    form = forms.read(CONTINUE_FORM)
    submission_id = form["submission_id"]
    return _answer_again(reply_id, lambda owner: desk().go_on(owner, reply_id=reply_id, submission_id=submission_id))


def _answer_again(reply_id: uuid.UUID, start: Callable[[str], Sent]) -> AnyResponse:
    reply = desk().reply(sessions.owner(), reply_id)
    try:
        limits.count_sending()
        sent = start(sessions.make_owner())
    except WebchatError as error:
        if wants_fragment():
            raise
        return _page_with_error(error, {"conversation_id": str(reply.conversation_id)})
    return _answer(sent, "chat/_answered.html", replaced_id=str(reply_id) if sent.reply.id != reply_id else None)


def _answer(sent: Sent, template: str, *, replaced_id: str | None = None) -> AnyResponse:
    if not wants_fragment() and not prefers_wait():
        return redirect(address_of(sent.reply), 303)
    if not prefers_wait() and desk().settings.streaming:
        shown = begun(desk(), sent.reply, is_version=template == "chat/_answered.html")
        return make_response(_fragment(template, sent, shown, replaced_id))
    pieces = stream_with_context(_when_final(template, sent, replaced_id))
    response = Response(pieces, content_type="text/html; charset=utf-8")
    if prefers_wait():
        response.headers["Preference-Applied"] = "wait"
    return response


def _fragment(template: str, sent: Sent, shown: dict[str, Any], replaced_id: str | None) -> str:
    return render_template(template, **shown_with(desk(), sent, shown), replaced_id=replaced_id)


def _when_final(template: str, sent: Sent, replaced_id: str | None) -> Iterator[str]:
    """The fragment with the finished reply. The answer's head, and with it the cookie of a new session, goes first:
    who closes the tab while waiting still owns the conversation."""
    yield "\n"
    owner, shown = sessions.owner(), begun(desk(), sent.reply, is_version=False)
    try:
        desk().reply_when_final(owner, sent.reply.id, seconds=desk().settings.reply_timeout)
        shown = ended(desk(), desk().outcome(owner, sent.reply.id))
    except NotFound:
        yield _gone(template, sent)
        return
    except StorageUnavailable:  # it is stored already: it can be looked at later
        pass
    yield _fragment(template, sent, shown, replaced_id)


def _gone(template: str, sent: Sent) -> str:
    """What stands there when the conversation was deleted meanwhile."""
    own = view_of(sent.message) if template == "chat/_exchange.html" else None
    return render_template("chat/_gone.html", user_message=own, reply_id=sent.reply.id)


def _page_with_error(error: WebchatError, form: Mapping[str, str]) -> Response:
    log.info("refused with %s: %s", error.status, error.__cause__ or type(error).__name__)
    sessions.introduce()
    page = page_again(desk(), sessions.owner(), form, words.said(error))
    response = make_response(render_template("chat/page.html", **page), error.status)
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after)
    return response
