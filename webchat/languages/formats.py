"""Numbers, moments and money as a language writes them, by the Unicode CLDR (Babel); nothing of Flask."""

from collections.abc import Iterable
from datetime import date, datetime, tzinfo
from decimal import Decimal

from babel import Locale, dates, numbers

NANO = Decimal(10) ** -9
MOST_DIGITS = 9


def number(value: float | Decimal, locale: Locale) -> str:
    """A number with its groups: `1,234` or `1.234`."""
    return str(numbers.format_decimal(value, locale=locale))


def decimal(value: float | Decimal, locale: Locale, places: int = 1) -> str:
    """A number with exactly so many decimal places: `1,234.5` or `1.234,5`."""
    pattern = "#,##0" + (f".{'0' * places}" if places else "")
    return str(numbers.format_decimal(value, format=pattern, locale=locale))


def day(moment: datetime | date, zone: tzinfo, locale: Locale) -> str:
    """The day in the reader's zone: `21 November 2026`, `21. November 2026`."""
    return str(dates.format_date(_local(moment, zone), "long", locale=locale))


def short_day(moment: datetime | date, zone: tzinfo, locale: Locale, *, has_year: bool = True) -> str:
    """The day with its month cut short: `21 Nov 2026`, without its year `21 Nov`."""
    return str(dates.format_skeleton("yMMMd" if has_year else "MMMd", _local(moment, zone), locale=locale))


def month(moment: datetime | date, zone: tzinfo, locale: Locale) -> str:
    """The month and its year: `November 2026`."""
    return str(dates.format_skeleton("yMMMM", _local(moment, zone), locale=locale))


def minute(moment: datetime, zone: tzinfo, locale: Locale) -> str:
    """The time of the day: `16:20`."""
    return str(dates.format_time(moment, "short", tzinfo=zone, locale=locale))


def zone_name(moment: datetime, zone: tzinfo) -> str:
    """The short name of the reader's zone at that moment: `CET`, `UTC`, `+0530`."""
    return moment.astimezone(zone).tzname() or "UTC"


def money(nanos: int, currency: str, locale: Locale, beside: Iterable[int] = ()) -> str:
    """An amount given in billionths of its currency (ISO 4217); small ones with two digits that say something.

    `beside` are the other amounts of its list: all are written with as many decimals as the smallest needs.
    """
    amount, digits = nanos * NANO, max(_digits(each, currency) for each in (nanos, *beside))
    pattern = numbers.parse_pattern(_with_digits(locale.currency_formats["standard"].pattern, digits))
    return str(pattern.apply(amount, locale, currency=currency, currency_digits=False))


def _digits(nanos: int, currency: str) -> int:
    amount, usual = nanos * NANO, int(numbers.get_currency_precision(currency))
    return min(max(usual, 1 - amount.adjusted()), MOST_DIGITS) if amount and abs(amount) < 1 else usual


def _with_digits(pattern: str, digits: int) -> str:
    return pattern.replace("0.00", "0." + "0" * digits if digits else "0")


def _local(moment: datetime | date, zone: tzinfo) -> date:
    return moment.astimezone(zone).date() if isinstance(moment, datetime) else moment
