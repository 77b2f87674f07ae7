"""Sessions on Redis or Valkey, for several workers. Imported only when WEBCHAT_REDIS_URL is set (extra `redis`)."""

import json
from datetime import timedelta
from typing import Any, Self

import redis
from flask import Flask
from flask_session.base import ServerSideSession
from flask_session.redis.redis import RedisSessionInterface

from webchat.errors import StorageUnavailable
from webchat.web.session_cookie import OwnCookie
from webchat.wording import N_

TIMEOUT = 5.0
UNAVAILABLE = N_("Sessions cannot be reached at the moment. Nothing was lost; please try again in a minute.")


class RedisSessions(OwnCookie, RedisSessionInterface):  # type: ignore[misc]
    """Sessions as JSON under `webchat:session:<id>`, expiring by themselves."""

    @classmethod
    def at(cls, app: Flask, url: str) -> Self:
        """The sessions of the server at `url`; the connection is made when it is first needed."""
        client = redis.Redis.from_url(url, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT)
        return cls(app, client=client, key_prefix="webchat:session:", sid_length=32)

    def _retrieve_session_data(self, store_id: str) -> dict[str, Any] | None:
        try:
            saved = self.client.get(store_id)
        except redis.RedisError as error:
            raise StorageUnavailable(UNAVAILABLE) from error
        try:
            found = json.loads(saved) if saved else None
        except ValueError:
            return None
        return found if isinstance(found, dict) else None

    def _upsert_session(self, session_lifetime: timedelta, session: ServerSideSession, store_id: str) -> None:
        try:
            self.client.set(store_id, json.dumps(dict(session)), ex=session_lifetime)
        except redis.RedisError as error:
            raise StorageUnavailable(UNAVAILABLE) from error

    def _delete_session(self, store_id: str) -> None:
        try:
            self.client.delete(store_id)
        except redis.RedisError as error:
            raise StorageUnavailable(UNAVAILABLE) from error
