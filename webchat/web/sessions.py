"""Who is asking: Flask-Session on files or Redis, holding only the owner and preferences, and writing only on change.

Flask-Session writes the whole session back, so nothing that two requests may change at once belongs in it. Both of its
stores fall back to pickle; ours read JSON only. Cookie: OWASP ASVS 5.0, 3.3 (`__Host-` and Secure behind https).
"""

import logging
import re
import secrets
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cachelib.file import FileSystemCache
from cachelib.serializers import JSONSerializer
from flask import Flask, Request, Response, current_app, request, session
from flask_session.base import ServerSideSession, ServerSideSessionInterface
from flask_session.cachelib.cachelib import CacheLibSessionInterface

from webchat.config import Settings
from webchat.errors import StorageUnavailable

LIFETIME = timedelta(days=365)
log = logging.getLogger("webchat.sessions")
SESSION_ID = re.compile(r"[A-Za-z0-9_-]{40,128}")


class OwnCookie(ServerSideSessionInterface):  # type: ignore[misc]
    """How a session finds its cookie: the same for every store."""

    def get_cookie_name(self, app: Flask) -> str:
        return "__Host-webchat" if request.is_secure else "webchat"

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure

    def open_session(self, app: Flask, request: Request) -> ServerSideSession:
        sid = request.cookies.get(self.get_cookie_name(app), "")
        saved = self._retrieve_session_data(self._get_store_id(sid)) if SESSION_ID.fullmatch(sid) else None
        if isinstance(saved, dict):
            return self.session_class(saved, sid=sid)
        return self.session_class(sid=self._generate_sid(self.sid_length), permanent=True)

    def save_session(self, app: Flask, session: ServerSideSession, response: Response) -> None:
        """Save what changed; `make_owner` saved before what must not be lost, so a failure here costs no answer."""
        try:
            super().save_session(app, session, response)
        except StorageUnavailable as error:
            log.warning("a session could not be saved: %s", error.__cause__ or error)


class FileSessions(OwnCookie, CacheLibSessionInterface):  # type: ignore[misc]
    """Sessions as files in the data directory. A session that cannot be written is an error, not a warning."""

    def _upsert_session(self, session_lifetime: timedelta, session: ServerSideSession, store_id: str) -> None:
        if not self.cache.set(store_id, dict(session), timeout=int(session_lifetime.total_seconds())):
            raise StorageUnavailable("Your session cannot be saved at the moment. Nothing was lost; please try again.")


class JsonFileCache(FileSystemCache):
    """cachelib's file cache without eviction (threshold 0) and without pickle."""

    serializer = JSONSerializer()  # type: ignore[assignment]

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder), threshold=0, mode=0o600)

    def sweep(self) -> None:
        """Delete the files of sessions that have expired."""
        self._remove_expired(time.time())

    def sweep_daily(self) -> None:
        """Sweep now and every day, for as long as the process lives."""
        while True:
            self.sweep()
            time.sleep(timedelta(days=1).total_seconds())


def install(app: Flask, settings: Settings) -> None:
    """Give the app its session interface, and renew a session's life once a day."""
    app.config.update(
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=LIFETIME,
    )
    app.session_interface = _interface(app, settings)
    app.before_request(renew)


def _interface(app: Flask, settings: Settings) -> ServerSideSessionInterface:
    if settings.redis_url:
        from webchat.web.redis_sessions import RedisSessions

        return RedisSessions.at(app, settings.redis_url)
    cache = JsonFileCache(settings.data_dir / "sessions")
    threading.Thread(target=cache.sweep_daily, name="session-sweep", daemon=True).start()
    return FileSessions(app, client=cache, key_prefix="", sid_length=32)


def renew() -> None:
    """One write a day keeps a session that is in use from ending."""
    today = datetime.now(UTC).date().isoformat()
    if session and session.get("seen") != today:
        session["seen"] = today


def owner() -> str | None:
    """The owner of this session; None for a visitor who has only looked."""
    name: Any = session.get("owner")
    return name if isinstance(name, str) else None


def make_owner() -> str:
    """The owner of this session, made at the first message and saved before anything is stored in their name.

    Raises StorageUnavailable when it cannot be saved.
    """
    if owner() is None:
        session["owner"] = secrets.token_hex(16)
        session["seen"] = datetime.now(UTC).date().isoformat()
        sessions: Any = current_app.session_interface
        sessions._upsert_session(LIFETIME, session, sessions._get_store_id(session.sid))  # type: ignore[attr-defined]
    return str(session["owner"])
