"""The pages of imports: what can be brought, the file that comes, what is in it, how far it is, what became of it."""

import uuid
from pathlib import Path

from flask import Blueprint, Response, current_app, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from webchat.chat.desk import Desk
from webchat.errors import NotFound, TooMany, WebchatError
from webchat.imports import files, upload
from webchat.imports.counter import Counter
from webchat.imports.import_view import view_of
from webchat.imports.porter import Porter
from webchat.store import imports
from webchat.store.database import Database
from webchat.store.imports import Import
from webchat.web import limits, sessions, words
from webchat.web.htmx import wants_fragment
from webchat.wording import N_

blueprint = Blueprint("imports", __name__, url_prefix="/imports")
UNKNOWN = N_("This import does not exist, or it belongs to another browser session.")


def database() -> Database:
    """The database of this app."""
    return desk().database


def desk() -> Desk:
    """The desk of this app."""
    found: Desk = current_app.extensions["desk"]
    return found


def porter() -> Porter:
    """The porter of this app, made when the first file comes."""
    found = current_app.extensions.get("porter")
    if not isinstance(found, Porter):
        settings = desk().settings
        found = Porter(database(), settings.database, settings.data_dir, retention_days=settings.retention_days)
        found = current_app.extensions.setdefault("porter", found)
    return found


def counter() -> Counter:
    """Where files are handed in."""
    return Counter(database(), desk().settings.data_dir, porter())


@blueprint.get("")
def new_import() -> str:
    """What can be brought, and the form to do so."""
    sessions.introduce()
    return _form_page()


def _form_page(error: str | None = None) -> str:
    owner = sessions.owner()
    with database().reading() as session:
        earlier = imports.of_owner(session, owner) if owner else []
    limit = files.LARGEST // (1024 * 1024)
    return render_template(
        "imports/page.html", earlier=[view_of(each, words.voice()) for each in earlier], error=error, megabytes=limit
    )


@blueprint.post("")
def create_import() -> AnyResponse:
    """Take a file, and begin to look through it."""
    try:
        counter().check_room()
        limits.count_sending()
        request.max_content_length = upload.READ_AND_FORGOTTEN + upload.OVERHEAD
        import_id = counter().take(sessions.make_owner(), _receive)
    except WebchatError as error:
        response = make_response(_form_page(words.said(error)), error.status)
        if isinstance(error, TooMany):
            response.headers["Retry-After"] = str(error.retry_after)
        return response
    return redirect(url_for("imports.show_import", import_id=import_id), 303)


def _receive(path: Path) -> str:
    """Write the file that comes to this path; returns its name."""
    return upload.receive(
        request.stream,
        mimetype=request.mimetype,
        options=request.mimetype_params,
        length=request.content_length,
        path=path,
    )


@blueprint.get("/<uuid:import_id>")
def show_import(import_id: uuid.UUID) -> AnyResponse:
    """How it stands; while it runs, the page asks for the fragment again and again."""
    return _answer(_import(import_id))


@blueprint.post("/<uuid:import_id>/start")
def start_import(import_id: uuid.UUID) -> AnyResponse:
    """Bring what was looked at into the database; or look again, when that broke off."""
    counter().start(_import(import_id))
    return _after(import_id)


@blueprint.post("/<uuid:import_id>/cancel")
def cancel_import(import_id: uuid.UUID) -> AnyResponse:
    """Stop it. What was imported already stays."""
    counter().cancel(_import(import_id))
    return _after(import_id)


def _import(import_id: uuid.UUID) -> Import:
    owner = sessions.owner()
    with database().reading() as session:
        found = imports.owned_by(session, owner, import_id) if owner else None
    if found is None:
        raise NotFound(UNKNOWN)
    return found


def _after(import_id: uuid.UUID) -> AnyResponse:
    if wants_fragment():
        return _answer(_import(import_id))
    return redirect(url_for("imports.show_import", import_id=import_id), 303)


def _answer(found: Import) -> Response:
    template = "imports/_import.html" if wants_fragment() else "imports/show.html"
    shown = view_of(found, words.voice(), has_file=counter().has_file(found.id))
    return make_response(render_template(template, shown=shown, is_fragment=wants_fragment()))
