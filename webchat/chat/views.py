"""The chat page and what it posts to. Without JavaScript every form works too: the answer is then a redirect."""

import contextlib
import logging
import uuid
from collections.abc import Callable, Iterator
from typing import Any

from flask import (
    Blueprint,
    Response,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    stream_template,
    stream_with_context,
    url_for,
)
from werkzeug.wrappers import Response as AnyResponse

from webchat.chat.arriving import Arriving
from webchat.chat.composer import Composer, address_of, address_of_waiting, composer_for
from webchat.chat.desk import Desk
from webchat.chat.exchange import begun, ended, following_views, last_id
from webchat.chat.message_view import view_of
from webchat.chat.page import composer_below, page_of
from webchat.chat.pairing import NOWHERE_TO_SEND
from webchat.chat.sent import Sent, Waits
from webchat.chat.text import accept
from webchat.errors import NotFound, StorageUnavailable, TooMany, WebchatError
from webchat.messages.paging import Opened, Place
from webchat.store.messages import Message
from webchat.waiting.queue import view_of as waiting_view_of
from webchat.web import forms, limits, sessions, sse
from webchat.web.htmx import prefers_wait, wants_fragment

MESSAGE_FORM = forms.fields(
    "message", "submission_id", optional=("conversation_id", "parent_id", "temporary", "is_part")
)
AGAIN_FORM = forms.fields("submission_id")
log = logging.getLogger("webchat.chat")
blueprint = Blueprint("chat", __name__)


def desk() -> Desk:
    """The desk of this app."""
    found: Desk = current_app.extensions["desk"]
    return found


def composer(conversation_id: str | None, **shown: Any) -> Composer:
    """A composer with this app's bounds."""
    return composer_for(conversation_id, max_chars=desk().settings.max_message_chars, **shown)


@blueprint.get("/")
def new_conversation() -> str:
    """Show the greeting, the starters and an empty composer; writes nothing."""
    return render_template("chat/page.html", **page(None, composer(None)))


@blueprint.get("/temporary")
def new_temporary_conversation() -> str:
    """The same for a conversation that leaves no trace."""
    return render_template("chat/page.html", **page(None, composer(None, is_temporary=True)))


@blueprint.get("/conversations/<uuid:conversation_id>")
def show_conversation(conversation_id: uuid.UUID) -> AnyResponse:
    """Show a conversation, at its end or at a message (`?at=`, `?before=`, `?after=`).

    With `?wait=1`, for browsers without scripts, while its running reply is written.
    """
    opened = desk().open(sessions.owner(), conversation_id, Place.of(request.args))
    shown = page(opened, composer_below(desk(), opened))
    last = opened.messages[-1] if opened.messages and not opened.is_part else None
    if not (last and last.is_running and request.args.get("wait")):
        return make_response(render_template("chat/page.html", **shown))
    part = shown["part"].without_last()
    shown |= {"part": part, "messages": part.messages, "arriving": arriving(last)}
    return Response(stream_template("chat/page.html", **shown), headers=dict(sse.HEADERS))


def arriving(reply: Message) -> Arriving:
    """A running reply, to be sent as it is written; with streaming off, when it has ended."""
    owner, seconds = sessions.owner(), desk().settings.reply_timeout
    live = desk().live_view(reply) if desk().settings.streaming else None
    return Arriving(
        reply,
        live,
        lambda: desk().reply_when_final(owner, reply.id, seconds=seconds),
        lambda: following_views(desk(), desk().outcome(owner, reply.id)),
    )


def page(opened: Opened | None, composer: Composer) -> dict[str, Any]:
    """What the chat page shows."""
    sessions.introduce()
    return page_of(desk(), opened, composer)


@blueprint.post("/messages")
def create_message() -> AnyResponse:
    """Store a message with its pending reply and start the reply, or let it wait; 200 once it is stored."""
    form = forms.read(MESSAGE_FORM, max_chars=desk().settings.max_message_chars)
    try:
        sent = _send(form)
    except WebchatError as error:
        if wants_fragment():
            raise
        return _page_with_error(error, conversation_id=form.get("conversation_id", ""), text=form["message"])
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
    limits.count_sending()
    return desk().send(
        sessions.make_owner(),
        conversation_id=conversation_id,
        text=text,
        submission_id=form["submission_id"],
        parent_id=form.get("parent_id", ""),
        is_temporary=bool(form.get("temporary")),
    )


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
        waiting=waiting_view_of(waits.message, is_stuck=waits.is_stuck),
        composer=composer(conversation_id, parent_id=parent_id),
    )
    return make_response(fragment)


@blueprint.post("/replies/<uuid:reply_id>/retry")
def retry_reply(reply_id: uuid.UUID) -> AnyResponse:
    """Start a new version of an ended reply; the old one is kept."""
    return _answer_again(reply_id, desk().retry)


@blueprint.post("/replies/<uuid:reply_id>/continue")
def continue_reply(reply_id: uuid.UUID) -> AnyResponse:
    """Go on with a reply that was cut, stopped or interrupted."""
    return _answer_again(reply_id, desk().go_on)


def _answer_again(reply_id: uuid.UUID, start: Callable[..., Sent]) -> AnyResponse:
    form = forms.read(AGAIN_FORM)
    reply = desk().reply(sessions.owner(), reply_id)
    try:
        limits.count_sending()
        sent = start(sessions.make_owner(), reply_id=reply_id, submission_id=form["submission_id"])
    except WebchatError as error:
        if wants_fragment():
            raise
        return _page_with_error(error, conversation_id=str(reply.conversation_id))
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
    conversation_id = str(sent.conversation.id)
    return render_template(
        template,
        user_message=view_of(sent.message),
        conversation=sent.conversation,
        conversation_id=conversation_id,
        is_first=sent.is_first,
        replaced_id=replaced_id,
        composer=composer(conversation_id, parent_id=last_id(shown)),
        **shown,
    )


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


def _page_with_error(error: WebchatError, *, conversation_id: str, text: str = "") -> Response:
    """The page that a browser without scripts had, with the reason at the field and the text kept."""
    log.info("refused with %s: %s", error.status, error.__cause__ or type(error).__name__)
    opened: Opened | None = None
    with contextlib.suppress(ValueError, WebchatError):
        opened = desk().open(sessions.owner(), uuid.UUID(conversation_id))
    kept = {"text": text, "error": str(error)}
    form = composer_below(desk(), opened, **kept) if opened else composer(None, **kept)
    response = make_response(render_template("chat/page.html", **page(opened, form)), error.status)
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after)
    return response
