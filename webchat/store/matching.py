"""What a person searches for, and how each database is asked for it.

Every word in the index carries the volume that it stands in (`12:blue`): a question reads what is its owner's, and
nothing of anybody else. Words hold no quotes and no operators, so that neither language needs escaping.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """Words that follow each other, folded; of the last one perhaps only its beginning."""

    tokens: tuple[str, ...]
    is_prefix: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """All of `wanted`, at least one, and none of `excluded`."""

    wanted: tuple[Term, ...]
    excluded: tuple[Term, ...] = ()


def in_fts5(query: Query, volume_ids: Sequence[int]) -> str:
    """For MATCH, https://www.sqlite.org/fts5.html#full_text_query_syntax."""
    return " OR ".join(f"({_in_volume(query, volume, _FTS5)})" for volume in volume_ids)


def in_tsquery(query: Query, volume_ids: Sequence[int]) -> str:
    """For a cast to tsquery, https://www.postgresql.org/docs/current/datatype-textsearch.html#DATATYPE-TSQUERY."""
    return " | ".join(f"({_in_volume(query, volume, _TSQUERY)})" for volume in volume_ids)


@dataclass(frozen=True, slots=True)
class _Language:
    term: Callable[[list[str], bool], str]
    both: str
    but_not: str
    either: str


def _in_volume(query: Query, volume: int, language: _Language) -> str:
    def written(terms: Sequence[Term]) -> list[str]:
        return [language.term([f"{volume}:{token}" for token in term.tokens], term.is_prefix) for term in terms]

    wanted = f"({language.both.join(written(query.wanted))})"
    if not query.excluded:
        return wanted
    return f"{wanted}{language.but_not}({language.either.join(written(query.excluded))})"


def _fts5_term(words: list[str], is_prefix: bool) -> str:
    return f'"{" ".join(words)}"' + (" *" if is_prefix else "")


def _tsquery_term(words: list[str], is_prefix: bool) -> str:
    return "(" + " <-> ".join(f"'{word}'" for word in words) + (":*)" if is_prefix else ")")


_FTS5 = _Language(_fts5_term, both=" AND ", but_not=" NOT ", either=" OR ")
_TSQUERY = _Language(_tsquery_term, both=" & ", but_not=" & !", either=" | ")
