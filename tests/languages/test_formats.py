"""Numbers, moments and money are written as each language does."""

from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from babel import Locale

from webchat.languages import formats
from webchat.languages.language import ENGLISH
from webchat.languages.zones import zone_named

GERMAN = Locale("de")
BERLIN = ZoneInfo("Europe/Berlin")
NEW_YEAR = datetime(2026, 12, 31, 23, 5, tzinfo=UTC)


def test_a_number_has_its_groups() -> None:
    assert formats.number(1_234_567, ENGLISH.locale) == "1,234,567"
    assert formats.number(1_234_567, GERMAN) == "1.234.567"


@pytest.mark.parametrize(("places", "in_english", "in_german"), [(0, "1,234", "1.234"), (2, "1,234.40", "1.234,40")])
def test_a_decimal_number_has_as_many_places_as_asked(places: int, in_english: str, in_german: str) -> None:
    assert formats.decimal(Decimal("1234.4"), ENGLISH.locale, places) == in_english
    assert formats.decimal(1234.4, GERMAN, places) == in_german


@pytest.mark.parametrize(
    ("locale", "zone", "day", "short", "month", "minute"),
    [
        (ENGLISH.locale, UTC, "31 December 2026", "31 Dec 2026", "December 2026", "23:05"),
        (ENGLISH.locale, BERLIN, "1 January 2027", "1 Jan 2027", "January 2027", "00:05"),
        (GERMAN, BERLIN, "1. Januar 2027", "1. Jan. 2027", "Januar 2027", "00:05"),
    ],
)
def test_moments_are_written_in_the_readers_language_and_zone(
    locale: Locale, zone: tzinfo, day: str, short: str, month: str, minute: str
) -> None:
    assert formats.day(NEW_YEAR, zone, locale) == day
    assert formats.short_day(NEW_YEAR, zone, locale) == short
    assert formats.month(NEW_YEAR, zone, locale) == month
    assert formats.minute(NEW_YEAR, zone, locale) == minute


def test_a_date_is_the_same_day_in_every_zone() -> None:
    assert formats.day(date(2026, 12, 31), BERLIN, ENGLISH.locale) == "31 December 2026"


def test_the_year_can_be_left_out() -> None:
    assert formats.short_day(NEW_YEAR, UTC, ENGLISH.locale, has_year=False) == "31 Dec"


def test_the_zone_has_its_name_of_that_season() -> None:
    assert formats.zone_name(NEW_YEAR, BERLIN) == "CET"
    assert formats.zone_name(NEW_YEAR.replace(month=7), BERLIN) == "CEST"
    assert formats.zone_name(NEW_YEAR, UTC) == "UTC"


@pytest.mark.parametrize(
    ("nanos", "in_english", "in_german"),
    [
        (0, "€0.00", "0,00 €"),
        (1_234_560_000_000, "€1,234.56", "1.234,56 €"),
        (250_000_000, "€0.25", "0,25 €"),
        (12_000_000, "€0.012", "0,012 €"),
        (1_230_000, "€0.0012", "0,0012 €"),
        (1_230, "€0.0000012", "0,0000012 €"),
        (1, "€0.000000001", "0,000000001 €"),
    ],
)
def test_money_has_at_least_two_digits_that_say_something(nanos: int, in_english: str, in_german: str) -> None:
    assert formats.money(nanos, "EUR", ENGLISH.locale) == in_english
    assert formats.money(nanos, "EUR", GERMAN) == in_german.replace(" ", "\N{NO-BREAK SPACE}")


def test_money_without_small_coins_has_no_places_unless_it_needs_them() -> None:
    assert formats.money(5_000_000_000, "JPY", ENGLISH.locale) == "JP¥5"
    assert formats.money(50_000_000, "JPY", ENGLISH.locale) == "JP¥0.050"


def test_amounts_of_one_list_have_as_many_decimals_as_the_smallest_needs() -> None:
    listed = (174_000_000, 93_000_000, 267_000_000)

    assert [formats.money(each, "EUR", ENGLISH.locale, listed) for each in listed] == ["€0.174", "€0.093", "€0.267"]
    assert formats.money(1_500_000_000, "EUR", GERMAN, listed) == "1,500\N{NO-BREAK SPACE}€"


@pytest.mark.parametrize("name", ["Europe/Berlin", "America/Argentina/Buenos_Aires", "Etc/GMT+5", "Europe%2FBerlin"])
def test_a_zone_is_known_by_its_name(name: str) -> None:
    assert zone_named(name) == ZoneInfo(name.replace("%2F", "/"))


@pytest.mark.parametrize(
    "name",
    [
        None,
        "",
        "Mars/Olympus",
        "../../etc/passwd",
        "/etc/passwd",
        "America",
        "Europe/Berlin\n",
        "a" * 10_000,
        "é",
        "UTC\0",
    ],
)
def test_what_is_no_zone_means_utc(name: str | None) -> None:
    assert zone_named(name) == UTC
