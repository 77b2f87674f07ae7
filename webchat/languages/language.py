"""A language that the page can speak, and which of them are there."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from babel import Locale, UnknownLocaleError

CATALOGUE = "LC_MESSAGES/messages.mo"


@dataclass(frozen=True, slots=True)
class Language:
    """One by its tag (BCP 47), such as `de` or `pt-BR`; `locale` says how it writes numbers and days."""

    tag: str
    locale: Locale

    @property
    def name(self) -> str:
        """What it calls itself."""
        name = Locale.parse(self.tag, sep="-").get_display_name() or self.tag
        return name[:1].upper() + name[1:]

    @property
    def direction(self) -> str:
        """In which direction it is written: `ltr` or `rtl`."""
        return str(self.locale.text_direction)


ENGLISH = Language("en", Locale.parse("en_GB"))  # 21 November 2026, 16:20


def languages_in(folders: Iterable[Path]) -> dict[str, Language]:
    """English, and the languages that have a catalogue in these folders, by their tags."""
    codes = sorted({path.parents[1].name for folder in folders for path in folder.glob(f"*/{CATALOGUE}")})
    found = {ENGLISH.tag: ENGLISH}
    for code in codes:
        try:
            language = Language(code.replace("_", "-"), Locale.parse(code))
        except (ValueError, UnknownLocaleError):
            continue  # a folder that is no language
        found.setdefault(language.tag, language)
    return found
