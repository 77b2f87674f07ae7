"""The web's border for failures: each becomes a page, or for htmx a fragment, in words; never a traceback.

The answer to a form gives back what was typed, unless the request came from somewhere else.
"""

import logging

from flask import Flask, Response, g, make_response, render_template, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from webchat.errors import ForeignOrigin, StorageUnavailable, TooMany, WebchatError
from webchat.web.htmx import wants_fragment

log = logging.getLogger("webchat.errors")

TITLES = {
    400: "That request was not understood",
    403: "That was not allowed",
    404: "There is nothing here",
    405: "That does not work here",
    409: "One moment",
    413: "That is too much at once",
    415: "That request was not understood",
    422: "That cannot be sent",
    429: "A little slower, please",
    503: "Not available at the moment",
}
WORDS = {
    400: "Your browser sent something that webchat does not understand. Nothing was done.",
    404: "This page does not exist, or it belongs to another browser session.",
    405: "This address cannot be used in that way. Nothing was done.",
    413: "What you sent is larger than webchat accepts. Nothing was stored; please send less at once.",
    415: "Your browser sent a kind of content that webchat does not accept. Nothing was done.",
    500: "Something went wrong on our side. It was written to the log; please try again.",
}


def install(app: Flask) -> None:
    """Answer our own failures, HTTP's, and those nobody expected."""
    app.register_error_handler(WebchatError, expected)
    app.register_error_handler(HTTPException, of_http)
    app.register_error_handler(Exception, unexpected)


def expected(error: WebchatError) -> Response:
    """Answer one of our own failures with its own words."""
    if isinstance(error, StorageUnavailable):
        log.warning("%s: storage unavailable: %s", g.get("request_id", "-"), error.__cause__ or error)
    response = answer(error.status, str(error), keep_text=not isinstance(error, ForeignOrigin))
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def of_http(error: HTTPException) -> Response:
    """Answer a failure of HTTP itself: unknown address, wrong method, body too large."""
    if error.code is None or error.code < 400:
        return make_response(error.get_response())
    keep_text = not isinstance(error, RequestEntityTooLarge)
    response = answer(error.code, WORDS.get(error.code, WORDS[400 if error.code < 500 else 500]), keep_text=keep_text)
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def unexpected(error: Exception) -> Response:
    """Answer what nobody expected: logged with its traceback, told without details."""
    log.error("%s: unexpected failure", g.get("request_id", "-"), exc_info=error)
    return answer(500, WORDS[500], keep_text=True)


def answer(status: int, message: str, *, keep_text: bool) -> Response:
    """A page, or for htmx a fragment, that says what happened."""
    if wants_fragment():
        return make_response(render_template("web/_problem.html", message=message), status)
    title = TITLES.get(status, "Something went wrong")
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
