"""Where a link may lead, and what it shows.

Only addresses of the web and of mail are followed, in a page of their own; anything else stays text. A picture is a
link too: fetching it would tell a stranger that the reply was read, and whatever the model put into its address.
"""

import re

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from webchat.markup.autolinks import MAX_ADDRESS_CHARACTERS
from webchat.markup.bounds import Allowance, allowance
from webchat.markup.characters import is_visible, without_direction_marks
from webchat.markup.tree import links_together

_ALLOWED = re.compile(r"(?:https?://|mailto:)[^\s\\]", re.IGNORECASE)


def safe_links(state: StateCore) -> None:
    """Rewrite the links and pictures of a reply; a rule of markdown-it that runs after all that makes links."""
    left = allowance(state.env)
    for token in state.tokens:
        if token.type == "inline":
            token.children = _rewritten(token.children or [], left)


def _rewritten(tokens: list[Token], left: Allowance) -> list[Token]:
    rewritten: list[Token] = []
    for run in links_together(tokens):
        if run[0].type == "link_open":
            rewritten += _link(run, left)
        elif run[0].type == "image":
            rewritten += _picture(run[0], left)
        else:
            rewritten += run
    return rewritten


def _link(run: list[Token], left: Allowance) -> list[Token]:
    opening, *content, closing = run
    address = _allowed_address(opening, "href", left)
    if opening.markup == "autolink" and address is None:
        return [_text("<"), *content, _text(">")]
    content = [_shown(token) for token in content]
    if address is None:
        return content
    if not any(is_visible(token.content) for token in content):
        content = [_text(address)]
    return [_opening(opening, address), *content, closing]


def _picture(token: Token, left: Allowance) -> list[Token]:
    address = _allowed_address(token, "src", left)
    text = _alternative(token)
    if address is None:
        return [_text(text if is_visible(text) else "image")]
    opening = _opening(token, address)
    opening.attrs["class"] = "image-link"
    return [opening, _text(text if is_visible(text) else address), Token("link_close", "a", -1)]


def _opening(token: Token, address: str) -> Token:
    title = without_direction_marks(str(token.attrs.get("title", "")))
    return Token("link_open", "a", 1, attrs={"href": address, **({"title": title} if title else {})})


def _allowed_address(token: Token, attribute: str, left: Allowance) -> str | None:
    address = str(token.attrs.get(attribute, ""))
    if len(address) > MAX_ADDRESS_CHARACTERS or not _ALLOWED.match(address):
        return None
    length = len(address) + len(str(token.attrs.get("title", "")))
    return address if left.takes_address(length) else None


def _shown(token: Token) -> Token:
    if token.type == "image":
        return _text(_alternative(token))
    return token.copy(content=without_direction_marks(token.content))


def _alternative(token: Token) -> str:
    parts = (_alternative(child) if child.type == "image" else child.content for child in token.children or [])
    return without_direction_marks("".join(parts))


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)
