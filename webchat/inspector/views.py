"""Under the hood of a reply: what was sent for it and what came back, beside the conversation that it stands in."""

import uuid
from typing import Any

from flask import Blueprint, Flask, Response, current_app, make_response, render_template, request, url_for

from webchat.aside import aside
from webchat.chat.desk import Desk
from webchat.chat.page import composer_below, page_of
from webchat.config import Settings
from webchat.conversations import changing
from webchat.errors import NotFound
from webchat.inspector import presenting, ties
from webchat.inspector.event_pages import event_page
from webchat.inspector.in_short import in_short
from webchat.inspector.inspected import UNKNOWN_REQUEST, Inspected, inspect
from webchat.inspector.remembered import named_of, remembered_of
from webchat.inspector.request_view import request_of
from webchat.inspector.requests_made import requests_made
from webchat.inspector.shown import shown_of
from webchat.inspector.tokens import tokens_of
from webchat.inspector.turns import turn
from webchat.messages.paging import Place
from webchat.store.exchanges import ExchangeRecord
from webchat.web import sessions
from webchat.web.htmx import wants_fragment
from webchat.web.paths import path_of

blueprint = Blueprint("inspector", __name__)


def install(app: Flask, settings: Settings) -> None:
    """Offer it."""
    app.register_blueprint(blueprint)


@blueprint.get("/replies/<uuid:reply_id>/exchange")
@turn()
def show_exchange(reply_id: uuid.UUID) -> str | Response:
    """Open the hood of a reply; without htmx the page of its conversation, around it, with the hood open.

    `?awaited`: one that is open asks whether the reply has ended, which then takes its place.
    """
    inspected = _inspected(reply_id)
    if "present" in request.args:
        sessions.introduce()
        catalogue = _desk().switchboard.catalogue
        presentation = aside(lambda given: presenting.page(given, catalogue), inspected)
        return render_template("inspector/present.html", presentation=presentation)
    if wants_fragment():
        return _fragment(inspected, is_awaited="awaited" in request.args)
    opened = _desk().open(sessions.owner(), inspected.reply.conversation_id, Place(at=reply_id))
    sessions.introduce()
    page = page_of(_desk(), opened, composer_below(_desk(), opened))
    return render_template("chat/page.html", **page, **_hood(inspected))


def _fragment(inspected: Inspected, *, is_awaited: bool) -> str | Response:
    if is_awaited and inspected.reply.is_running:
        return Response(status=204)
    return render_template(f"inspector/_{'ended' if is_awaited else 'opened'}.html", **_hood(inspected))


@blueprint.get("/replies/<uuid:reply_id>/exchange/close")
def close_exchange(reply_id: uuid.UUID) -> Response:
    """Close the hood, and give the focus back to the link that opened it; an address of the hood stays no longer."""
    reply = _desk().reply(sessions.owner(), reply_id)
    response = make_response(render_template("inspector/_closed.html", reply=reply))
    if path_of(request.headers.get("HX-Current-URL"), host=request.host).startswith(f"/replies/{reply_id}/exchange"):
        response.headers["HX-Replace-Url"] = url_for(
            "chat.show_conversation", conversation_id=reply.conversation_id, at=reply_id
        )
    return response


@blueprint.get("/replies/<uuid:reply_id>/exchange/request")
def download_request(reply_id: uuid.UUID) -> Response:
    """The body of a request as it is stored, byte for byte."""
    return _download(_record(reply_id).request_body, "request.json")


@blueprint.get("/replies/<uuid:reply_id>/exchange/response")
def download_response(reply_id: uuid.UUID) -> Response:
    """The body of a response as it is stored, byte for byte."""
    return _download(_record(reply_id).response_body, "response.txt")


@blueprint.get("/replies/<uuid:reply_id>/exchange/messages")
@turn()
def show_messages(reply_id: uuid.UUID) -> str:
    """Some of the messages of a long request: `?messages=3-102`."""
    inspected, asked = _inspected(reply_id), request.args.get("messages", "")
    page = aside(lambda record: request_of(record).drawn.page(asked), inspected.record) if inspected.record else None
    if page is None:
        raise NotFound(UNKNOWN_REQUEST)
    template = "inspector/_messages.html" if wants_fragment() else "inspector/messages.html"
    return render_template(template, page=page, inspected=inspected)


@blueprint.get("/replies/<uuid:reply_id>/exchange/events")
@turn()
def show_events(reply_id: uuid.UUID) -> str:
    """Some of the events of a streamed response: `?events=31-130`."""
    inspected, asked = _inspected(reply_id), request.args.get("events", "")
    page = aside(lambda record: event_page(record, asked), inspected.record) if inspected.record else None
    if page is None:
        raise NotFound(UNKNOWN_REQUEST)
    if wants_fragment():
        return render_template("inspector/_events.html", events=page.events)
    return render_template("inspector/events.html", page=page, inspected=inspected)


@blueprint.get("/replies/<uuid:reply_id>/exchange/tokens")
def show_tokens(reply_id: uuid.UUID) -> str:
    """The reply and the message that it answers, in tokens."""
    inspected = _inspected(reply_id)
    tokens = tokens_of(inspected.reply, inspected.record, _desk().switchboard.catalogue)
    template = "inspector/_tokens.html" if wants_fragment() else "inspector/tokens.html"
    return render_template(template, tokens=tokens, inspected=inspected)


@blueprint.get("/replies/<uuid:reply_id>/exchange/ties.css")
def show_ties(reply_id: uuid.UUID) -> Response:
    """The style sheet that ties the request's messages to those on the page."""
    inspected = _inspected(reply_id)
    if inspected.record is None:
        raise NotFound(UNKNOWN_REQUEST)
    with _desk().database.reading() as session:
        named = named_of(session, inspected)
    sheet = ties.sheet(inspected.record, tuple(each.message_id for each in named))
    return Response(sheet, content_type="text/css; charset=utf-8")


def _inspected(reply_id: uuid.UUID) -> Inspected:
    """Of a reply of one's own, the request that `?request=` numbers. Raises NotFound."""
    owner = sessions.owner()
    reply = _desk().reply(owner, reply_id)
    number = request.args.get("request", type=int) if "request" in request.args else None
    if "request" in request.args and number is None:
        raise NotFound(UNKNOWN_REQUEST)
    with _desk().database.reading() as session:
        return inspect(session, owner or "", reply, number=number, is_kept=_desk().settings.exchanges)


def _record(reply_id: uuid.UUID) -> ExchangeRecord:
    record = _inspected(reply_id).record
    if record is None:
        raise NotFound(UNKNOWN_REQUEST)
    return record


def _hood(inspected: Inspected) -> dict[str, Any]:
    """What the templates are given."""
    record = inspected.record
    if record is None:
        return {"inspected": inspected}
    shown = aside(lambda given: shown_of(given, price=inspected.price), record)
    conversation = changing.find(_desk().database, sessions.owner(), inspected.reply.conversation_id)
    with _desk().database.reading() as session:
        remembered = remembered_of(session, inspected, shown.request)
    return {
        "inspected": inspected,
        "goes_when_left": conversation.shelf == "temporary",
        "shown": shown,
        "made": requests_made(inspected.records, inspected.reply),
        "short": in_short(inspected, record, shown, _desk().switchboard.catalogue),
        "remembered": remembered,
    }


def _download(body: bytes, name: str) -> Response:
    """As a file of plain text, whatever a provider made of it; it is kept by no cache."""
    response = Response(body, content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _desk() -> Desk:
    desk: Desk = current_app.extensions["desk"]
    return desk
