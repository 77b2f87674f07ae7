"""A language that nobody speaks, made from the catalogue: every text of ours is marked, and written from right to left.

The letters are Arabic ones that look like, or sound like, ours, so that browsers lay the page out from right to left;
between ⟦ and ⟧, so that a test sees where a text of ours begins and ends. Placeholders and markup stay as they are.
"""

import re
import sys
from pathlib import Path

from babel.messages import Catalog
from babel.messages.mofile import write_mo

from scripts import translations

LOCALE = "ar"  # the only way to have Arabic numbers of forms, and a direction that Babel knows
LETTERS = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ابچدهفگحيجكلمنوپقرستوڤوخيز")
KEPT = re.compile(r"(%%|%\(\w+\)s|<[^>]*>|&\w+;|\s+)")


def pseudo(catalogue: Catalog) -> None:
    """Fill a catalogue in."""
    for message in catalogue:
        if message.id:
            plural = isinstance(message.id, (list, tuple))
            one, *rest = message.id if plural else (message.id,)
            forms = (one, *[rest[0]] * (catalogue.num_plurals - 1)) if plural else (one,)
            said = tuple(marked(form) for form in forms)
            message.string = said if plural else said[0]
            message.flags.discard("fuzzy")


def marked(text: str) -> str:
    """A text in the letters of this language, between marks."""
    parts = KEPT.split(text)
    return f"⟦{''.join(part if KEPT.fullmatch(part) else part.lower().translate(LETTERS) for part in parts)}⟧"


def write(folder: Path) -> Path:
    """Write the catalogue below this folder, for `languages.offer`, and return the folder."""
    catalogue = Catalog(locale=LOCALE)
    for message in translations.extracted():
        if message.id:
            catalogue.add(message.id, context=message.context)
    pseudo(catalogue)
    path = folder / LOCALE / "LC_MESSAGES/messages.mo"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_mo(file, catalogue)
    return folder


if __name__ == "__main__":
    write(Path(sys.argv[1]))
