"""The theme: system, light or dark."""

from urllib.parse import urlsplit

from flask import Blueprint, make_response, redirect, session
from werkzeug.wrappers import Response

from webchat.errors import InvalidInput
from webchat.web import forms, limits, sessions
from webchat.web.htmx import wants_fragment

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
    return redirect(_own_path(form.get("next", "/")), 303)


def _own_path(path: str) -> str:
    """The path when it is one of ours: never another host, however it is written."""
    parts = urlsplit(path)
    is_ours = path.startswith("/") and not path.startswith(("//", "/\\")) and not parts.netloc and path.isprintable()
    return path if is_ours else "/"
