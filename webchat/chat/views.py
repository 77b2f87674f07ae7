"""The chat page: a new conversation, or one as it stands. It looks and stores nothing; see `posting` for the rest."""

import uuid
from typing import Any

from flask import Blueprint, Response, current_app, make_response, render_template, request, stream_template
from werkzeug.wrappers import Response as AnyResponse

from webchat.chat.arriving import Arriving
from webchat.chat.composer import Composer
from webchat.chat.desk import Desk
from webchat.chat.exchange import following_views
from webchat.chat.page import composer_at, composer_below, page_of
from webchat.messages.paging import Opened, Place
from webchat.store.messages import Message
from webchat.web import sessions, sse

blueprint = Blueprint("chat", __name__)


def desk() -> Desk:
    """The desk of this app."""
    found: Desk = current_app.extensions["desk"]
    return found


@blueprint.get("/")
def new_conversation() -> str:
    """Show the greeting, the starters and an empty composer; writes nothing."""
    return _new(is_temporary=False)


@blueprint.get("/temporary")
def new_temporary_conversation() -> str:
    """The same for a conversation that leaves no trace."""
    return _new(is_temporary=True)


def _new(*, is_temporary: bool) -> str:
    desk().switchboard.look()
    composer = composer_at(desk(), request.args, is_temporary=is_temporary)
    return render_template("chat/page.html", **page(None, composer))


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
