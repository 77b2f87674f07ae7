"""What `formats` writes, for templates: in the language and the zone of whoever is spoken to."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import wraps
from typing import Any

from flask_babel import gettext
from jinja2 import pass_context
from jinja2.runtime import Context

from webchat.languages import formats
from webchat.languages.framing import framed
from webchat.languages.listener import language_spoken, zone_spoken
from webchat.wording import N_

MOMENT = N_("%(day)s, %(time)s (%(zone)s)")


def number(value: float | Decimal) -> str:
    """`1,234` or `1.234`."""
    return formats.number(value, language_spoken().locale)


def decimal(value: float | Decimal, places: int = 1) -> str:
    """`1,234.5` or `1.234,5`."""
    return formats.decimal(value, language_spoken().locale, places)


def day(moment: datetime | date) -> str:
    """`21 November 2026` or `21. November 2026`."""
    return formats.day(moment, zone_spoken(), language_spoken().locale)


def short_day(moment: datetime | date, has_year: bool = True) -> str:
    """`21 Nov 2026`."""
    return formats.short_day(moment, zone_spoken(), language_spoken().locale, has_year=has_year)


def month(moment: datetime | date) -> str:
    """`November 2026`."""
    return formats.month(moment, zone_spoken(), language_spoken().locale)


def moment(moment: datetime) -> str:
    """`21 November 2026, 16:20 (CET)`."""
    zone = zone_spoken()
    minute = formats.minute(moment, zone, language_spoken().locale)
    return str(gettext(MOMENT, day=day(moment), time=minute, zone=formats.zone_name(moment, zone)))


def money(nanos: int, currency: str, beside: Iterable[int] = ()) -> str:
    """`€0.0012` or `0,0012 €`; with as many decimals as the amounts `beside` it."""
    return formats.money(nanos, currency, language_spoken().locale, beside)


def _for_templates(write: Callable[..., str]) -> Callable[..., str]:
    """With the context as an argument, or Jinja would compute it for constants once, when it compiles a template."""

    @pass_context
    @wraps(write)
    def written(_: Context, *arguments: Any, **options: Any) -> str:
        return write(*arguments, **options)

    return written


WRITERS = (framed, number, decimal, day, short_day, month, moment, money)
FILTERS: Mapping[str, Callable[..., str]] = {write.__name__: _for_templates(write) for write in WRITERS}
