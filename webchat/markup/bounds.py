"""What one reply may cost.

Texts can be made whose reading takes far longer, or whose HTML grows far larger, than their length suggests. Bounds
count characters and steps: the same text gives the same HTML however busy the machine is, and what is shown of a reply
does not change because more of it arrives. Only colours are also bounded by processor time.
"""

from collections.abc import MutableMapping
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from markdown_it.parser_inline import ParserInline
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from webchat.markup.tree import top_level_blocks

MAX_NESTING = 50
"""A quote is one level, a list two. markdown-it silently drops what lies deeper, so such a block is shown plain.

So is one with emphasis or links in each other as deep: whoever goes through that tree would run out of stack.
"""

_ALLOWANCE = "allowance"


class TooMuchWork(Exception):
    """A block asks for more steps than its reply has left; it is shown as plain text instead."""


@dataclass
class Allowance:
    """What is left for one reply, counted down in the order of its text."""

    steps: int = 400_000
    address_characters: int = 2_000_000
    highlighting_seconds: float = 1.0

    def takes_step(self) -> None:
        """Count one look ahead. Raises `TooMuchWork` when none is left."""
        self.steps -= 1
        if self.steps < 0:
            raise TooMuchWork

    def takes_address(self, length: int) -> bool:
        """Return whether a link of `length` characters still fits: a definition is written once, and used often."""
        fits = length <= self.address_characters
        self.address_characters -= length if fits else 0
        return fits


def new_environment() -> dict[str, Any]:
    """Return what markdown-it carries through the reading and rendering of one reply."""
    return environment_with(Allowance())


def environment_with(left: Allowance) -> dict[str, Any]:
    """Return what markdown-it carries through the reading of a text that may cost no more than `left`."""
    return {_ALLOWANCE: left}


def allowance(environment: MutableMapping[str, Any]) -> Allowance:
    """Return what is left for the reply that `environment` belongs to."""
    left: Allowance = environment[_ALLOWANCE]
    return left


class BoundedInlineParser(ParserInline):
    """Counts looks ahead: each unclosed bracket looks through all that follows it."""

    def skipToken(self, state: StateInline) -> None:
        """Move past one token without making it. Raises `TooMuchWork`."""
        allowance(state.env).takes_step()
        super().skipToken(state)


def inline_or_plain(state: StateCore) -> None:
    """Read the inline text of each block; replace a block that goes beyond the bounds by one `plain` token."""
    lines = state.src.split("\n")
    tokens: list[Token] = []
    for block in top_level_blocks(state.tokens):
        tokens += block if _is_read(block, state) else [_plain(block, lines)]
    state.tokens = tokens


def _is_read(block: list[Token], state: StateCore) -> bool:
    if any(token.level + token.nesting >= MAX_NESTING for token in block):
        return False
    try:
        for token in block:
            if token.type == "inline":
                token.children = []
                state.md.inline.parse(token.content, state.md, state.env, token.children)
                if any(depth >= MAX_NESTING for depth in accumulate(child.nesting for child in token.children)):
                    return False
    except TooMuchWork:
        return False
    return True


def _plain(block: list[Token], lines: list[str]) -> Token:
    first, last = block[0].map or (0, len(lines))
    return Token("plain", "", 0, content="\n".join(lines[first:last]), map=[first, last], block=True)
