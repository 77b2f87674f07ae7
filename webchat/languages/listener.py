"""Who is spoken to: in which language, in which zone. Found out once a request, and carried to where no request is.

What is written to a visitor outside of their request, such as the end of a reply in its event stream, is written
inside of `speaking(listener)` with the listener that their request had.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, tzinfo

from flask import Flask, current_app, g, has_app_context, has_request_context, request, session

from webchat.languages.choosing import choose
from webchat.languages.language import ENGLISH, Language
from webchat.languages.zones import zone_named


@dataclass(frozen=True, slots=True)
class Listener:
    """Somebody, by the application that they use, their language and their zone."""

    app: Flask
    language: Language
    zone: tzinfo


def listener() -> Listener:
    """Whoever asks, within a request; elsewhere in the application the language that is usual here."""
    if "listener" not in g:
        g.listener = _asking() if has_request_context() else _anybody()
    found: Listener = g.listener
    return found


@contextmanager
def speaking(listener: Listener) -> Iterator[None]:
    """What is rendered or translated in here is for this listener; it needs no request and keeps none alive."""
    with listener.app.app_context():
        g.listener = listener
        yield


def language_spoken() -> Language:
    """The listener's language; English where there is none."""
    return listener().language if has_app_context() else ENGLISH


def zone_spoken() -> tzinfo:
    """The listener's zone; UTC where there is none."""
    return listener().zone if has_app_context() else UTC


def _asking() -> Listener:
    app = _app()
    language = choose(
        app.extensions["spoken_languages"],
        preferred=session.get("language"),
        asked=request.accept_languages,
        usual=app.extensions["usual_language"],
    )
    return Listener(app, language, zone_named(request.cookies.get("zone")))


def _anybody() -> Listener:
    app = _app()
    usual = app.extensions["usual_language"]
    return Listener(app, app.extensions["spoken_languages"].get(usual, ENGLISH), UTC)


def _app() -> Flask:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    return app
