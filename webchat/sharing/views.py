"""Sharing a conversation, the list of what is shared, and the shared page itself, which needs no session."""

import uuid

from flask import Blueprint, Flask, Response, current_app, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from webchat.config import Settings
from webchat.sharing import shares
from webchat.store.database import Database
from webchat.web import forms, limits, sessions
from webchat.web.htmx import wants_fragment

SHARE_FORM = forms.fields(optional=("expiry",))
NO_FIELDS = forms.fields()
ROBOTS = "User-agent: *\nDisallow: /moves/\n"  # not /shared/: who may not look there never learns `noindex`
SHARED_HEADERS = {
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Referrer-Policy": "no-referrer",
}
blueprint = Blueprint("sharing", __name__)


def install(app: Flask, settings: Settings) -> None:
    """Serve the pages when sharing is allowed; else every address here is unknown."""
    app.add_url_rule("/robots.txt", "robots", lambda: Response(ROBOTS, content_type="text/plain; charset=utf-8"))
    if settings.sharing:
        app.register_blueprint(blueprint)


@blueprint.get("/conversations/<uuid:conversation_id>/share")
def choose(conversation_id: uuid.UUID) -> str:
    """Ask how long the link is to work."""
    conversation = shares.to_share(_database(), sessions.owner(), conversation_id)
    return render_template("sharing/choose.html", conversation=conversation, expiries=shares.EXPIRIES)


@blueprint.post("/conversations/<uuid:conversation_id>/share")
def create_share(conversation_id: uuid.UUID) -> AnyResponse:
    """Share the conversation as it is now; without an expiry, ask for it first."""
    form = forms.read(SHARE_FORM)
    if "expiry" not in form:
        return make_response(choose(conversation_id))
    limits.count_sending()
    made = shares.share(_database(), sessions.owner(), conversation_id, expiry=form["expiry"])
    return redirect(url_for("sharing.list_shares", _anchor=f"share-{made.token}"), 303)


@blueprint.get("/shares")
def list_shares() -> str:
    """What one shares now."""
    return render_template("sharing/shares.html", shares=shares.list_of(_database(), sessions.owner()))


@blueprint.post("/shares/<token>/withdraw")
def withdraw_share(token: str) -> AnyResponse:
    """End a share at once."""
    forms.read(NO_FIELDS)
    shares.withdraw(_database(), sessions.owner(), token)
    if wants_fragment():
        return make_response(render_template("sharing/_withdrawn.html", token=token))
    return redirect(url_for("sharing.list_shares"), 303)


@blueprint.get("/shared/<token>")
def show_shared(token: str) -> Response:
    """The shared copy, the same for everybody; no session is made."""
    opened = shares.open_shared(_database(), token)
    return make_response(render_template("sharing/shared.html", shared=opened), SHARED_HEADERS)


def _database() -> Database:
    database: Database = current_app.extensions["desk"].database
    return database
