"""Bring the catalogues of messages up to date with the words in templates and Python, and compile them.

`make translations` runs it. `make translations LANGUAGE=fr` begins a new language: its catalogue is then in
`webchat/translations/fr/LC_MESSAGES/messages.po`, to be filled in. Afterwards the same command compiles it.
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.messages import Catalog
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
SOURCES = ("webchat", "templates")
KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2), "NN_": (1, 2), "pgettext": ((1, "c"), 2)}

HEAD: dict[str, Any] = {
    "project": "webchat",
    "version": "",
    "msgid_bugs_address": "",
    "last_translator": "",
    "language_team": "",
    "charset": "utf-8",
    "fuzzy": False,
}


def extracted(root: Path = ROOT) -> Catalog:
    """The words that stand in the sources below `root`, each with the files that use it."""
    found = Catalog(**HEAD)
    with (root / "babel.cfg").open() as mapping:
        methods, options = parse_mapping_cfg(mapping)
    for name, line, words, _, context in extract_from_dir(str(root), methods, options, KEYWORDS, ()):
        if name.startswith(SOURCES):
            found.add(words, locations=[(name, line)], context=context)
    return found


def catalogues(root: Path = ROOT) -> Iterator[Path]:
    """The catalogues that people edit, one of each language."""
    yield from sorted((root / "webchat/translations").glob("*/LC_MESSAGES/messages.po"))


def begin(tag: str, root: Path = ROOT) -> Path:
    """The catalogue of a language that is not there yet, empty. Raises ValueError for what is no language."""
    try:
        locale = Locale.parse(tag, sep="-" if "-" in tag else "_")
    except UnknownLocaleError as error:
        raise ValueError(f"{tag} is no language that the Unicode CLDR knows.") from error
    path = root / "webchat/translations" / str(locale) / "LC_MESSAGES/messages.po"
    if not path.exists():
        path.parent.mkdir(parents=True)
        written(Catalog(locale=locale, **HEAD, header_comment=f"# {locale.english_name} words of webchat."), path)
    return path


def read(path: Path) -> Catalog:
    """A catalogue as it stands."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parents[1].name, abort_invalid=True)


def updated(path: Path, words: Catalog) -> Catalog:
    """A catalogue with exactly these words: what was translated stays, what nobody says any more goes."""
    catalogue = read(path)
    catalogue.update(words, no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    return catalogue


def written(catalogue: Catalog, path: Path) -> None:
    """Write it for people, without line numbers, so that only words make a difference."""
    with path.open("wb") as file:
        write_po(file, catalogue, width=0, include_lineno=False, ignore_obsolete=True, sort_output=True)


def compiled(catalogue: Catalog, path: Path) -> None:
    """Write it for the program."""
    with path.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalogue)


def untranslated(catalogue: Catalog) -> list[Message]:
    """What is still to be translated, or marked as uncertain."""
    return [message for message in catalogue if message.id and (message.fuzzy or not is_translated(message))]


def is_translated(message: Message) -> bool:
    """Whether all forms of it are there."""
    forms = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
    return all(forms)


def main(tags: Iterable[str], root: Path = ROOT) -> None:
    """Begin these languages, bring all catalogues up to date, and say what is left to be done."""
    for tag in tags:
        begin(tag, root)
    words = extracted(root)
    for path in catalogues(root):
        catalogue = updated(path, words)
        written(catalogue, path)
        compiled(catalogue, path)
        missing = untranslated(catalogue)
        print(f"{path.relative_to(root)}: {len(catalogue)} messages, {len(missing)} to be translated")  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
