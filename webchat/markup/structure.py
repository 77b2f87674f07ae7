"""Headings and tables as the page needs them: markdown-it gives what the text says, not where it stands."""

from collections.abc import MutableMapping
from typing import Any

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_HEADING_ABOVE_REPLY = 2
_LOWEST_HEADING = 6
_OPEN_LEVELS = "open_levels"


def open_levels(environment: MutableMapping[str, Any]) -> list[int]:
    """Return the levels, as written, of the headings that what follows in the same reply stands below."""
    levels: list[int] = environment.setdefault(_OPEN_LEVELS, [])
    return levels


def heading_below(levels: list[int], level: int) -> str:
    """Return the element of a heading of `level` that follows headings of `levels`, and add it to these."""
    levels[:] = [*(above for above in levels if above < level), level]
    return _element(levels)


def nested_headings(state: StateCore) -> None:
    """Give the headings levels that start at 3 and never skip one, whichever levels the reply uses.

    The page has the levels above. A reply that begins with `###`, as many do, must not leave a gap (WCAG 2.2, 1.3.1).
    """
    levels = open_levels(state.env)
    for token in state.tokens:
        if token.type == "heading_open":
            token.tag = heading_below(levels, int(token.tag[1:]))
        elif token.type == "heading_close":
            token.tag = _element(levels)


def readable_tables(state: StateCore) -> None:
    """Align cells by class, for no style passes the page's policy; an empty heading cell becomes a plain one."""
    for index, token in enumerate(state.tokens):
        if token.type in ("th_open", "td_open"):
            _align(token)
        if token.type == "th_open" and not state.tokens[index + 1].content.strip():
            token.tag = state.tokens[index + 2].tag = "td"


def _element(levels: list[int]) -> str:
    return f"h{min(_HEADING_ABOVE_REPLY + len(levels), _LOWEST_HEADING)}"


def _align(cell: Token) -> None:
    style = str(cell.attrs.pop("style", ""))
    if style:
        cell.attrs["class"] = f"table__{style.removeprefix('text-align:')}"
