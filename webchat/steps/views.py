"""The page with the first steps, and the card on the first page that leads there."""

from flask import Blueprint, Flask, Response, current_app, make_response, redirect, render_template, request, session
from werkzeug.wrappers import Response as AnyResponse

from webchat.chat.composer import composer_for
from webchat.chat.desk import Desk
from webchat.config import Settings
from webchat.steps import progress
from webchat.steps.installation import Installation, is_fresh
from webchat.steps.progress import Progress
from webchat.web import forms, limits, sessions
from webchat.web.htmx import wants_fragment

STEP_FORM = forms.fields("step")
NO_FIELDS = forms.fields()
blueprint = Blueprint("steps", __name__, url_prefix="/first-steps")


def install(app: Flask, settings: Settings) -> None:
    """Serve the page; give templates `first_steps()`; notice when somebody looks under the hood."""
    app.register_blueprint(blueprint)
    app.jinja_env.globals["first_steps"] = _offered
    app.after_request(_notice)


@blueprint.get("")
def show_steps() -> str:
    """The path, with what is true here."""
    sessions.introduce()
    switchboard = _desk().switchboard
    installation = Installation.of(
        switchboard.catalogue, switchboard.default(), offers_several=switchboard.offers_several
    )
    composer = composer_for(None, max_chars=_desk().settings.max_message_chars)
    return render_template(
        "steps/page.html",
        here=installation,
        progress=_progress(),
        composer=composer,
        is_kept=_desk().settings.exchanges,
    )


@blueprint.post("")
def finish_step() -> AnyResponse:
    """Remember that a step is done, and go on to the next."""
    step = forms.read(STEP_FORM)["step"]
    _count_new_session()
    progress.tell(session, step)
    following = _progress()
    return redirect(f"/first-steps#step-{following.next}" if following.next else "/first-steps", 303)


@blueprint.post("/away")
def put_away() -> AnyResponse:
    """Do not offer the path on the first page any more."""
    forms.read(NO_FIELDS)
    _count_new_session()
    progress.mark(session, progress.AWAY)
    return make_response("") if wants_fragment() else redirect("/", 303)


@blueprint.post("/again")
def begin_again() -> AnyResponse:
    """Forget which steps are done."""
    forms.read(NO_FIELDS)
    progress.begin_again(session)
    return redirect("/first-steps", 303)


def _desk() -> Desk:
    desk: Desk = current_app.extensions["desk"]
    return desk


def _progress() -> Progress:
    return progress.progress_of(_desk().database, sessions.owner(), session)


def _offered() -> Progress | None:
    """How far somebody is, where the first page says so: nothing is configured, and the path is not at its end."""
    if progress.is_put_away(session) or not is_fresh(_desk().switchboard.catalogue):
        return None
    offered = _progress()
    return offered if offered.next else None


def _notice(response: Response) -> Response:
    """An open hood is a step; somebody who has a reply has a session already."""
    is_hood = request.blueprint == "inspector" and request.path.endswith("/exchange")
    if is_hood and response.status_code == 200 and not sessions.is_new():
        progress.mark(session, "hood")
    return response


def _count_new_session() -> None:
    """Each new session is a file: nobody shall make them without bound."""
    if sessions.is_new():
        limits.count_sending()
