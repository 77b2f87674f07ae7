"""The settings page, which is one form, and the switch of the theme that stands on every page."""

from dataclasses import replace

from flask import Blueprint, current_app, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from webchat.preferences.preferences import Preferences, accept, keep, preferences_in
from webchat.web import forms, limits, sessions
from webchat.web.htmx import wants_fragment
from webchat.web.paths import own_path

THEME_FORM = forms.fields("theme", optional=("next",))
FORM = forms.fields("theme", "text_size", "enter", "language", optional=("follow", "notifications", "reset"))
SWITCHES = ("follow", "notifications")  # a browser does not send what is switched off
blueprint = Blueprint("preferences", __name__, url_prefix="/preferences")


def preferences() -> Preferences:
    """Those of this session."""
    return preferences_in(session, languages())


def languages() -> dict[str, str]:
    """The languages that the page can speak, by code: each by its own name."""
    offered: dict[str, str] = current_app.extensions.get("languages", {})
    return offered


@blueprint.get("")
def show_preferences() -> str:
    """Show the form."""
    sessions.introduce()
    return render_template("preferences/page.html", languages=languages(), is_saved="saved" in request.args)


@blueprint.post("")
def save_preferences() -> ResponseReturnValue:
    """Keep what is chosen, or with `reset` what is usual, and show the page as it is then."""
    form = forms.read(FORM)
    is_reset = bool(form.pop("reset", ""))
    chosen = Preferences() if is_reset else accept({name: "off" for name in SWITCHES} | form, languages())
    _count_new_session()
    keep(session, chosen)
    return redirect(url_for("preferences.show_preferences", saved=1), 303)


@blueprint.post("/theme")
def choose_theme() -> Response:
    """Keep the chosen theme; a plain form goes back to the page that it came from."""
    form = forms.read(THEME_FORM)
    chosen = accept({"theme": form["theme"]}, ())
    _count_new_session()
    keep(session, replace(preferences(), theme=chosen.theme))
    if wants_fragment():
        return make_response("", 204)
    return redirect(own_path(form.get("next", "/")), 303)


def _count_new_session() -> None:
    """Each new session is a file: nobody shall make them without bound."""
    if sessions.is_new():
        limits.count_sending()
