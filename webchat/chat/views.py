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
from webchat.chat.composer import Composer, address_of, composer_for
from webchat.chat.desk import Desk, Opened
from webchat.chat.message_view import view_of
from webchat.chat.sending import UNKNOWN_CONVERSATION, Sent
from webchat.chat.text import accept
from webchat.errors import NotFound, StorageUnavailable, TooMany, WebchatError
from webchat.store.messages import Message
from webchat.web import forms, limits, sessions, sse
from webchat.web.htmx import prefers_wait, wants_fragment

GREETING = "What would you like to know?"
DEMO_INTRO = "A small demo model answers, to try the page. Nothing you write leaves this machine."
INTRO = "Your conversations are kept on this server. What you write is sent to {model}, which answers."
STARTERS = (
    "Explain in simple words what an API is",
    "Write a short, friendly e-mail that moves a meeting to Friday",
    "List five ideas for a rainy weekend",
    "Show how to read a file line by line in Python",
)
MESSAGE_FORM = forms.fields("message", "submission_id", optional=("conversation_id",))
AGAIN_FORM = forms.fields("submission_id")
log = logging.getLogger("webchat.chat")
blueprint = Blueprint("chat", __name__)


def desk() -> Desk:
    """The desk of this app."""
    found: Desk = current_app.extensions["desk"]
    return found


def composer(conversation_id: str | None, *, text: str = "", error: str | None = None) -> Composer:
    """A composer with this app's bounds."""
    return composer_for(conversation_id, max_chars=desk().settings.max_message_chars, text=text, error=error)


@blueprint.get("/")
def new_conversation() -> str:
    """Show the greeting, the starters and an empty composer; writes nothing."""
    return render_template("chat/page.html", **page(None, composer(None)))


@blueprint.get("/conversations/<uuid:conversation_id>")
def show_conversation(conversation_id: uuid.UUID) -> AnyResponse:
    """Show a conversation; with `?wait=1`, for browsers without scripts, while its running reply is written."""
    opened = desk().open(sessions.owner(), conversation_id)
    shown = page(opened, composer(str(conversation_id)))
    last = opened.messages[-1] if opened.messages else None
    if not (last and last.is_running and request.args.get("wait")):
        return make_response(render_template("chat/page.html", **shown))
    shown |= {"messages": shown["messages"][:-1], "arriving": arriving(last)}
    return Response(stream_template("chat/page.html", **shown), headers=dict(sse.HEADERS))


def arriving(reply: Message) -> Arriving:
    """A running reply, to be sent as it is written; with streaming off, when it has ended."""
    owner, seconds = sessions.owner(), desk().settings.reply_timeout
    live = desk().live_view(reply) if desk().settings.streaming else None
    return Arriving(str(reply.id), live, lambda: desk().reply_when_final(owner, reply.id, seconds=seconds))


def page(opened: Opened | None, composer: Composer) -> dict[str, Any]:
    """What the chat page shows."""
    sessions.introduce()
    return {
        "conversation": opened.conversation if opened else None,
        "messages": [view_of(message, desk().live_view(message)) for message in opened.messages] if opened else [],
        "arriving": None,
        "composer": composer,
        "greeting": GREETING,
        "intro": DEMO_INTRO if desk().model.is_demo else INTRO.format(model=desk().model.name),
        "starters": STARTERS,
        "model_name": desk().model.name,
        "is_demo": desk().model.is_demo,
    }


@blueprint.post("/messages")
def create_message() -> AnyResponse:
    """Store a message with its pending reply and start the reply; 200 once both are stored."""
    form = forms.read(MESSAGE_FORM, max_chars=desk().settings.max_message_chars)
    try:
        sent = _send(form)
    except WebchatError as error:
        if wants_fragment():
            raise
        return _page_with_error(error, conversation_id=form.get("conversation_id", ""), text=form["message"])
    response = _answer(sent, "chat/_exchange.html")
    if sent.message.parent_id is None:
        response.headers["HX-Push-Url"] = url_for("chat.show_conversation", conversation_id=sent.reply.conversation_id)
    return response


def _send(form: dict[str, str]) -> Sent:
    conversation_id = form.get("conversation_id", "")
    text = accept(form["message"], max_chars=desk().settings.max_message_chars)
    if conversation_id and sessions.owner() is None:
        raise NotFound(UNKNOWN_CONVERSATION)
    limits.count_sending()
    return desk().send(
        sessions.make_owner(), conversation_id=conversation_id, text=text, submission_id=form["submission_id"]
    )


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
    return _answer(sent, "chat/_answered.html")


def _answer(sent: Sent, template: str) -> AnyResponse:
    if not wants_fragment() and not prefers_wait():
        return redirect(address_of(sent.reply), 303)
    if not prefers_wait() and desk().settings.streaming:
        return make_response(_fragment(template, sent, sent.reply))
    response = Response(stream_with_context(_when_final(template, sent)), content_type="text/html; charset=utf-8")
    if prefers_wait():
        response.headers["Preference-Applied"] = "wait"
    return response


def _fragment(template: str, sent: Sent, reply: Message) -> str:
    return render_template(
        template,
        user_message=view_of(sent.message),
        message=view_of(reply),
        is_last=True,
        title=sent.title,
        composer=composer(str(reply.conversation_id)),
    )


def _when_final(template: str, sent: Sent) -> Iterator[str]:
    """The fragment with the finished reply. The answer's head, and with it the cookie of a new session, goes first:
    who closes the tab while waiting still owns the conversation."""
    yield "\n"
    reply = sent.reply
    with contextlib.suppress(StorageUnavailable):
        reply = desk().reply_when_final(sessions.owner(), reply.id, seconds=desk().settings.reply_timeout)
    yield _fragment(template, sent, reply)


def _page_with_error(error: WebchatError, *, conversation_id: str, text: str = "") -> Response:
    """The page that a browser without scripts had, with the reason at the field and the text kept."""
    log.info("refused with %s: %s", error.status, error.__cause__ or type(error).__name__)
    opened: Opened | None = None
    with contextlib.suppress(ValueError, WebchatError):
        opened = desk().open(sessions.owner(), uuid.UUID(conversation_id))
    form = composer(str(opened.conversation.id) if opened else None, text=text, error=str(error))
    response = make_response(render_template("chat/page.html", **page(opened, form)), error.status)
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after)
    return response
