"""What follows a reply: its event stream, for any tab at any time, the same for pages that poll, its source, its stop.

Watching starts and changes nothing. Every stream ends with the final element and `done`, for unknown and foreign
replies too: htmx opens one that just ends again, for ever.
"""

import json
import uuid
from collections.abc import Iterator

from flask import (
    Blueprint,
    Response,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
)
from jinja2 import Environment
from werkzeug.wrappers import Response as AnyResponse

from webchat.chat.composer import address_of
from webchat.chat.desk import Desk
from webchat.chat.exchange import ended
from webchat.chat.news import news_for
from webchat.chat.part_view import part_view
from webchat.errors import NotFound, TooMany
from webchat.live.frames import frames_of
from webchat.live.watching import Ended, Seen, Watching
from webchat.web import sessions, sse
from webchat.web.htmx import wants_fragment

WAIT_FOR_REPLY = 20.0
STREAMS_OF_OWNER = 100  # in one worker; a browser with that many tabs is none
blueprint = Blueprint("live", __name__)


@blueprint.get("/replies/<reply_id>/events")
def events(reply_id: str) -> Response:
    """Follow a reply from `Last-Event-ID`, or from the position that its page was made with (`?after=`)."""
    desk: Desk = current_app.extensions["desk"]
    owner = sessions.owner()
    position = request.headers.get("Last-Event-ID") or request.args.get("after")
    known_id = _parsed(reply_id)
    if owner and desk.viewers[owner] >= STREAMS_OF_OWNER:
        raise TooMany("Too many pages of yours are open. Close some of them.", retry_after=10)
    watching = Watching(desk.live, lambda: desk.runs(owner, known_id), lambda: desk.is_stopping)
    frames = _frames(current_app.jinja_env, desk, owner, known_id, watching.watch(known_id, position))
    return Response(frames, content_type=sse.CONTENT_TYPE, headers=dict(sse.HEADERS))


@blueprint.get("/replies/<uuid:reply_id>")
def show_reply(reply_id: uuid.UUID) -> AnyResponse:
    """The reply's element when it is final, or as it stands after 20 s, with `?wait=0` at once.

    What was sent after its end comes with it. A plain request is led to its conversation.
    """
    desk: Desk = current_app.extensions["desk"]
    seconds = 0.0 if request.args.get("wait") == "0" else WAIT_FOR_REPLY
    message = desk.reply_when_final(sessions.owner(), reply_id, seconds=seconds)
    if not wants_fragment():
        return redirect(address_of(message), 303)
    shown = ended(desk, desk.outcome(sessions.owner(), reply_id))
    return make_response(render_template("live/_asked.html", is_polling=True, **shown))


@blueprint.get("/conversations/<uuid:conversation_id>/news")
def news(conversation_id: uuid.UUID) -> AnyResponse:
    """What a tab lacks; 204 when it lacks nothing.

    `?seen=` is the last message that it shows, `&revision=` of it, `&waiting=` what it shows as waiting.
    """
    desk: Desk = current_app.extensions["desk"]
    opened = desk.open(sessions.owner(), conversation_id)
    owner = opened.conversation.owner_id
    part, waiting = part_view(opened, desk.live_view), desk.waiting(owner, conversation_id)
    seen_id = request.args.get("seen", "")
    found = news_for(part, seen_id=seen_id, revision=request.args.get("revision", ""))
    if found is None and request.args.get("waiting", "") == (waiting.revision if waiting else ""):
        return Response(status=204)
    last = part.messages[-1] if part.messages else None
    shown = {"news": found, "seen_id": seen_id, "last": last, "waiting": waiting, "conversation": opened.conversation}
    return make_response(render_template("live/_news.html", **shown))


@blueprint.get("/replies/<uuid:reply_id>/source")
def source(reply_id: uuid.UUID) -> Response:
    """The reply's text as the model wrote it, to be copied."""
    desk: Desk = current_app.extensions["desk"]
    return Response(desk.reply(sessions.owner(), reply_id).text, content_type="text/plain; charset=utf-8")


@blueprint.post("/replies/<uuid:reply_id>/stop")
def stop(reply_id: uuid.UUID) -> AnyResponse:
    """Stop a running reply, keeping its text; the event stream brings the end. One that has ended stays as it is."""
    desk: Desk = current_app.extensions["desk"]
    message = desk.stop(sessions.owner(), reply_id)
    if wants_fragment():
        return Response(status=204)
    return redirect(address_of(message), 303)


def _frames(
    templates: Environment, desk: Desk, owner: str | None, reply_id: uuid.UUID, watched: Iterator[Seen]
) -> Iterator[str]:
    """What is written to one viewer. It runs outside of Flask's request, which would be kept in memory as long."""
    desk.metrics.viewer_opened()
    desk.viewers[owner or ""] += 1
    try:
        yield sse.BEAT
        for seen in watched:
            if isinstance(seen, list):
                yield from frames_of(seen) if seen else [sse.BEAT]
            elif isinstance(seen, Ended):
                yield _ending(templates, desk, owner, reply_id, seen.shown)
            else:
                yield _done({"status": "gone"})
    finally:
        desk.metrics.viewer_closed()
        desk.viewers.subtract([owner or ""])
        if not desk.viewers[owner or ""]:
            del desk.viewers[owner or ""]


def _ending(templates: Environment, desk: Desk, owner: str | None, reply_id: uuid.UUID, shown: str | None) -> str:
    """The final element: without the text when the viewer shows just that."""
    try:
        outcome = desk.outcome(owner, reply_id)
    except NotFound:
        return _done({"status": "gone"})
    view = ended(desk, outcome)
    template = templates.get_template("live/_ended.html" if outcome.reply.text == shown else "live/_whole.html")
    message = view["message"]
    done = _done({"status": message.status, "error": message.error, "revision": message.revision})
    return sse.event(template.render(**view)) + done


def _done(state: dict[str, str | None]) -> str:
    return sse.event(json.dumps(state), name="done")


def _parsed(reply_id: str) -> uuid.UUID:
    """The id; for what is none an id that no reply has."""
    try:
        return uuid.UUID(reply_id)
    except ValueError:
        return uuid.UUID(int=0)
