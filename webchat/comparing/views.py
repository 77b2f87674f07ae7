"""Comparing: the form, what it begins, and the page of two replies. All of it works without JavaScript."""

import logging
import uuid
from collections.abc import Sequence

from flask import (
    Blueprint,
    Flask,
    Response,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    stream_template,
)
from werkzeug.wrappers import Response as AnyResponse

from webchat.chat.composer import address_of
from webchat.chat.desk import Desk
from webchat.chat.sent import Sent
from webchat.comparing import carrying, examples, keeping
from webchat.comparing.beginning import begin, begun
from webchat.comparing.comparison import UNKNOWN, Comparison, open_comparison
from webchat.comparing.comparison_view import comparison_view, settings_view
from webchat.comparing.draft import NAMES, SIDES, Draft
from webchat.comparing.form_view import column_of, form_view
from webchat.comparing.judging import Refused, judge
from webchat.config import Settings
from webchat.errors import NotFound, TooMany, WebchatError
from webchat.parameters.accepting import accepted_assistant
from webchat.web import forms, limits, sessions, sse, words
from webchat.web.htmx import wants_fragment

PLACE = "/compare/<uuid:first_id>/<uuid:second_id>"
COMPARE_FORM = forms.fields("message", "submission_id", optional=("assistant", *NAMES))
SIDE_FORM = forms.fields(optional=("message", "submission_id", "assistant", *NAMES))
STOP_FORM = forms.fields("side")
KEEP_FORM = forms.fields("side")
log = logging.getLogger("webchat.comparing")
blueprint = Blueprint("comparing", __name__)


def install(app: Flask, settings: Settings) -> None:
    """Offer it."""
    app.register_blueprint(blueprint)


def desk() -> Desk:
    """The desk of this app."""
    found: Desk = current_app.extensions["desk"]
    return found


@blueprint.get("/compare")
def show_form() -> str:
    """The form; `?try=` names an example, and see `carrying` for what else an address may bring."""
    sessions.introduce()
    return render_template("comparing/form.html", form=form_view(desk(), _draft_at()))


def _draft_at() -> Draft:
    if "try" not in request.args:
        return carrying.draft_for(desk(), sessions.owner(), request.args)
    assistant = accepted_assistant(desk().switchboard, "")
    example = examples.draft_of(request.args["try"], desk().switchboard, assistant, words.said)
    return example or Draft(assistant=assistant)


@blueprint.post("/compare")
def compare() -> AnyResponse:
    """Begin a comparison and lead to its page; once, however often the form is sent."""
    form = forms.read(COMPARE_FORM, max_chars=2 * desk().settings.max_message_chars)
    draft = _draft_in(form)
    try:
        sides = _begin(draft, form["submission_id"])
    except WebchatError as error:
        return _refused(error, draft)
    return _led_to(_address_of(sides))


def _draft_in(form: dict[str, str]) -> Draft:
    assistant = accepted_assistant(desk().switchboard, form.get("assistant", ""))
    return Draft.of(form, desk().switchboard, assistant=assistant)


def _begin(draft: Draft, submission_id: str) -> Sequence[Sent]:
    accepted = judge(desk(), draft)
    if known := begun(desk(), sessions.owner(), accepted, submission_id=submission_id):
        return known
    for _ in SIDES:
        limits.count_sending()
    return begin(desk(), sessions.make_owner(), accepted, submission_id=submission_id)


def _address_of(sides: Sequence[Sent]) -> str:
    """The page of both; without scripts it arrives as they are written. Of one that is left, its conversation's."""
    if len(sides) < len(SIDES):
        return address_of(sides[0].reply)
    first, second = (sent.conversation.id for sent in sides)
    return f"/compare/{first}/{second}{'' if wants_fragment() else '?wait=1'}"


def _refused(error: WebchatError, draft: Draft) -> Response:
    """The form again with all that was typed, and why; for htmx the pieces that change."""
    log.info("refused with %s: %s", error.status, error.__cause__ or type(error).__name__)
    sessions.introduce()
    problems = error.problems if isinstance(error, Refused) else {}
    template = "comparing/_refused.html" if wants_fragment() else "comparing/form.html"
    page = render_template(template, form=form_view(desk(), draft, problems), error=error)
    response = make_response(page, error.status)
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


