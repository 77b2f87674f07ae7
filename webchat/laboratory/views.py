"""Try what goes wrong: the cases, and each of them tried. Belongs to nobody, and stores nothing.

It is offered to whoever sits at this machine, or where the administrator says so: each try holds a place for seconds.
"""

from flask import Blueprint, Flask, current_app, render_template

from webchat.chat import text
from webchat.config import Settings
from webchat.errors import NotFound
from webchat.inspector.error_words import EXPLANATIONS, explanation_of
from webchat.inspector.turns import turn
from webchat.laboratory.cases import CASES, MESSAGE, MOST_CHARS, Case
from webchat.laboratory.experiment import Experiment
from webchat.laboratory.laboratory import Laboratory
from webchat.web import forms, limits, sessions
from webchat.web.hosts import is_loopback
from webchat.web.htmx import wants_fragment
from webchat.wording import N_

FORM = forms.fields("message")
UNKNOWN = N_("There is no such experiment.")
blueprint = Blueprint("laboratory", __name__)


def install(app: Flask, settings: Settings) -> None:
    """Serve the pages where they are on. Templates get `lab_enabled`, and `explanation_of(code, words)` of an error."""
    app.jinja_env.globals["lab_enabled"] = is_on(settings)
    app.jinja_env.globals["explanation_of"] = explanation_of
    if is_on(settings):
        app.extensions["laboratory"] = Laboratory()
        app.register_blueprint(blueprint)


def is_on(settings: Settings) -> bool:
    """What WEBCHAT_LAB says, else whether only people at this machine can come here."""
    if settings.lab is not None:
        return settings.lab
    return is_loopback(settings.host) and not settings.trusted_proxies and not settings.allowed_hosts


@blueprint.get("/lab")
@turn()
def show_cases() -> str:
    """All cases, and in words all errors that there are."""
    sessions.introduce()
    return render_template("laboratory/page.html", cases=list(CASES.values()), explanations=EXPLANATIONS)


@blueprint.get("/lab/<slug>")
def show_case(slug: str) -> str:
    """One case, not tried yet."""
    sessions.introduce()
    return _page(_case(slug), None)


@blueprint.post("/lab/<slug>")
def try_case(slug: str) -> str:
    """Try a case; for htmx only what came of it."""
    case = _case(slug)
    message = text.accept(forms.read(FORM, max_chars=MOST_CHARS)["message"], max_chars=MOST_CHARS)
    limits.count_sending()
    laboratory: Laboratory = current_app.extensions["laboratory"]
    experiment = laboratory.ask(case, message)
    return _fragment(experiment, message) if wants_fragment() else _page(case, experiment, message)


def _case(slug: str) -> Case:
    case = CASES.get(slug)
    if case is None:
        raise NotFound(UNKNOWN)
    return case


@turn()
def _fragment(experiment: Experiment, message: str) -> str:
    return render_template("laboratory/_experiment.html", experiment=experiment, message=message, is_fragment=True)


@turn()
def _page(case: Case, experiment: Experiment | None, message: str = "") -> str:
    others = list(CASES.values())
    place = others.index(case)
    return render_template(
        "laboratory/case.html",
        case=case,
        following=others[(place + 1) % len(others)],
        experiment=experiment,
        message=message,
        sample=MESSAGE,
        most_chars=MOST_CHARS,
    )
