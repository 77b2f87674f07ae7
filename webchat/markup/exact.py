"""The exact reading of a reply, block by block, while its text still grows.

A top-level block is closed when no text that follows can change it any more, except definitions of links. Everything
that blocks share (bounds, levels of headings, definitions) is carried in one environment, as when all is read at once.
"""

from collections import ChainMap
from collections.abc import Iterator, MutableMapping
from typing import Any

from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markupsafe import Markup

from webchat.markup.bounds import Allowance, environment_with, new_environment
from webchat.markup.frames import framed
from webchat.markup.nodes import escaped
from webchat.markup.parser import reply_parser
from webchat.markup.sanitiser import sanitised
from webchat.markup.structure import open_levels
from webchat.markup.tree import top_level_blocks

PARSER_FAILURES = (ArithmeticError, AttributeError, LookupError, RecursionError, RuntimeError, TypeError, ValueError)

_REFERENCES = "references"
_CLOSED_BY_WHAT_FOLLOWS = {"paragraph_open", "heading_open", "hr", "fence", "table_open", "blockquote_open", "plain"}
_OF_FIXED_LENGTH = {"heading_open", "hr"}
_MAY_OPEN_FORMULA = ("$$", "\\[")
_STEPS_OF_A_SENTENCE = 2_000


class ExactBlocks:
    """Closes one block after the other. Its methods raise any of `PARSER_FAILURES` where markdown-it does."""

    def __init__(self) -> None:
        self._environment = new_environment()
        self._references: dict[str, Any] = {}

    @property
    def levels(self) -> list[int]:
        """The levels of the headings that what is not closed yet stands below."""
        return list(open_levels(self._environment))

    @property
    def has_definitions(self) -> bool:
        """Whether links were defined, which blocks before may use."""
        return bool(self._references)

    def close(self, source: str, *, is_end: bool) -> tuple[list[Markup], int]:
        """Return the blocks at the beginning of `source` that are closed, and how many lines these take.

        `source` goes on from where the last closed block ended, and consists of whole lines; with `is_end`, it is all
        that is left of the text.
        """
        state, rules = self._structured(source)
        closed, end = _closed(state.tokens, source.split("\n"), is_end)
        self._references |= {
            label: definition
            for label, definition in state.env[_REFERENCES].maps[0].items()
            if definition["map"][0] < end
        }
        state.tokens = [token for block in closed for token in block]
        for rule in rules:
            rule(state)
        return list(html_of(state.tokens, state.env)), end

    def _structured(self, source: str) -> tuple[StateCore, Any]:
        """Return the blocks of `source`, and the rules that are still to be applied to them."""
        parser = reply_parser()
        self._environment[_REFERENCES] = ChainMap({}, self._references)
        state = StateCore(source, parser, self._environment)
        rules = parser.core.ruler.getRules("")
        structure = parser.core.ruler.get_active_rules().index("block") + 1
        for rule in rules[:structure]:
            rule(state)
        return state, rules[structure:]


def html_of(tokens: list[Token], environment: MutableMapping[str, Any]) -> Iterator[Markup]:
    """Yield the safe HTML of each top-level block."""
    parser = reply_parser()
    for block in top_level_blocks(tokens):
        yield Markup(framed(sanitised(parser.renderer.render(block, parser.options, environment))))


def inline_html(text: str) -> str:
    """Return the safe HTML of `text`, the inside of a paragraph that need not be complete."""
    environment = _small_environment()
    parser = reply_parser()
    try:
        tokens = parser.parseInline(text, environment)
        return "".join(html_of(tokens, environment)).removesuffix("\n") if tokens[0].children else escaped(text)
    except PARSER_FAILURES:
        return escaped(text)


def block_html(source: str) -> str:
    """Return the safe HTML of `source`, a block of its own that need not be complete."""
    environment = _small_environment()
    try:
        return "".join(html_of(reply_parser().parse(source, environment), environment))
    except PARSER_FAILURES:
        return ""


def _small_environment() -> MutableMapping[str, Any]:
    return environment_with(Allowance(steps=_STEPS_OF_A_SENTENCE))


def _closed(tokens: list[Token], lines: list[str], is_end: bool) -> tuple[list[list[Token]], int]:
    blocks = list(top_level_blocks(tokens))
    if is_end:
        return blocks, len(lines)
    whole_lines = len(lines) - 1
    limit = _limit(lines, whole_lines)
    closed: list[list[Token]] = []
    for index, block in enumerate(blocks):
        end = _end(block)
        is_followed = index + 1 < len(blocks)
        if end > limit or not (is_followed or _is_complete(block[0], lines, whole_lines)):
            break
        closed.append(block)
    end = _end(closed[-1]) if closed else 0
    is_all = len(closed) == len(blocks) and limit == whole_lines and not lines[whole_lines - 1].strip()
    return closed, whole_lines if is_all else end


def _limit(lines: list[str], whole_lines: int) -> int:
    """Return the line from which on all may still become part of a formula, which ends at an empty line at last."""
    start = whole_lines
    while start and lines[start - 1].strip():
        start -= 1
    may_be_formula = any(mark in line for line in lines[start:] for mark in _MAY_OPEN_FORMULA)
    return start if may_be_formula else whole_lines


def _is_complete(opening: Token, lines: list[str], whole_lines: int) -> bool:
    """Return whether a last block can no longer grow."""
    if opening.type not in _CLOSED_BY_WHAT_FOLLOWS or opening.map is None:
        return False
    if opening.type in _OF_FIXED_LENGTH:
        return True
    start, end = opening.map
    return end < whole_lines or (opening.type == "fence" and end > start + 1 and _is_fence(lines[end - 1], opening))


def _is_fence(line: str, opening: Token) -> bool:
    indented = line.rstrip(" \t")
    marks = indented.lstrip(" ")
    is_outside_code = len(indented) - len(marks) <= 3
    return is_outside_code and len(marks) >= len(opening.markup) and not marks.strip(opening.markup[0])


def _end(block: list[Token]) -> int:
    return block[0].map[1] if block[0].map else 0
