"""How a session finds its cookie and is saved: the same for every store.

The cookie is the signed session id; after a move it names the owner too, so that a lost session record loses nobody
their conversations. OWASP ASVS 5.0, 3.3 (`__Host-` and Secure behind https). Browsers share cookies between ports (RFC
6265, 8.5): where another webchat has the usual name already, ours has one of its own.
"""

import hashlib
import hmac
import logging
from datetime import timedelta
from typing import NamedTuple

from flask import Flask, Request, Response, current_app, g, request
from flask_session.base import ServerSideSession, ServerSideSessionInterface
from itsdangerous import BadSignature, Signer

from webchat.errors import StorageUnavailable

LIFETIME = timedelta(days=365)
FAILURE = "webchat.session_failure"
log = logging.getLogger("webchat.sessions")


class Ticket(NamedTuple):
    """What a cookie says: the session id, and the owner when it is not the one who follows from that id."""

    sid: str
    owner: str | None


class OwnCookie(ServerSideSessionInterface):  # type: ignore[misc]
    """Opens and saves sessions. In `g`: `ticket` (what the browser sent) and `cookie_name`, `was_saved` (before this
    request), `is_introduced` (it gets a cookie now) and `is_owner_changed` (this request changed who is asking)."""

    def get_cookie_name(self, app: Flask) -> str:
        return str(g.get("cookie_name", self._usual_name()))

    def _usual_name(self) -> str:
        return "__Host-webchat" if request.is_secure else "webchat"

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure

    def open_session(self, app: Flask, request: Request) -> ServerSideSession:
        ticket = g.ticket = self._ticket(app, request)
        if ticket is None:
            return self.session_class(sid=self._generate_sid(self.sid_length), permanent=True)
        try:
            saved = self._retrieve_session_data(self._get_store_id(ticket.sid))
        except StorageUnavailable as error:
            request.environ[FAILURE] = error  # raised by `refuse_without_sessions`, where it can be answered in words
            saved = None
        g.was_saved = isinstance(saved, dict)
        if isinstance(saved, dict):
            return self.session_class(saved, sid=ticket.sid)
        return self.session_class(sid=ticket.sid, permanent=True)

    def _ticket(self, app: Flask, request: Request) -> Ticket | None:
        """What the cookie says, when we gave it."""
        usual = self._usual_name()
        own = f"{usual}-{app.extensions['session_mark']}"
        for g.cookie_name in (own, usual):
            try:
                signed = signer(app).unsign(request.cookies.get(g.cookie_name, "")).decode()
            except (BadSignature, UnicodeError):
                continue
            sid, _, owner = signed.partition(":")
            return Ticket(sid, owner or None)
        g.cookie_name = own if usual in request.cookies else usual
        return None

    def save_session(self, app: Flask, session: ServerSideSession, response: Response) -> None:
        """Save what changed, if that is possible now; give the cookie to a browser that has none and gets a page."""
        response.vary.add("Cookie")
        try:
            if session and session.modified and not self.save(session):
                return  # nor may the browser get its old cookie again
        except StorageUnavailable as error:  # what must not be lost follows from the cookie: see `make_owner`
            log.warning("a session could not be saved: %s", error.__cause__ or error)
        if g.get("is_introduced"):
            self._set_cookie(app, session, response)

    def save(self, session: ServerSideSession) -> bool:
        """Save the session now; False when another request has signed it out meanwhile. Raises StorageUnavailable."""
        if not g.get("is_owner_changed"):
            saved = self._retrieve_session_data(self._get_store_id(session.sid))
            if saved is None and g.get("was_saved"):
                return False
            self._keep_owner(session, saved)
        self._upsert_session(LIFETIME, session, self._get_store_id(session.sid))
        g.is_introduced = True
        return True

    def _keep_owner(self, session: ServerSideSession, saved: object) -> None:
        """Another request of this browser may have changed who it is while this one ran: that stays.

        What this one stored for the former owner still joins the new one's.
        """
        former = session.get("owner")
        if not isinstance(saved, dict) or "owner" not in saved or saved["owner"] == former:
            return
        joining = list(dict.fromkeys([*saved.get("joining", []), *([former] if former else [])]))
        session.update(owner=saved["owner"], joining=joining)

    def forget(self, session: ServerSideSession) -> None:
        """Delete what is saved of the session. Raises StorageUnavailable."""
        self._delete_session(self._get_store_id(session.sid))

    def _set_cookie(self, app: Flask, session: ServerSideSession, response: Response) -> None:
        owner = session.get("owner", g.ticket.owner if g.get("ticket") else None)
        signed = session.sid if owner in (None, owner_of(session.sid)) else f"{session.sid}:{owner}"
        response.set_cookie(
            self.get_cookie_name(app),
            signer(app).sign(signed).decode(),
            expires=self.get_expiration_time(app, session),
            path="/",
            secure=self.get_cookie_secure(app),
            httponly=True,
            samesite="Lax",
        )


def install(app: Flask) -> None:
    """Give the app what signs its cookies, and what tells them from another webchat's."""
    app.extensions["session_mark"] = hmac.digest(str(app.secret_key).encode(), b"cookie name", "sha256").hex()[:8]
    app.extensions["session_signer"] = Signer(
        str(app.secret_key), salt="webchat session", key_derivation="hmac", digest_method=hashlib.sha256
    )


def signer(app: Flask) -> Signer:
    """What signs the cookies of this app."""
    found: Signer = app.extensions["session_signer"]
    return found


def owner_of(sid: str) -> str:
    """The owner who follows from a session id."""
    return hmac.digest(str(current_app.secret_key).encode(), f"owner {sid}".encode(), "sha256").hex()[:32]
