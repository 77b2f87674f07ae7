"""The address of each assistant: the page where conversations with it begin, and its look."""

from flask import Blueprint, Response, current_app, render_template, request

from webchat.assistants import look
from webchat.chat.desk import Desk
from webchat.chat.page import composer_at, page_of
from webchat.errors import NotFound
from webchat.models.assistant import Assistant
from webchat.web import sessions
from webchat.wording import N_

UNKNOWN = N_("This assistant does not exist, or is not offered any more.")
FOR_EVER = "public, max-age=31536000, immutable"
blueprint = Blueprint("assistants", __name__)


@blueprint.get("/a/<slug>")
def show_assistant(slug: str) -> str:
    """Show the greeting of an assistant, its starters and an empty composer; writes nothing."""
    desk, assistant = _desk(), _assistant(slug)
    sessions.introduce()
    desk.switchboard.look()
    composer = composer_at(desk, request.args, assistant=assistant.slug)
    return render_template("chat/page.html", **page_of(desk, None, composer))


@blueprint.get("/a/<slug>/look.css")
def show_look(slug: str) -> Response:
    """The style sheet of an assistant's colours; kept for ever under the address that names them."""
    accent = _assistant(slug).accent
    if accent is None:
        raise NotFound(UNKNOWN)
    response = Response(look.sheet(accent), content_type="text/css; charset=utf-8")
    if request.args.get("v") == look.version(accent):
        response.headers["Cache-Control"] = FOR_EVER
    return response


def _desk() -> Desk:
    found: Desk = current_app.extensions["desk"]
    return found


def _assistant(slug: str) -> Assistant:
    if assistant := _desk().switchboard.catalogue.assistant(slug):
        return assistant
    raise NotFound(UNKNOWN)
