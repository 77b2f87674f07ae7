"""The web's border for failures: each becomes a page, or for htmx a fragment, in words; never a traceback.

The answer to a form gives back what was typed, unless the request came from somewhere else.
"""

import logging

from flask import Flask, Response, g, make_response, render_template, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from webchat.errors import ForeignOrigin, StorageUnavailable, TooMany, WebchatError
from webchat.web import words
from webchat.web.htmx import wants_fragment
from webchat.wording import N_

log = logging.getLogger("webchat.errors")

TITLES = {
    400: N_("That request was not understood"),
    403: N_("That was not allowed"),
    404: N_("There is nothing here"),
    405: N_("That does not work here"),
    409: N_("One moment"),
    413: N_("That is too much at once"),
    415: N_("That request was not understood"),
    422: N_("That cannot be sent"),
    429: N_("A little slower, please"),
    503: N_("Not available at the moment"),
}
WORDS = {
    400: N_("Your browser sent something that webchat does not understand. Nothing was done."),
    404: N_("This page does not exist, or it belongs to another browser session."),
    405: N_("This address cannot be used in that way. Nothing was done."),
    413: N_("What you sent is larger than webchat accepts. Nothing was stored; please send less at once."),
    415: N_("Your browser sent a kind of content that webchat does not accept. Nothing was done."),
    500: N_("Something went wrong on our side. It was written to the log; please try again."),
}


def install(app: Flask) -> None:
    """Answer our own failures, HTTP's, and those nobody expected, in the visitor's language."""
    words.install(app)
    app.register_error_handler(WebchatError, expected)
    app.register_error_handler(HTTPException, of_http)
    app.register_error_handler(Exception, unexpected)


def expected(error: WebchatError) -> Response:
    """Answer one of our own failures with its own words."""
    if isinstance(error, StorageUnavailable):
        log.warning("%s: storage unavailable: %s", g.get("request_id", "-"), error.__cause__ or error)
    response = answer(error.status, words.said(error), keep_text=not isinstance(error, ForeignOrigin))
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def of_http(error: HTTPException) -> Response:
    """Answer a failure of HTTP itself: unknown address, wrong method, body too large."""
    if error.code is None or error.code < 400:
        return make_response(error.get_response())
    keep_text = not isinstance(error, RequestEntityTooLarge)
    message = WORDS.get(error.code, WORDS[400 if error.code < 500 else 500])
    response = answer(error.code, words.say(message), keep_text=keep_text)
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def unexpected(error: Exception) -> Response:
    """Answer what nobody expected: logged with its traceback, told without details."""
    log.error("%s: unexpected failure", g.get("request_id", "-"), exc_info=error)
    return answer(500, words.say(WORDS[500]), keep_text=True)


def answer(status: int, message: str, *, keep_text: bool) -> Response:
    """A page, or for htmx a fragment, that says what happened."""
    if wants_fragment():
        return make_response(render_template("web/_problem.html", message=message), status)
    title = words.say(TITLES.get(status, N_("Something went wrong")))
    text = _typed() if keep_text else None
    return make_response(
        render_template("web/error.html", status=status, title=title, message=message, text=text), status
    )


def _typed() -> str | None:
    """What the person had typed, if the form can be read."""
    if request.method != "POST":
        return None
    try:
        return request.form.get("message") or None
    except (HTTPException, OSError):
        return None
