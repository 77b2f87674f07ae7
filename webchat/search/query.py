"""What a person types becomes a query. Nothing that can be typed is an error of ours: what cannot be searched is told.

All words are wanted; "in quotes" they must follow each other; -word and -"these words" are excluded. The last word may
be the beginning of one, since it is perhaps still being typed.
"""

import re

from webchat.errors import InvalidInput
from webchat.store.folding import tokens
from webchat.store.matching import Query, Term
from webchat.wording import N_

LONGEST = 300  # characters
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»″＂", '"') | {"−": "-", "－": "-"})
_PIECE = re.compile(r'(?P<minus>(?<![^\s"])-(?!-))?(?:"(?P<phrase>[^"]*)(?P<closed>"?)|(?P<word>[^\s"]+))')


def parse(text: str) -> Query | None:
    """The query, or None when nothing was typed. Raises InvalidInput, in words, for what cannot be searched."""
    if not text.strip():
        return None
    if len(text) > LONGEST:
        raise InvalidInput(N_("Search for at most %(most)s characters at once."), most=LONGEST)
    wanted: list[Term] = []
    excluded: list[Term] = []
    for piece in _PIECE.finditer(text.translate(_QUOTES)):
        term = _term_of(piece, is_last=piece.end() == len(text))
        (excluded if piece["minus"] else wanted).append(term)
    query = Query(_distinct(wanted), _distinct(excluded))
    if not query.wanted:
        raise InvalidInput(
            N_("Add a word to search for.") if query.excluded else N_("Search for letters, digits or emoji.")
        )
    return query


def _term_of(piece: re.Match[str], *, is_last: bool) -> Term:
    words = tokens(piece["phrase"] if piece["word"] is None else piece["word"])
    return Term(tuple(words), is_prefix=is_last and not piece["closed"] and not piece["minus"])


def _distinct(terms: list[Term]) -> tuple[Term, ...]:
    return tuple(dict.fromkeys(term for term in terms if term.tokens))
