"""webchat: a chat page for any OpenAI-compatible API. `create_app` is the table of contents."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from webchat.chat.desk import Desk
    from webchat.config import Settings
    from webchat.housekeeping.housekeeping import Housekeeping
    from webchat.metrics.board import Board
    from webchat.metrics.counting import Metrics
    from webchat.model_choice import ModelChoice
    from webchat.provider import Endpoint
    from webchat.store.database import Database

__version__ = "0.1.0"
READY_WITHIN = (2.0, 3.0, 3.0, 4.0)  # seconds: to connect, to begin, in silence, in all
DEMO_QUEUE_SECONDS = 240.0  # the built-in model writes two replies at a time; a third waits without a word


def create_app(settings: Settings, model: ModelChoice, board: Board | None = None) -> Flask:
    """The WSGI application, with its database migrated and its background work begun.

    `board` is where workers of one server count together; without one it counts for itself.
    Raises ConfigurationError or StorageUnavailable when it cannot start.
    """
    from webchat.metrics import views as metrics_views
    from webchat.metrics.counting import Metrics
    from webchat.provider import Endpoint, Provider, Timeouts
    from webchat.store.database import Database
    from webchat.web import assets, error_pages, guard, health, limits, logs, sessions

    app = _flask(settings)
    database = Database(settings.database)
    database.migrate()
    endpoint, metrics = Endpoint(model.base_url, model.api_key), Metrics(board)
    desk = app.extensions["desk"] = _desk(settings, database, endpoint, model, metrics)
    logs.install(app)
    metrics_views.install(app, settings, metrics, database)
    guard.install(app)
    error_pages.install(app)
    sessions.install(app, settings)
    limits.install(app, settings)
    assets.install(app, Path(folder("static")))
    health.install(app, {"database": database.check, "model": Provider(endpoint, Timeouts(*READY_WITHIN)).check})
    _register(app, settings)
    desk.generations.begin()
    housekeeping = app.extensions["housekeeping"] = _housekeeping(settings, database)
    housekeeping.begin()
    if settings.redis_url:
        desk.share_over(settings.redis_url)
    return app


def _flask(settings: Settings) -> Flask:
    """Flask, its templates, and what it believes of a request."""
    from flask import Flask
    from werkzeug.middleware.proxy_fix import ProxyFix

    from webchat.web.hosts import trusted_hosts

    app = Flask(
        "webchat", root_path=str(Path(__file__).parent), static_folder=None, template_folder=folder("templates")
    )
    app.secret_key = settings.secret_key
    app.config["MAX_CONTENT_LENGTH"] = app.config["MAX_FORM_MEMORY_SIZE"] = 65_536  # `forms.read` allows what it needs
    app.config["TRUSTED_HOSTS"] = trusted_hosts(settings)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if hops := settings.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


def _desk(settings: Settings, database: Database, endpoint: Endpoint, model: ModelChoice, metrics: Metrics) -> Desk:
    """Where messages come in and replies go out, with the client of the provider."""
    from webchat.chat.desk import Desk
    from webchat.provider import Provider, Timeouts

    first_byte = max(settings.first_byte_timeout, DEMO_QUEUE_SECONDS if model.is_demo else 0.0)
    timeouts = Timeouts(settings.connect_timeout, first_byte, settings.read_timeout, settings.reply_timeout)
    return Desk(settings, database, Provider(endpoint, timeouts, pool_size=settings.max_running), model, metrics)


def _housekeeping(settings: Settings, database: Database) -> Housekeeping:
    """What deletes by itself what has to go after a while."""
    from webchat.housekeeping.chore import all_chores
    from webchat.housekeeping.housekeeping import Housekeeping

    return Housekeeping(database, all_chores(data_dir=settings.data_dir, retention_days=settings.retention_days))


def _register(app: Flask, settings: Settings) -> None:
    """The features, and what all their templates know."""
    from webchat.chat import views as chat
    from webchat.conversations import views as conversations
    from webchat.data import views as data
    from webchat.erasing import views as erasing
    from webchat.exports import views as exports
    from webchat.imports import views as imports
    from webchat.live import views as live
    from webchat.messages import views as messages
    from webchat.moving import views as moving
    from webchat.preferences import views as preferences
    from webchat.search import views as search
    from webchat.sharing import views as sharing
    from webchat.waiting import views as waiting

    app.jinja_env.globals["is_polling"] = not settings.streaming
    app.jinja_env.globals["sharing_enabled"] = settings.sharing
    app.context_processor(lambda: {"theme": preferences.theme(), "product_name": "webchat"})
    for feature in (chat, conversations, erasing, exports, imports, live, messages, preferences, search, waiting):
        app.register_blueprint(feature.blueprint)
    data.install(app, settings)
    moving.install(app)
    sharing.install(app, settings)


def folder(name: str) -> str:
    """`templates` or `static`: inside the installed package, or beside it in a checkout."""
    inside = Path(__file__).parent / name
    return str(inside if inside.is_dir() else Path(__file__).parent.parent / name)
