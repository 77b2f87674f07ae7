"""Headings and tables as the page needs them: markdown-it gives what the text says, not where it stands."""

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_HEADING_ABOVE_REPLY = 2
_LOWEST_HEADING = 6


def nested_headings(state: StateCore) -> None:
    """Give the headings levels that start at 3 and never skip one, whichever levels the reply uses.

    The page has the levels above. A reply that begins with `###`, as many do, must not leave a gap (WCAG 2.2, 1.3.1).
    """
    open_levels: list[int] = []
    for token in state.tokens:
        if token.type == "heading_open":
            level = int(token.tag[1:])
            open_levels = [*(above for above in open_levels if above < level), level]
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(_HEADING_ABOVE_REPLY + len(open_levels), _LOWEST_HEADING)}"


def readable_tables(state: StateCore) -> None:
    """Align cells by class, for no style passes the page's policy; an empty heading cell becomes a plain one."""
    for index, token in enumerate(state.tokens):
        if token.type in ("th_open", "td_open"):
            _align(token)
        if token.type == "th_open" and not state.tokens[index + 1].content.strip():
            token.tag = state.tokens[index + 2].tag = "td"


def _align(cell: Token) -> None:
    style = str(cell.attrs.pop("style", ""))
    if style:
        cell.attrs["class"] = f"table__{style.removeprefix('text-align:')}"
