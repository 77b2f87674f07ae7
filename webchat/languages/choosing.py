"""Which language a visitor gets: the one they chose, else one that their browser asks for, else the usual one."""

from collections.abc import Mapping

from werkzeug.datastructures import LanguageAccept

from webchat.errors import ConfigurationError
from webchat.languages.language import ENGLISH, Language


def choose(languages: Mapping[str, Language], *, preferred: object, asked: LanguageAccept, usual: str) -> Language:
    """One of `languages`. One that is asked for as another country has it (`de-AT`) is still that one (RFC 4647)."""
    if isinstance(preferred, str) and preferred in languages:
        return languages[preferred]
    tag = asked.best_match(languages) if asked else None
    return languages.get(tag or usual, ENGLISH)


def usual_in(languages: Mapping[str, Language], wanted: str) -> str:
    """The tag of the language that is spoken where nobody asks for another. Raises ConfigurationError."""
    tag = LanguageAccept([(wanted.replace("_", "-"), 1)]).best_match(languages)
    if tag is None:
        there = ", ".join(sorted(languages))
        raise ConfigurationError(f"WEBCHAT_LANGUAGE is {wanted!r}, which webchat does not speak. It speaks {there}.")
    return tag
