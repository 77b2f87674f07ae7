"""The page that gathers what one can do with one's own data, and signing out on this browser."""

from datetime import datetime

from flask import Blueprint, Flask, current_app, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from webchat.config import Settings
from webchat.data import moments
from webchat.data.overview import overview_of
from webchat.errors import StorageUnavailable
from webchat.store import Conversation
from webchat.store.database import Database
from webchat.web import forms, sessions, site_data
from webchat.wording import N_

NO_FIELDS = forms.fields()
STILL_JOINING = N_(
    "Signing out has to wait: the conversations that this browser had before could not join your others yet, and would "
    "be lost. Please try again in a minute."
)
blueprint = Blueprint("data", __name__)


def install(app: Flask, settings: Settings) -> None:
    """Serve the page; give templates `kept_until(conversation)`."""
    app.register_blueprint(blueprint)
    app.jinja_env.globals["retention_days"] = settings.retention_days

    def kept_until(conversation: Conversation | None) -> datetime | None:
        if conversation is None or conversation.shelf == "temporary":
            return None
        return moments.kept_until(conversation.updated_at, settings.retention_days)

    app.jinja_env.globals["kept_until"] = kept_until


@blueprint.get("/data")
def show_data() -> str:
    """How much there is, and what can be done with it."""
    sessions.introduce()
    database: Database = current_app.extensions["desk"].database
    return render_template("data/page.html", overview=overview_of(database, sessions.owner()))


@blueprint.post("/sign-out")
def sign_out() -> AnyResponse:
    """Make this browser a stranger; drafts and whatever else the browser keeps for us go too."""
    forms.read(NO_FIELDS)
    if sessions.joining():
        raise StorageUnavailable(STILL_JOINING)
    sessions.sign_out()
    response = redirect(url_for("data.show_signed_out"), 303)
    site_data.clear(response)
    return response


@blueprint.get("/signed-out")
def show_signed_out() -> str:
    """Say that it is done."""
    return render_template("data/signed_out.html")
