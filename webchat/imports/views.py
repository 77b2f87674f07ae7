"""The pages of imports: what can be brought, the file that comes, what is in it, how far it is, what became of it."""

import uuid
from pathlib import Path

from flask import Blueprint, Response, current_app, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from webchat.chat.desk import Desk
from webchat.errors import InvalidInput, NotFound, StorageUnavailable, TooMany, WebchatError
from webchat.imports import files, upload
from webchat.imports.import_view import view_of
from webchat.imports.porter import Porter
from webchat.store import imports
from webchat.store.database import Database
from webchat.store.imports import Import, Lease
from webchat.web import limits, sessions
from webchat.web.htmx import wants_fragment

blueprint = Blueprint("imports", __name__, url_prefix="/imports")
UNKNOWN = "This import does not exist, or it belongs to another browser session."


def database() -> Database:
    """The database of this app."""
    return desk().database


def desk() -> Desk:
    """The desk of this app."""
    found: Desk = current_app.extensions["desk"]
    return found


def data_dir() -> Path:
    """Where files are kept."""
    return desk().settings.data_dir


def porter() -> Porter:
    """The porter of this app, made when the first file comes."""
    found = current_app.extensions.get("porter")
    if not isinstance(found, Porter):
        found = Porter(database(), desk().settings.database, data_dir())
        found = current_app.extensions.setdefault("porter", found)
    return found


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
        "imports/page.html", earlier=[view_of(each) for each in earlier], error=error, megabytes=limit
    )


@blueprint.post("")
def create_import() -> AnyResponse:
    """Take a file, and begin to look through it."""
    try:
        lease = _received()
    except WebchatError as error:
        response = make_response(_form_page(str(error)), error.status)
        if isinstance(error, TooMany):
            response.headers["Retry-After"] = str(error.retry_after)
        return response
    return redirect(url_for("imports.show_import", import_id=lease.import_id), 303)


def _received() -> Lease:
    porter().check_room()
    limits.count_sending()
    owner = sessions.make_owner()
    import_id = imports.new_id()
    request.max_content_length = upload.READ_AND_FORGOTTEN + upload.OVERHEAD
    name = upload.receive(
        request.stream,
        mimetype=request.mimetype,
        options=request.mimetype_params,
        length=request.content_length,
        path=files.path_of(data_dir(), import_id),
    )
    try:
        with database().writing() as session:
            replaced = imports.forget_waiting(session, owner)
            lease = imports.add(session, owner, import_id=import_id, file_name=name)
    except StorageUnavailable:
        files.remove(data_dir(), import_id)
        raise
    for each in replaced:
        files.remove(data_dir(), each)
    porter().start(lease, "reading")
    return lease


@blueprint.get("/<uuid:import_id>")
def show_import(import_id: uuid.UUID) -> AnyResponse:
    """How it stands; while it runs, the page asks for the fragment again and again."""
    return _answer(_import(import_id))


@blueprint.post("/<uuid:import_id>/start")
def start_import(import_id: uuid.UUID) -> AnyResponse:
    """Bring what was looked at into the database; or look again, when that broke off."""
    found = _import(import_id)
    if found.status != "done" and not found.is_at_work:
        _start(found)
    return _after(import_id)


def _start(found: Import) -> None:
    if not files.path_of(data_dir(), found.id).exists():
        raise InvalidInput("The file is not here any more. Please bring it again; what was imported before is kept.")
    porter().check_room()
    has_preview = bool(found.preview and found.preview.get("conversations"))
    with database().writing() as session:
        lease = imports.claim(session, found.owner_id, found.id, "importing" if has_preview else "reading")
    if lease:
        porter().start(lease, "importing" if has_preview else "reading")


@blueprint.post("/<uuid:import_id>/cancel")
def cancel_import(import_id: uuid.UUID) -> AnyResponse:
    """Stop it. What was imported already stays."""
    found = _import(import_id)
    with database().writing() as session:
        imports.cancel(session, found.owner_id, found.id)
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
    return make_response(render_template(template, shown=view_of(found)))
