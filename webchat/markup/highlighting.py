"""Code in colours, by Pygments.

Token types are folded into the few classes that the style sheet knows: a reply is sent over the network, and every
`span` that changes nothing on the page is a third of a line of code.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby
from threading import Lock
from time import thread_time
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from pygments.lexer import Lexer
    from pygments.token import _TokenType

CLASSES = frozenset(
    {"c", "gd", "ge", "gh", "gi", "gs", "k", "kt", "m", "na", "nb", "nc", "nd", "nf", "nt", "nv", "s", "se"}
)
"""The short names of Pygments (`pygments.token.STANDARD_TYPES`) that the style sheet gives a colour."""

_LEXER_IS_MADE = Lock()
_LEXER_FAILURES = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


def highlighted(code: str, slug: str, *, seconds: float) -> Markup:
    """Return `code` escaped, with a `span` around what has a colour; without any when it takes more than `seconds`
    of processor time.

    `slug` is Pygments' short name of a language that it knows. Lexers guess, and some fail on text that is not their
    language: colours are not worth a lost character, so such code is returned without them.
    """
    try:
        tokens = list(_until(thread_time() + seconds, _new_lexer(slug).get_tokens(code)))
    except (TimeoutError, *_LEXER_FAILURES):
        return escape(code)
    if "".join(value for _, value in tokens) != code:
        return escape(code)
    return Markup("").join(_spans((_class_of(token_type), value) for token_type, value in tokens))


def _until(deadline: float, tokens: "Iterable[tuple[_TokenType, str]]") -> "Iterator[tuple[_TokenType, str]]":
    for token in tokens:
        if thread_time() > deadline:
            raise TimeoutError
        yield token


def _spans(pieces: Iterable[tuple[str, str]]) -> Iterator[Markup]:
    for name, run in groupby(pieces, key=lambda piece: piece[0]):
        text = escape("".join(value for _, value in run))
        yield Markup('<span class="{}">{}</span>').format(name, text) if name else text


@cache
def _class_of(token_type: "_TokenType") -> str:
    from pygments.token import STANDARD_TYPES

    while token_type.parent is not None:
        name = STANDARD_TYPES.get(token_type, "")
        if name in CLASSES:
            return name
        token_type = token_type.parent
    return ""


def _new_lexer(slug: str) -> "Lexer":
    """Return a lexer of its own: some keep state. Making the first of a kind changes its class, so one at a time."""
    from pygments.lexers import get_lexer_by_name

    with _LEXER_IS_MADE:
        return get_lexer_by_name(slug, stripnl=False, ensurenl=False)
