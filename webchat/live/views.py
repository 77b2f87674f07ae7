"""What follows a reply: its event stream, for any tab at any time, the same for pages that poll, its source, its stop.

Watching starts and changes nothing. Every stream ends with the final element and `done`, for unknown and foreign
replies too: htmx opens one that just ends again, for ever.
"""

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace

from flask import (
    Blueprint,
    Response,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
)
from werkzeug.wrappers import Response as AnyResponse

from webchat import languages
from webchat.chat.composer import address_of
from webchat.chat.desk import Desk
from webchat.chat.exchange import ended
from webchat.chat.news import news_for
from webchat.chat.part_view import part_view
from webchat.errors import NotFound, TooMany
from webchat.live.frames import frames_of
from webchat.live.updates import Update
from webchat.live.watching import Ended, Seen, Watching
from webchat.web import sessions, sse
from webchat.web.htmx import wants_fragment
from webchat.wording import N_

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
        raise TooMany(N_("Too many pages of yours are open. Close some of them."), retry_after=10)
    watching = Watching(desk.live, lambda: desk.runs(owner, known_id), lambda: desk.is_stopping)
    words = languages.in_json(languages.exchange())
    viewer = _Viewer(desk, owner, known_id, languages.listener(), words)
    frames = viewer.frames(watching.watch(known_id, position))
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


@dataclass(frozen=True, slots=True)
class _Viewer:
    """One viewer of one reply, in their language. Flask's request is over, and would be kept in memory as long."""

    desk: Desk
    owner: str | None
    reply_id: uuid.UUID
    listener: languages.Listener
    words: languages.Exchange  # around parts of the text, which is formatted once for all viewers

    def frames(self, watched: Iterator[Seen]) -> Iterator[str]:
        """What is written to them."""
        self.desk.metrics.viewer_opened()
        self.desk.viewers[self.owner or ""] += 1
        try:
            yield sse.BEAT
            for seen in watched:
                if isinstance(seen, list):
                    yield from frames_of(self._said(seen)) if seen else [sse.BEAT]
                elif isinstance(seen, Ended):
                    yield self._ending(seen.shown)
                else:
                    yield _done({"status": "gone"})
        finally:
            self._leave()

    def _said(self, updates: list[Update]) -> list[Update]:
        if not self.words:
            return updates
        return [replace(update, data=languages.exchanged(update.data, self.words)) for update in updates]

    def _leave(self) -> None:
        viewers = self.desk.viewers
        self.desk.metrics.viewer_closed()
        viewers.subtract([self.owner or ""])
        if not viewers[self.owner or ""]:
            del viewers[self.owner or ""]

    def _ending(self, shown: str | None) -> str:
        """The final element: without the text when the viewer shows just that."""
        try:
            outcome = self.desk.outcome(self.owner, self.reply_id)
        except NotFound:
            return _done({"status": "gone"})
        view = ended(self.desk, outcome)
        message = view["message"]
        with languages.speaking(self.listener):
            name = "live/_ended.html" if outcome.reply.text == shown else "live/_whole.html"
            html = self.listener.app.jinja_env.get_template(name).render(**view)
        done = _done({"status": message.status, "error": message.error, "revision": message.revision})
        return sse.event(html) + done


def _done(state: dict[str, str | None]) -> str:
    return sse.event(json.dumps(state), name="done")


def _parsed(reply_id: str) -> uuid.UUID:
    """The id; for what is none an id that no reply has."""
    try:
        return uuid.UUID(reply_id)
    except ValueError:
        return uuid.UUID(int=0)
