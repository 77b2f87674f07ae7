"""Numbers as a visitor types them: plain, or as their language writes them, by the Unicode CLDR (Babel)."""

import re

from babel import Locale, numbers

WHOLE = re.compile(r"[\d\W]{1,20}")  # digits and what groups them; the language says where that may stand


def whole_number(text: str, locale: Locale) -> int | None:
    """`1234`, `1,234` or `1.234`; None for what is no whole number in this language, such as `1,5` or `1,23`."""
    try:
        found = numbers.parse_decimal(text, locale=locale, strict=True) if WHOLE.fullmatch(text) else None
    except numbers.NumberFormatError:
        return None
    return int(found) if found is not None and found.as_tuple().exponent == 0 else None
