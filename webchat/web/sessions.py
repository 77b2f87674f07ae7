"""Who is asking: Flask-Session on files or Redis, holding only the owner and preferences, and writing only on change.

The first page gives the browser a signed session id and stores nothing; the owner follows from that id. So two first
messages at once, or one sent again after a lost answer, belong to one owner, and so does what a lost session file held.
Flask-Session writes the whole session back, so nothing that two requests may change at once belongs in it. Both of its
stores fall back to pickle; ours read JSON only. Cookie: OWASP ASVS 5.0, 3.3 (`__Host-` and Secure behind https).
"""

import hashlib
import hmac
import logging
import struct
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cachelib.file import FileSystemCache
from cachelib.serializers import JSONSerializer
from flask import Flask, Request, Response, current_app, g, request, session
from flask_session.base import ServerSideSession, ServerSideSessionInterface
from flask_session.cachelib.cachelib import CacheLibSessionInterface
from itsdangerous import BadSignature, Signer

from webchat.config import Settings
from webchat.errors import ConfigurationError, StorageUnavailable

LIFETIME = timedelta(days=365)
log = logging.getLogger("webchat.sessions")
FAILURE = "webchat.session_failure"
EXPIRY = struct.Struct("I")  # how cachelib begins a file


class OwnCookie(ServerSideSessionInterface):  # type: ignore[misc]
    """How a session finds its cookie: the same for every store."""

    def get_cookie_name(self, app: Flask) -> str:
        return "__Host-webchat" if request.is_secure else "webchat"

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure

    def open_session(self, app: Flask, request: Request) -> ServerSideSession:
        sid = self._signed_sid(app, request)
        if sid is None:
            return self.session_class(sid=self._generate_sid(self.sid_length), permanent=True)
        g.is_known = True
        try:
            saved = self._retrieve_session_data(self._get_store_id(sid))
        except StorageUnavailable as error:
            request.environ[FAILURE] = error  # raised by `refuse_without_sessions`, where it can be answered in words
            saved = None
        if isinstance(saved, dict):
            return self.session_class(saved, sid=sid)
        return self.session_class(sid=sid, permanent=True)

    def _signed_sid(self, app: Flask, request: Request) -> str | None:
        """The session id of the cookie, when we gave it."""
        try:
            return _signer(app).unsign(request.cookies.get(self.get_cookie_name(app), "")).decode()
        except (BadSignature, UnicodeError):
            return None

    def save_session(self, app: Flask, session: ServerSideSession, response: Response) -> None:
        """Save what changed, if that is possible now; give the cookie to a browser that has none and gets a page."""
        response.vary.add("Cookie")
        try:
            if session and session.modified:
                self._upsert_session(LIFETIME, session, self._get_store_id(session.sid))
                g.is_introduced = True
        except StorageUnavailable as error:  # what must not be lost follows from the cookie: see `make_owner`
            log.warning("a session could not be saved: %s", error.__cause__ or error)
        if g.get("is_introduced"):
            self._set_cookie(app, session, response)

    def _set_cookie(self, app: Flask, session: ServerSideSession, response: Response) -> None:
        response.set_cookie(
            self.get_cookie_name(app),
            _signer(app).sign(session.sid).decode(),
            expires=self.get_expiration_time(app, session),
            path="/",
            secure=self.get_cookie_secure(app),
            httponly=True,
            samesite="Lax",
        )


class FileSessions(OwnCookie, CacheLibSessionInterface):  # type: ignore[misc]
    """Sessions as files in the data directory; cachelib only returns False where one cannot be written."""

    def _upsert_session(self, session_lifetime: timedelta, session: ServerSideSession, store_id: str) -> None:
        if not self.cache.set(store_id, dict(session), timeout=int(session_lifetime.total_seconds())):
            raise StorageUnavailable("Your session cannot be saved at the moment. Nothing was lost; please try again.")


class JsonFileCache(FileSystemCache):
    """cachelib's file cache without eviction (threshold 0) and without pickle.

    A file that cannot be read is a failure, never a session that does not exist: that would make its owner a stranger.
    """

    serializer = JSONSerializer()  # type: ignore[assignment]

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder), threshold=0, mode=0o600)

    def get(self, key: str) -> Any:
        """The session; None when there is none or it has expired. Raises StorageUnavailable when it cannot be read."""
        try:
            content = Path(self._get_filename(key)).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StorageUnavailable("Your session cannot be read at the moment. Please try again.") from error
        is_whole = len(content) > EXPIRY.size
        if not is_whole or EXPIRY.unpack_from(content)[0] < time.time():
            return None
        return self.serializer.loads(content[EXPIRY.size :])

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
    app.extensions["session_signer"] = Signer(
        str(app.secret_key), salt="webchat session", key_derivation="hmac", digest_method=hashlib.sha256
    )
    app.session_interface = _interface(app, settings)
    app.before_request(refuse_without_sessions)
    app.before_request(renew)


def _interface(app: Flask, settings: Settings) -> ServerSideSessionInterface:
    if settings.redis_url:
        try:
            from webchat.web.redis_sessions import RedisSessions
        except ImportError as error:
            raise ConfigurationError(
                "WEBCHAT_REDIS_URL is not allowed yet: its library is missing. Install webchat with the extra redis."
            ) from error
        return RedisSessions.at(app, settings.redis_url)
    cache = JsonFileCache(settings.data_dir / "sessions")
    threading.Thread(target=cache.sweep_daily, name="session-sweep", daemon=True).start()
    return FileSessions(app, client=cache, key_prefix="", sid_length=32)


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
    if not g.get("is_known"):
        g.is_introduced = True


def owner() -> str | None:
    """The owner of this session; None for a browser that never got a page of ours."""
    name: Any = session.get("owner")
    if isinstance(name, str):
        return name
    return _owner_of_session() if g.get("is_known") else None


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


def _owner_of_session() -> str:
    sid: str = session.sid  # type: ignore[attr-defined]
    return hmac.digest(str(current_app.secret_key).encode(), f"owner {sid}".encode(), "sha256").hex()[:32]


def _signer(app: Flask) -> Signer:
    signer: Signer = app.extensions["session_signer"]
    return signer
