"""Which language a visitor gets: the one they chose, else one that their browser asks for, else the usual one."""

from collections.abc import Mapping

from werkzeug.datastructures import LanguageAccept

from webchat.errors import ConfigurationError
from webchat.languages.language import ENGLISH, Language

MOST_PARTS = 8  # of a tag that is looked at; a real one has fewer


def choose(languages: Mapping[str, Language], *, preferred: object, asked: LanguageAccept, usual: str) -> Language:
    """One of `languages`; `asked` are tags by how much each is wanted, `*` and unwanted ones (`q=0`) behind."""
    if isinstance(preferred, str) and preferred in languages:
        return languages[preferred]
    found = (_nearest(languages, tag) for tag, quality in asked if quality > 0)
    return languages.get(next(filter(None, found), usual), ENGLISH)


def _nearest(languages: Mapping[str, Language], wanted: str) -> str | None:
    """The tag, or the longest beginning of it, that is there (RFC 4647, section 3.4); else that of another country."""
    there = {tag.lower(): tag for tag in languages}
    parts = wanted.replace("_", "-").lower().split("-")[:MOST_PARTS]
    for count in range(len(parts), 0, -1):
        if tag := there.get("-".join(parts[:count])):
            return tag
    return next((tag for known, tag in there.items() if known.split("-")[0] == parts[0]), None)


def usual_in(languages: Mapping[str, Language], wanted: str) -> str:
    """The tag of the language that is spoken where nobody asks for another. Raises ConfigurationError."""
    tag = _nearest(languages, wanted)
    if tag is None:
        there = ", ".join(sorted(languages))
        raise ConfigurationError(f"WEBCHAT_LANGUAGE is {wanted!r}, which webchat does not speak. It speaks {there}.")
    return tag
