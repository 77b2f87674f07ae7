"""webchat: a chat page for any OpenAI-compatible API. `create_app` is the table of contents."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from webchat.config import Settings
    from webchat.housekeeping.housekeeping import Housekeeping
    from webchat.metrics.board import Board
    from webchat.models.catalogue import Catalogue
    from webchat.store.database import Database

__version__ = "0.1.0"
PAGES_TO_BEGIN_WITH = ("chat.new_conversation", "assistants.show_assistant")


def create_app(settings: Settings, catalogue: Catalogue, board: Board | None = None) -> Flask:
    """The WSGI application that offers `catalogue`, with its database migrated and its background work begun.

    `board` is where workers of one server count together; without one it counts for itself.
    Raises ConfigurationError or StorageUnavailable when it cannot start.
    """
    from webchat import languages
    from webchat.chat.desk import Desk
    from webchat.metrics import views as metrics_views
    from webchat.metrics.counting import Metrics
    from webchat.models.switchboard import Switchboard
    from webchat.store.database import Database
    from webchat.web import assets, compressing, error_pages, guard, health, limits, logs, sessions

    app = _flask(settings)
    database = Database(settings.database)
    database.migrate()
    metrics, switchboard = Metrics(board), Switchboard(catalogue, settings)
    app.extensions["switchboard"] = switchboard
    desk = app.extensions["desk"] = Desk(settings, database, switchboard, metrics)
    logs.install(app)
    metrics_views.install(app, settings, metrics, database)
    guard.install(app)
    error_pages.install(app)
    sessions.install(app, settings)
    limits.install(app, settings)
    assets.install(app, Path(folder("static")))
    compressing.install(app, PAGES_TO_BEGIN_WITH)
    health.install(app, {"database": database.check, "model": switchboard.check})
    _register(app, settings)
    languages.install(app, settings)
    switchboard.look()
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


def _housekeeping(settings: Settings, database: Database) -> Housekeeping:
    """What deletes by itself what has to go after a while."""
    from webchat.housekeeping.chore import all_chores
    from webchat.housekeeping.housekeeping import Housekeeping

    chores = all_chores(
        data_dir=settings.data_dir, retention_days=settings.retention_days, keeps_exchanges=settings.exchanges
    )
    return Housekeeping(database, chores)


def _register(app: Flask, settings: Settings) -> None:
    """The features, and what all their templates know."""
    from webchat.assistants import views as assistants
    from webchat.chat import views as chat
    from webchat.chat.posting import views as posting
    from webchat.comparing import views as comparing
    from webchat.context import views as context
    from webchat.conversations import views as conversations
    from webchat.data import views as data
    from webchat.erasing import views as erasing
    from webchat.exports import views as exports
    from webchat.guide import views as guide
    from webchat.imports import views as imports
    from webchat.inspector import views as inspector
    from webchat.laboratory import views as laboratory
    from webchat.live import views as live
    from webchat.messages import views as messages
    from webchat.moving import views as moving
    from webchat.parameters import views as parameters
    from webchat.preferences import views as preferences
    from webchat.search import views as search
    from webchat.sharing import views as sharing
    from webchat.steps import views as steps
    from webchat.usage import views as usage
    from webchat.waiting import views as waiting

    app.jinja_env.globals["is_polling"] = not settings.streaming
    app.jinja_env.globals["sharing_enabled"] = settings.sharing
    app.context_processor(lambda: {"preferences": preferences.preferences(), "product_name": "webchat"})
    for feature in (assistants, chat, conversations, erasing, exports, imports, live, messages, posting, preferences):
        app.register_blueprint(feature.blueprint)
    for feature in (parameters, search, waiting):
        app.register_blueprint(feature.blueprint)
    context.install(app)
    data.install(app, settings)
    moving.install(app)
    sharing.install(app, settings)
    usage.install(app)
    for taught in (inspector, steps, laboratory, comparing, guide):
        taught.install(app, settings)


def folder(name: str) -> str:
    """`templates` or `static`: inside the installed package, or beside it in a checkout."""
    inside = Path(__file__).parent / name
    return str(inside if inside.is_dir() else Path(__file__).parent.parent / name)
