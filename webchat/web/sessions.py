"""Who is asking: Flask-Session on files or Redis, holding only the owner and preferences, and writing only on change.

The first page gives the browser a signed session id and stores nothing; the owner follows from that id. So two first
messages at once, or one sent again after a lost answer, belong to one owner, and so does what a lost session file held.
Flask-Session writes the whole session back, so nothing that two requests may change at once belongs in it. Both of its
stores fall back to pickle; ours read JSON only.
"""

from datetime import UTC, datetime
from typing import Any, cast

from flask import Flask, current_app, g, request, session

from webchat.config import Settings
from webchat.errors import ConfigurationError, StorageUnavailable
from webchat.web import session_cookie
from webchat.web.session_cookie import FAILURE, LIFETIME, OwnCookie, owner_of


def install(app: Flask, settings: Settings) -> None:
    """Give the app its session interface, and renew a session's life once a day."""
    app.config.update(
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=LIFETIME,
    )
    session_cookie.install(app)
    app.session_interface = _interface(app, settings)
    app.before_request(refuse_without_sessions)
    app.before_request(renew)


def _interface(app: Flask, settings: Settings) -> OwnCookie:
    if settings.redis_url:
        try:
            from webchat.web.redis_sessions import RedisSessions
        except ImportError as error:
            raise ConfigurationError(
                "WEBCHAT_REDIS_URL is not allowed yet: its library is missing. Install webchat with the extra redis."
            ) from error
        return RedisSessions.at(app, settings.redis_url)
    from webchat.web.session_files import FileSessions

    return FileSessions.in_folder(app, settings.data_dir / "sessions")


def refuse_without_sessions() -> None:
    """Raise the StorageUnavailable that came up when the session was opened."""
    if failure := request.environ.pop(FAILURE, None):
        raise failure


def renew() -> None:
    """One write a day keeps a session that is in use from ending."""
    today = datetime.now(UTC).date().isoformat()
    if session and session.get("seen") != today:
        session["seen"] = today


def introduce() -> None:
    """Give the browser its signed session id with this answer, if it has none; nothing is stored."""
    if g.get("ticket") is None:
        g.is_introduced = True


def owner() -> str | None:
    """The owner of this session; None for a browser that never got a page of ours."""
    name: Any = session.get("owner")
    if isinstance(name, str):
        return name
    return _owner_of_session() if g.get("ticket") else None


def is_new() -> bool:
    """Whether nothing of this session is stored yet."""
    return not session


def make_owner() -> str:
    """The owner of this session, for whom something is about to be stored; the browser gets its cookie if it has none.

    The session is saved with the answer. That may fail, or be lost: the owner follows from the cookie all the same.
    """
    if not isinstance(session.get("owner"), str):
        session["owner"] = _owner_of_session()
        session["seen"] = datetime.now(UTC).date().isoformat()
        g.is_introduced = True
    return str(session["owner"])


def adopt(new_owner: str) -> None:
    """Make this browser another owner's, saved for sure; what its own had is `joining` until `joined` is called.

    Raises StorageUnavailable; then nothing has changed.
    """
    former, before = owner(), dict(session)
    session["owner"] = new_owner
    session["seen"] = datetime.now(UTC).date().isoformat()
    session["joining"] = [*joining(), *([former] if former else [])]
    g.is_owner_changed = True
    try:
        _sessions().save(_session())
    except StorageUnavailable:
        g.is_owner_changed = False
        session.clear()
        session.update(before)
        session.modified = False
        raise
    session.modified = False


def joining() -> list[str]:
    """The former owners whose conversations have still to join this session's owner."""
    return [str(name) for name in session.get("joining", []) if name != session.get("owner")]


def joined() -> None:
    """What was `joining` has joined."""
    session.pop("joining", None)


def is_adopted() -> bool:
    """Whether this session's owner came from another browser."""
    return owner() not in (None, owner_of(_session().sid))


def sign_out() -> None:
    """Make this browser a new one to us. Raises StorageUnavailable; then nothing has changed."""
    _sessions().forget(_session())
    session.clear()
    session.modified = False
    _session().sid = _sessions()._generate_sid(_sessions().sid_length)
    g.ticket = None
    g.is_introduced = True


def _owner_of_session() -> str:
    """Who the cookie names, or follows from it."""
    ticket = g.get("ticket")
    return (ticket.owner if ticket else None) or owner_of(_session().sid)


def _session() -> Any:
    return session


def _sessions() -> OwnCookie:
    return cast(OwnCookie, current_app.session_interface)
