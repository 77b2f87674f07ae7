"""Reads a posted form strictly: the right content type, no unknown field, no field twice, nothing missing."""

from dataclasses import dataclass

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge, UnsupportedMediaType

from webchat.errors import UnknownField
from webchat.wording import N_

FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")
FORM_OVERHEAD = 4_096
BYTES_PER_CHARACTER = 12  # four bytes of UTF-8, each written as %XX
HARD_LIMIT = 16_000_000


@dataclass(frozen=True, slots=True)
class Fields:
    """The names that a form may hold; `needed` ones must be there, though they may be empty.

    Those that are `repeated` may come twice: the last one counts.
    """

    needed: frozenset[str]
    optional: frozenset[str] = frozenset()
    repeated: frozenset[str] = frozenset()


def fields(*needed: str, optional: tuple[str, ...] = (), repeated: tuple[str, ...] = ()) -> Fields:
    """Describe a form."""
    return Fields(frozenset(needed), frozenset((*optional, *repeated)), frozenset(repeated))


def read(expected: Fields, *, max_chars: int = 1_000) -> dict[str, str]:
    """The values of the posted form, by name.

    `max_chars` is the length of its longest field; a body that could hold twice as much is refused unread, so that a
    text somewhat over the limit still gets an answer that keeps it.
    Raises 415 and 413 (werkzeug) and UnknownField.
    """
    if request.mimetype not in FORM_TYPES:
        raise UnsupportedMediaType
    request.max_content_length = min(FORM_OVERHEAD + 2 * BYTES_PER_CHARACTER * max_chars, HARD_LIMIT)
    request.max_form_memory_size = request.max_content_length
    if (request.content_length or 0) > request.max_content_length:
        raise RequestEntityTooLarge
    return _checked(expected)


def _checked(expected: Fields) -> dict[str, str]:
    given = request.form
    unknown = set(given) - expected.needed - expected.optional
    if unknown or request.files:
        raise UnknownField(N_("This form holds a field that webchat does not know. Nothing was done."))
    if expected.needed - set(given):
        raise UnknownField(N_("A part of this form is missing. Reload the page and try again; nothing was done."))
    if any(len(given.getlist(name)) > 1 for name in set(given) - expected.repeated):
        raise UnknownField(N_("A part of this form was sent twice. Reload the page and try again; nothing was done."))
    return {name: given.getlist(name)[-1] for name in given}
