"""Addresses that are written bare in the text.

GitHub Flavored Markdown 0.29, section 6.9: `https://…`, `www.…` and e-mail addresses. Names of files such as `main.py`
and `README.md`, which end like domains of countries, are not addresses.
"""

import re
from typing import Any

from linkify_it import LinkifyIt
from markdown_it.rules_inline import StateInline

MAX_ADDRESS_CHARACTERS = 2_000

_SCHEME = re.compile(r"(?:^|[^a-z0-9.+-])(https?)$", re.IGNORECASE)
_SCHEME_AND_BEFORE = len("https") + 1
_WWW = "www."
_MAY_PRECEDE_WWW = " \t\n*_~("


class Autolinks:
    """What markdown-it asks for the addresses in a text; keeps nothing between two questions."""

    def __init__(self) -> None:
        self._links = LinkifyIt(options={"fuzzy_link": False})
        self._links.add(_WWW, {"validate": self._length_after_www, "normalize": self._complete_www})
        self._after_www = re.compile(self._links.re["src_host_port_strict"] + self._links.re["src_path"], re.IGNORECASE)

    def pretest(self, text: str) -> bool:
        """Return whether there may be an address in `text`."""
        return bool(self._links.pretest(text))

    def test(self, text: str) -> bool:
        """Return whether there is an address in `text`."""
        return bool(self._links.test(text))

    def match(self, text: str) -> list[Any] | None:
        """Return the addresses in `text`."""
        matches: list[Any] | None = self._links.match(text)
        return matches

    def web_address(self, state: StateInline, silent: bool) -> bool:
        """Make a link of an address while emphasis is still unread, for `*` and `_` are parts of addresses.

        Stands in for markdown-it's own inline rule, which searches all the text before each `://`.
        """
        is_after_scheme = state.linkLevel == 0 and state.src.startswith("://", state.pos)
        scheme = _SCHEME.search(state.pending[-_SCHEME_AND_BEFORE:]) if is_after_scheme else None
        if not scheme:
            return False
        length = len(scheme.group(1))
        address = self._address_at(state.src, state.pos - length)
        if address and not silent:
            state.pending = state.pending[:-length]
            _push_link(state, address)
        state.pos += len(address) - length if address else 0
        return bool(address)

    def _address_at(self, text: str, position: int) -> str:
        """Return the address that starts at `position`, or nothing. Looks no further than the longest one allowed."""
        match = self._links.match_at_start(text[position : position + MAX_ADDRESS_CHARACTERS + 1])
        return str(match.url).rstrip("*") if match and match.last_index <= MAX_ADDRESS_CHARACTERS else ""

    def _length_after_www(self, text: str, position: int) -> int:
        before = position - len(_WWW) - 1
        if before >= 0 and text[before] not in _MAY_PRECEDE_WWW:
            return 0
        match = self._after_www.match(text, position)
        return len(match.group()) if match else 0

    def _complete_www(self, match: Any) -> None:
        match.url = f"http://{match.url}"


def _push_link(state: StateInline, address: str) -> None:
    opening = state.push("link_open", "a", 1)
    opening.attrs = {"href": state.md.normalizeLink(address)}
    state.push("text", "", 0).content = state.md.normalizeLinkText(address)
    state.push("link_close", "a", -1)
