"""`GET /search`: as one types, results take the place of the list; without scripts they have a page of their own."""

from datetime import UTC, datetime

from flask import Blueprint, Response, current_app, make_response, render_template, request

from webchat.chat.desk import Desk
from webchat.errors import InvalidInput
from webchat.languages.listener import language_spoken, zone_spoken
from webchat.search.query import LONGEST
from webchat.search.results import Results, find
from webchat.web import sessions, words
from webchat.web.htmx import wants_fragment

blueprint = Blueprint("search", __name__)


@blueprint.get("/search")
def search() -> Response:
    """A page of results; for htmx the results alone, or the list again when nothing is asked."""
    text = request.args.get("q", "")
    try:
        results, problem, status = _find(text), None, 200
    except InvalidInput as error:
        results, problem, status = None, words.said(error), error.status
    shown = {"q": text[: LONGEST + 1], "results": results, "problem": problem}
    if wants_fragment():  # while somebody types, a query that is not one yet is no failure
        return make_response(render_template(_fragment(results, problem), **shown))
    return make_response(render_template("search/page.html", **shown), status)


def _find(text: str) -> Results | None:
    desk: Desk = current_app.extensions["desk"]
    return find(
        desk.database,
        sessions.owner(),
        text,
        after=request.args.get("after") or None,
        now=datetime.now(UTC),
        zone=zone_spoken(),
        locale=language_spoken().locale,
        say=words.said,
    )


def _fragment(results: Results | None, problem: str | None) -> str:
    if problem:
        return "search/_problem.html"
    if results is None:
        return "search/_list.html"
    return "search/_answer.html" if results.is_first else "search/_hits.html"
