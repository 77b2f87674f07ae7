"""Code in colours, by Pygments.

Token types are folded into the few classes that the style sheet knows: a reply is sent over the network, and every
`span` that changes nothing on the page is a third of a line of code.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby
from operator import itemgetter
from time import thread_time
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from webchat.one_at_a_time import ONE_AT_A_TIME

if TYPE_CHECKING:
    from pygments.lexer import Lexer
    from pygments.token import _TokenType

CLASSES = frozenset(
    {"c", "gd", "ge", "gh", "gi", "gs", "k", "kt", "m", "na", "nb", "nc", "nd", "nf", "nt", "nv", "s", "se"}
)
"""The short names of Pygments (`pygments.token.STANDARD_TYPES`) that the style sheet gives a colour."""

_LINES = re.compile(r"[^\n]*\n|[^\n]+")
_SECONDS_OF_RUNNING_CODE = 0.5
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
    return _coloured(tokens)


class LineColours:
    """Colours code line by line, as it arrives: what goes over several lines it may get wrong.

    Only lexers that are nothing but rules can go on where they stopped (`pygments.lexer.ExtendedRegexLexer`).
    """

    def __init__(self, lexer: "Lexer", most_characters: int) -> None:
        from pygments.lexer import LexerContext

        self._lexer = lexer
        self._context = LexerContext("", 0, ["root"])
        self._characters_left = most_characters
        self._seconds_left = _SECONDS_OF_RUNNING_CODE
        self._has_comments = _has_comments(lexer)

    @classmethod
    def of(cls, slug: str, most_characters: int) -> "LineColours | None":
        """Return colours for at most `most_characters` of code in the language `slug`; nothing if its lexer cannot."""
        lexer = _new_lexer(slug)
        from pygments.lexer import RegexLexer  # which the lexer has loaded

        is_able = getattr(type(lexer), "get_tokens_unprocessed", None) is RegexLexer.get_tokens_unprocessed
        return cls(lexer, most_characters) if is_able else None

    def is_comment_open(self, lines: str) -> bool:
        """Return whether `lines` end inside of a comment between `/*` and `*/`."""
        return self._has_comments and lines.rfind("/*") > lines.rfind("*/")

    def coloured(self, lines: str) -> Markup | None:
        """Return `lines`, the next whole ones, as `highlighted` does; nothing if it has become too much, or fails."""
        self._characters_left -= len(lines)
        if self._characters_left < 0 or self._seconds_left < 0:
            return None
        begun = thread_time()
        try:
            tokens = list(_until(begun + self._seconds_left, self._tokens(lines)))
        except (TimeoutError, *_LEXER_FAILURES):
            return None
        self._seconds_left -= thread_time() - begun
        if "".join(value for _, value in tokens) != lines:
            return None
        return _coloured(tokens)

    def _tokens(self, lines: str) -> "Iterator[tuple[_TokenType, str]]":
        from pygments.lexer import ExtendedRegexLexer

        context = self._context
        context.text, context.pos, context.end = lines, 0, len(lines)
        run: Any = ExtendedRegexLexer.get_tokens_unprocessed
        for _, token_type, value in run(self._lexer, context=context):
            yield token_type, value


@cache
def _has_comments_by_name(name: str) -> bool:
    return any(_class_of(token_type) == "c" for token_type, _ in _new_lexer(name).get_tokens("/**/"))


def _has_comments(lexer: "Lexer") -> bool:
    """Return whether the language has comments between `/*` and `*/`."""
    return _has_comments_by_name(lexer.aliases[0])


def _until(deadline: float, tokens: "Iterable[tuple[_TokenType, str]]") -> "Iterator[tuple[_TokenType, str]]":
    for token in tokens:
        if thread_time() > deadline:
            raise TimeoutError
        yield token


def _coloured(tokens: "Iterable[tuple[_TokenType, str]]") -> Markup:
    """Return HTML in which no `span` goes on over the end of a line: lines can be coloured one by one."""
    spans: list[str] = []
    for name, run in groupby(_by_line(tokens), key=itemgetter(0, 1)):
        text = str(escape("".join([value for _, _, value in run])))
        spans.append(f'<span class="{name[1]}">{text}</span>' if name[1] else text)
    return Markup("".join(spans))


def _by_line(tokens: "Iterable[tuple[_TokenType, str]]") -> Iterator[tuple[int, str, str]]:
    line = 0
    for token_type, value in tokens:
        name = _class_of(token_type)
        if "\n" not in value:
            yield line, name, value
            continue
        for part in _LINES.findall(value):
            yield line, name, part
            line += part.endswith("\n")


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
    with ONE_AT_A_TIME:
        from pygments.lexers import get_lexer_by_name

        return get_lexer_by_name(slug, stripnl=False, ensurenl=False)
