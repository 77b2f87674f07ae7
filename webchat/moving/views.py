"""Making a link in one browser, and using it in the other: looking at it changes nothing, only its button does.

The token stands in the address: these pages are not logged with it, and `strict-origin` keeps it out of Referer.
(With `no-referrer` browsers would send `Origin: null` with the form, which the origin check refuses.)
"""

from flask import Blueprint, Flask, Response, current_app, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from webchat.errors import NotFound, StorageUnavailable
from webchat.moving import moving
from webchat.moving.moving import Seen, State
from webchat.moving.qr_code import qr_code
from webchat.store.database import Database
from webchat.web import forms, limits, sessions
from webchat.web.htmx import wants_fragment
from webchat.wording import N_

NO_FIELDS = forms.fields()
POLICY = {"Referrer-Policy": "strict-origin"}
STATUSES = {State.OPEN: 200, State.OWN: 200, State.SHARED: 409, State.USED: 410, State.EXPIRED: 410}
blueprint = Blueprint("moving", __name__)


def install(app: Flask) -> None:
    """Serve the pages, and finish moves that were interrupted."""
    app.register_blueprint(blueprint)
    app.before_request(finish_joining_with_a_page)


@blueprint.post("/moves")
def create_move() -> Response:
    """Make a link and show it, once; a fragment for htmx."""
    forms.read(NO_FIELDS)
    if sessions.is_new():
        limits.count_sending()  # each new session could make some
    link = moving.make_link(_database(), sessions.make_owner())
    address = url_for("moving.show_move", token=link.token, _external=True)
    template = "moving/_link.html" if wants_fragment() else "moving/link.html"
    return make_response(render_template(template, address=address, until=link.until, code=qr_code(address)), POLICY)


@blueprint.get("/moves/<token>")
def show_move(token: str) -> Response:
    """Say what the link would do here."""
    sessions.introduce()
    return _answer(token, _seen(token))


@blueprint.post("/moves/<token>")
def use_move(token: str) -> AnyResponse:
    """Make this browser one of the owner's, once; what it had before joins theirs."""
    forms.read(NO_FIELDS)
    seen = _seen(token)
    if seen.state is State.OPEN:
        owner = moving.use(_database(), token)
        if owner is None:  # another browser was quicker
            return _answer(token, _seen(token))
        _adopt(owner, token)
        finish_joining()
    elif seen.state is not State.OWN:
        return _answer(token, seen)
    return redirect(url_for("moving.show_moved"), 303)


@blueprint.get("/moved")
def show_moved() -> Response:
    """Say that the conversations are here, and that the other browser keeps them too."""
    return make_response(render_template("moving/moved.html"))


def finish_joining_with_a_page() -> None:
    """Try again what could not be done at once; not with each of the files that a page needs."""
    if request.blueprint:
        finish_joining()


def finish_joining() -> None:
    """What this browser had before a move joins its owner's, if that can be done now."""
    former = sessions.joining()
    owner = sessions.owner()
    if former and owner and all(moving.join(_database(), each, owner) for each in former):
        sessions.joined()


def _adopt(owner: str, token: str) -> None:
    try:
        sessions.adopt(owner)
    except StorageUnavailable:
        moving.give_back(_database(), token)
        raise


def _seen(token: str) -> Seen:
    return moving.look_at(_database(), token, here=sessions.owner(), is_adopted=sessions.is_adopted())


def _answer(token: str, seen: Seen) -> Response:
    if seen.state is State.UNKNOWN:
        raise NotFound(
            N_(
                "This link leads nowhere. It may not be complete, or a newer one was made since: make another one in "
                "the browser that has your conversations."
            )
        )
    page = render_template("moving/move.html", token=token, seen=seen)
    return make_response(page, STATUSES[seen.state], POLICY)


def _database() -> Database:
    database: Database = current_app.extensions["desk"].database
    return database
