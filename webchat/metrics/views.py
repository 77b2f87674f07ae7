"""GET /metrics, and the counting of every request."""

import time

from flask import Flask, Response, g, request

from webchat.config import Settings
from webchat.errors import StorageUnavailable
from webchat.metrics.access import Access
from webchat.metrics.counting import Metrics
from webchat.metrics.exposition import CONTENT_TYPE, exposition
from webchat.store import running
from webchat.store.database import Database

FOR_NOBODY_ELSE = (
    "Only a program on this machine may read this, and not through a proxy. "
    "To read it from elsewhere set WEBCHAT_METRICS_TOKEN and send it as a bearer token.\n"
)
TOKEN_WANTED = "This asks for the token in WEBCHAT_METRICS_TOKEN, as a bearer token.\n"


def install(app: Flask, settings: Settings, metrics: Metrics, database: Database) -> None:
    """Count every request and serve /metrics, unless WEBCHAT_METRICS is off. `web.logs` notes when a request began."""
    app.extensions["metrics"] = metrics
    if not settings.metrics:
        return
    access = Access(settings.metrics_token)

    def count(response: Response) -> Response:
        now = time.perf_counter()
        route = request.url_rule.rule if request.url_rule else None
        metrics.request_answered(route, request.method, response.status_code, now - g.get("request_started", now))
        return response

    def show() -> Response:
        if not access.is_granted(peer=request.remote_addr, header=request.headers.get):
            return _refusal(access)
        text = exposition(metrics.board, running=_running(database))
        return Response(text, content_type=CONTENT_TYPE)

    app.after_request(count)
    app.add_url_rule("/metrics", "metrics", show)


def _refusal(access: Access) -> Response:
    if access.token is None:
        return Response(FOR_NOBODY_ELSE, 403, content_type="text/plain; charset=utf-8")
    headers = {"WWW-Authenticate": 'Bearer realm="metrics"'}
    return Response(TOKEN_WANTED, 401, headers, content_type="text/plain; charset=utf-8")


def _running(database: Database) -> int | None:
    """From the database, so that it is true after a crash; None while the database is away."""
    try:
        with database.reading() as session:
            return running.count(session)
    except StorageUnavailable:
        return None
