"""The guide: one page, and what its examples post to. All of it works without JavaScript."""

import logging

from flask import Blueprint, Flask, current_app, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from webchat.chat.desk import Desk
from webchat.chat.text import accept
from webchat.config import Settings
from webchat.errors import NotFound, TooMany, WebchatError
from webchat.guide.example import Example
from webchat.guide.examples import EXAMPLES
from webchat.guide.guide import LONGEST_MESSAGE, Guide
from webchat.guide.page import Given, page_of, view_of
from webchat.inspector.turns import turn
from webchat.web import forms, limits, sessions, words
from webchat.web.htmx import wants_fragment
from webchat.wording import N_

FORM = forms.fields("message")
NO_EXAMPLE = N_("There is no such example.")
log = logging.getLogger("webchat.guide")
blueprint = Blueprint("guide", __name__, url_prefix="/guide")


def install(app: Flask, settings: Settings) -> None:
    """Serve the page and its examples."""
    desk: Desk = app.extensions["desk"]
    app.extensions["guide"] = Guide(settings, desk.database, desk.switchboard)
    app.register_blueprint(blueprint)


@blueprint.get("")
def show_guide() -> str:
    """The page, as nobody has sent anything yet."""
    sessions.introduce()
    return _page()


@blueprint.get("/<name>")
def show_example(name: str) -> AnyResponse:
    """Where a reload of an answered example leads: nothing of it was kept."""
    return redirect(url_for("guide.show_guide", _anchor=f"example-{_example(name).name}"))


@blueprint.post("/<name>")
def send_example(name: str) -> AnyResponse:
    """Ask the model, and answer with what was sent and what came back: as a fragment, or in its place on the page."""
    example, desk = _example(name), current_app.extensions["desk"]
    text = forms.read(FORM, max_chars=desk.settings.max_message_chars)["message"]
    try:
        given = _sent(example, text)
    except WebchatError as error:
        if wants_fragment():
            raise
        return _page_with_error(error, example, text)
    return make_response(_fragment(example, given) if wants_fragment() else _page(given))


def _sent(example: Example, text: str) -> Given:
    message = accept(text, max_chars=LONGEST_MESSAGE)
    limits.count_sending()
    tried = _guide().try_it(sessions.make_owner(), example, message, words.voice())
    return Given(example.name, message, tried=tried)


@turn()
def _fragment(example: Example, given: Given) -> str:
    return render_template("guide/_sent.html", view=view_of(_guide(), words.voice(), example, given))


@turn()
def _page(given: Given | None = None) -> str:
    return render_template("guide/page.html", page=page_of(_guide(), words.voice(), given))


def _page_with_error(error: WebchatError, example: Example, text: str) -> AnyResponse:
    log.info("refused with %s: %s", error.status, error.__cause__ or type(error).__name__)
    response = make_response(_page(Given(example.name, text, problem=words.said(error))), error.status)
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _example(name: str) -> Example:
    example = EXAMPLES.get(name)
    if example is None:
        raise NotFound(NO_EXAMPLE)
    return example


def _guide() -> Guide:
    guide: Guide = current_app.extensions["guide"]
    return guide