@blueprint.post("/compare/sides/<side>")
def change_side(side: str) -> str:
    """What the model that is just being chosen takes, and where there are many the models with these words."""
    if side not in SIDES:
        raise NotFound(UNKNOWN)
    form = forms.read(SIDE_FORM, max_chars=2 * desk().settings.max_message_chars)
    typed = form.get(f"{side}_model", "")
    q = "" if desk().switchboard.find(typed) else typed
    return render_template("comparing/_side_changed.html", column=column_of(desk(), _draft_in(form), side, q=q))


@blueprint.get(PLACE)
def show(first_id: uuid.UUID, second_id: uuid.UUID) -> AnyResponse:
    """Both replies. With `?wait=1`, for browsers without scripts, while they are written."""
    sessions.introduce()
    comparison = _comparison(first_id, second_id)
    is_waiting = comparison.is_running and bool(request.args.get("wait"))
    shown = {
        "comparison": comparison_view(desk(), comparison, is_waiting=is_waiting),
        "submission_id": uuid.uuid4().hex,
        "is_polling": not desk().settings.streaming,
    }
    if is_waiting:
        return Response(stream_template("comparing/comparison.html", **shown), headers=dict(sse.HEADERS))
    return make_response(render_template("comparing/comparison.html", **shown))


@blueprint.get(PLACE + "/settings")
def show_settings(first_id: uuid.UUID, second_id: uuid.UUID) -> AnyResponse:
    """The settings as far as they are known now, for a page that is open; else that page."""
    comparison = _comparison(first_id, second_id)
    if not wants_fragment():
        return redirect(comparison.address, 303)
    settings = settings_view(desk(), comparison)
    return make_response(render_template("comparing/_settings_changed.html", comparison=comparison, settings=settings))


def _comparison(first_id: uuid.UUID, second_id: uuid.UUID) -> Comparison:
    return open_comparison(desk().database, sessions.owner(), first_id, second_id)


@blueprint.post(PLACE + "/stop")
def stop(first_id: uuid.UUID, second_id: uuid.UUID) -> AnyResponse:
    """Stop one of the replies; what has arrived is kept."""
    comparison = _comparison(first_id, second_id)
    desk().stop(sessions.owner(), comparison.side(forms.read(STOP_FORM)["side"]).reply.id)
    _keep_open(comparison)
    return Response(status=204) if wants_fragment() else redirect(f"{comparison.address}?wait=1", 303)


@blueprint.post(PLACE + "/keep")
def keep(first_id: uuid.UUID, second_id: uuid.UUID) -> AnyResponse:
    """Keep one side and delete the other, or (`both`) keep both."""
    comparison, wanted = _comparison(first_id, second_id), forms.read(KEEP_FORM)["side"]
    owner = comparison.a.conversation.owner_id
    if wanted == "both":
        keeping.keep_both(desk().database, owner, first_id, second_id)
        return _led_to(comparison.address)
    kept = comparison.side(wanted)
    other = comparison.b if kept is comparison.a else comparison.a
    keeping.keep_one(desk().database, owner, kept.conversation.id, other.conversation.id)
    return _led_to(f"/conversations/{kept.conversation.id}" if wants_fragment() else address_of(kept.reply))


def _led_to(path: str) -> AnyResponse:
    """Another page; htmx would follow a redirect inside this one."""
    return Response(status=204, headers={"HX-Redirect": path}) if wants_fragment() else redirect(path, 303)


@blueprint.post(PLACE + "/close")
def close(first_id: uuid.UUID, second_id: uuid.UUID) -> Response:
    """The page was closed."""
    comparison = _comparison(first_id, second_id)
    keeping.close(desk().database, comparison.a.conversation.owner_id, comparison)
    return Response(status=204)


@blueprint.post(PLACE + "/stay")
def stay(first_id: uuid.UUID, second_id: uuid.UUID) -> AnyResponse:
    """The page is there; without scripts somebody says so."""
    comparison = _comparison(first_id, second_id)
    _keep_open(comparison)
    return Response(status=204) if wants_fragment() else redirect(comparison.address, 303)


def _keep_open(comparison: Comparison) -> None:
    keeping.keep_open(desk().database, comparison.a.conversation.owner_id, comparison)
