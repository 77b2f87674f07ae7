"""The theme: system, light or dark."""

from flask import Blueprint, make_response, redirect, session
from werkzeug.wrappers import Response

from webchat.errors import InvalidInput
from webchat.web import forms, limits, sessions
from webchat.web.htmx import wants_fragment
from webchat.web.paths import own_path

THEMES = ("system", "light", "dark")
THEME_FORM = forms.fields("theme", optional=("next",))
blueprint = Blueprint("preferences", __name__, url_prefix="/preferences")


def theme() -> str:
    """The theme of this session."""
    chosen = session.get("theme")
    return chosen if chosen in THEMES else "system"


@blueprint.post("/theme")
def choose_theme() -> Response:
    """Keep the chosen theme; a plain form goes back to the page that it came from."""
    form = forms.read(THEME_FORM)
    if form["theme"] not in THEMES:
        raise InvalidInput("The theme can be system, light or dark.")
    if sessions.is_new():
        limits.count_sending()  # each new session is a file
    session["theme"] = form["theme"]
    if wants_fragment():
        return make_response("", 204)
    return redirect(own_path(form.get("next", "/")), 303)
