"""Gives the application Flask-Babel, and all templates `_`, `ngettext`, `{% trans %}` and the filters of `formats`."""

from pathlib import Path

from flask import Flask, Response, g
from flask_babel import Babel, get_babel, get_domain

from webchat.config import Settings
from webchat.languages import gettext
from webchat.languages.choosing import usual_in
from webchat.languages.filters import FILTERS
from webchat.languages.language import languages_in
from webchat.languages.listener import language_spoken, listener

FOLDER = "translations"


def install(app: Flask, settings: Settings) -> None:
    """Speak the language of whoever asks. `app.extensions["languages"]` has their own names, by their tags.

    Raises ConfigurationError when the one that is to be usual is not there.
    """
    Babel(
        app,
        default_translation_directories=FOLDER,
        locale_selector=lambda: listener().language.tag.replace("-", "_"),
        timezone_selector=lambda: listener().zone,
    )
    gettext.install(app)
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.globals["locale_code"] = lambda: language_spoken().tag
    app.jinja_env.globals["text_direction"] = lambda: language_spoken().direction
    app.after_request(_declare)
    _gather(app)
    if settings.translations:
        offer(app, settings.translations)
    app.extensions["usual_language"] = usual_in(app.extensions["spoken_languages"], settings.language)


def offer(app: Flask, folder: Path) -> None:
    """Let visitors also choose the languages whose catalogues lie in this folder."""
    get_babel(app).translation_directories.append(str(folder))
    with app.app_context():
        get_domain().cache.clear()
    _gather(app)


def _gather(app: Flask) -> None:
    """Find out which languages are there."""
    languages = languages_in(Path(folder) for folder in get_babel(app).translation_directories)
    app.extensions["spoken_languages"] = languages
    app.extensions["languages"] = {tag: language.name for tag, language in languages.items()}


def _declare(response: Response) -> Response:
    """Say in which language an answer is (RFC 9110, section 8.5), and that another browser may get another one."""
    if response.mimetype == "text/html" or "listener" in g:
        response.content_language.add(language_spoken().tag)
        response.vary.update(("Accept-Language", "Cookie"))
    return response
