"""One line a request, with an id that the answer carries too.

Paths are logged, never query strings, bodies, cookies or what a person wrote, nor the secrets in links.
"""

import logging
import re
import secrets
import time

from flask import Flask, Response, g, request

SECRET = re.compile(r"^(/moves/|/shared/|/shares/)[^/]+")
ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
log = logging.getLogger("webchat.request")


def install(app: Flask) -> None:
    """Give every request an id and log it when it is answered."""
    app.before_request(begin)
    app.after_request(finish)


def begin() -> None:
    """Take the id that a proxy gave, or make one."""
    given = request.headers.get("X-Request-ID", "")
    g.request_id = given if ID.fullmatch(given) else secrets.token_hex(8)
    g.request_started = time.perf_counter()


def finish(response: Response) -> Response:
    """Log method, path, status and milliseconds; health checks and assets are not worth a line."""
    response.headers["X-Request-ID"] = g.get("request_id", "-")
    if request.path not in ("/healthz", "/readyz") and not request.path.startswith("/static/"):
        milliseconds = round((time.perf_counter() - g.get("request_started", time.perf_counter())) * 1000, 1)
        facts = {
            "request_id": g.get("request_id", "-"),
            "method": request.method,
            "path": shown_path(request.path),
            "status": response.status_code,
            "milliseconds": milliseconds,
        }
        line = "{request_id} {method} {path!r} {status} {milliseconds} ms".format(**facts)
        log.info("%s", line, extra={"facts": facts})
    return response


def shown_path(path: str) -> str:
    """The path without what lets anyone in who has it."""
    return SECRET.sub(r"\1…", path)
