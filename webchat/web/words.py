"""Says in the visitor's language what was put into words elsewhere: failures, and what the store keeps as words.

Technical details stay English: an administrator looks for them in logs and in the documentation. In templates the
filters `said` and `say` do it; never `_()` with a variable, which takes what it is given for markup.
"""

from datetime import UTC, datetime

from babel import dates
from babel.support import NullTranslations
from babel.units import format_unit
from flask import Flask, g, has_app_context
from flask_babel import format_decimal, get_locale, get_translations

from webchat.wording import N_, Seconds, Voice, Wording, Words


def install(app: Flask) -> None:
    """Give all templates the filters `said` and, for bare words, `say`."""
    app.add_template_filter(said)
    app.add_template_filter(say)


def catalogue() -> NullTranslations:
    """The messages in the visitor's language, looked up once a request: a page asks for some hundred of them."""
    if not has_app_context():
        return NullTranslations()
    found: NullTranslations | None = g.get("catalogue")
    if found is None:
        found = g.catalogue = get_translations()
    return found


def said(wording: Wording) -> str:
    """The sentence, as plain text that still has to be escaped; words that nobody translated stay as they are."""
    sentence = _translated(wording)
    return sentence % {name: _said(value) for name, value in wording.values.items()} if wording.values else sentence


def say(words: str, /, **values: object) -> str:
    """The same for bare words, such as those of a view."""
    return said(Words(words, values))


def voice() -> Voice:
    """The visitor's, for what is made ready outside of templates; moments in UTC, as befits a file."""
    locale = get_locale()
    if locale.language == "en":
        return Voice(said)
    return Voice(said, _moment, lambda moment: str(dates.format_date(moment, "medium", locale=locale)))


def _moment(moment: datetime) -> str:
    """Written as other moments are in that language."""
    local, locale = moment.astimezone(UTC), get_locale()
    day, time = dates.format_date(local, "long", locale=locale), dates.format_time(local, "short", locale=locale)
    return say(N_("%(day)s, %(time)s (%(zone)s)"), day=day, time=time, zone="UTC")


def _translated(wording: Wording) -> str:
    translations, count = catalogue(), wording.values.get("count")
    if isinstance(wording, Words) and wording.plural and isinstance(count, int):
        return str(translations.ungettext(wording.words, wording.plural, count))
    return str(translations.ugettext(wording.words)) if wording.words else ""  # "" is the head of a catalogue


def _said(value: object) -> object:
    """Numbers and durations as the language writes them (Unicode CLDR)."""
    if isinstance(value, Seconds):
        return format_unit(int(value), "second", "long", locale=get_locale())
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return format_decimal(value) if is_number else value
