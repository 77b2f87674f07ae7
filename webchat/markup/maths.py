"""Where a reply holds a formula: rules of markdown-it for `$ $`, `$$ $$`, `\\( \\)` and `\\[ \\]`.

Dollars are money and shell variables too, so a single one opens and closes only where a formula is likely. No body may
hold its own opening mark, and no formula a blank line: so an unclosed one reaches no further than its paragraph, and
reading takes linear time.
"""

import re
from collections.abc import MutableMapping
from typing import Any

from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markupsafe import escape

from webchat.markup.formulas import MAX_FORMULA_CHARACTERS, mathml
from webchat.markup.plain import render_plain

MAX_FORMULA_CHARACTERS_OF_REPLY = 20_000
"""What comes after in the same reply is shown as typed. About half a second of work, and long papers have less."""

FORMULA_CHARACTERS = "formula_characters"
"""Where the environment of a reply counts what its formulas have used so far."""

_CLOSINGS = {"$$": "$$", r"\[": r"\]", r"\(": r"\)", "$": "$"}
_BLOCK_OPENINGS = ("$$", r"\[")
_BLOCK_MARKS = {"$$": re.compile(r"\$\$+"), r"\[": re.compile(r"(?<!\\)(?:\\\\)*(\\[\[\]])")}
_AFTER_BLOCK = re.compile(r"[.,;]?[ \t]*")

_BODIES = {
    "$$": re.compile(r"(?<!\$)\$\$(?!\$)((?:[^\\$`]|\\.|\$(?!\$))++)\$\$(?!\$)", re.DOTALL),
    r"\[": re.compile(r"\\\[((?:[^\\`]|\\[^\[\]])++)\\\]", re.DOTALL),
    r"\(": re.compile(r"\\\(((?:[^\\`]|\\[^()])++)\\\)", re.DOTALL),
    "$": re.compile(r"(?<!\$)\$((?:[^\\$`]|\\.)++)\$(?!\$)", re.DOTALL),
}
_BRACED = re.compile(r"\{[^{}]*\}")
_PROSE = re.compile(r"\s[A-Za-z]{3,}\s")
_JOINING = "/:-.,;=+*@([<>&?"
_LETTER_OR_DIGIT = re.compile("[A-Za-z0-9]")
_NAME_START = re.compile("[A-Za-z_]")


def inline_formula(state: StateInline, silent: bool) -> bool:
    """Read a formula within a line; a rule of markdown-it, before that of escapes."""
    opening = _opening(state.src, state.pos)
    match = _BODIES[opening].match(state.src, state.pos, state.posMax) if opening else None
    if match is None or not match[1].strip("\\ \t\n"):
        return False
    if opening == "$" and not _is_likely(match[1], *_around(state, match)):
        return False
    if not silent:
        token = state.push("formula", "math", 0)
        token.content, token.markup = match[1], opening
    state.pos = match.end()
    return True


def block_formula(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read a formula that has lines of its own; a rule of markdown-it. It may follow a line of text directly."""
    opening = _line(state, start)[:2]
    if opening not in _BLOCK_OPENINGS or state.is_code_block(start):
        return False
    body = _block_body(state, start, end, opening)
    if body is None or not body.strip("\\ \t\n"):
        return False
    if silent:
        return True
    state.line = start + body.count("\n") + 1
    token = state.push("formula", "math", 0)
    token.block, token.map = True, [start, state.line]
    token.content, token.markup = body, opening
    token.info = _line(state, state.line - 1).rstrip()[-1].strip("$]")
    return True


def formula_html(token: Token, environment: MutableMapping[str, Any]) -> str:
    """Return the formula of `token` as MathML, or as it was typed if it is malformed or the reply has had too many."""
    is_display = token.markup in _BLOCK_OPENINGS
    latex = token.content + token.info
    shown = mathml(latex, is_display=is_display) if _is_within_bounds(latex, environment) else None
    if shown is None:
        typed = token.markup + token.content + _CLOSINGS[token.markup] + token.info
        return render_plain(typed) if token.block else escape(typed)
    if token.block:
        return f'<p class="formula">{shown}</p>\n'
    return f'<span class="formula">{shown}</span>' if is_display else shown


def _is_within_bounds(latex: str, environment: MutableMapping[str, Any]) -> bool:
    if len(latex) > MAX_FORMULA_CHARACTERS:
        return False
    environment[FORMULA_CHARACTERS] = environment.get(FORMULA_CHARACTERS, 0) + len(latex)
    return bool(environment[FORMULA_CHARACTERS] <= MAX_FORMULA_CHARACTERS_OF_REPLY)


def _opening(text: str, position: int) -> str:
    two = text[position : position + 2]
    return two if two in _CLOSINGS else "$" if two[:1] == "$" else ""


def _around(state: StateInline, match: re.Match[str]) -> tuple[str, str]:
    before = state.src[match.start() - 1] if match.start() else ""
    return before, state.src[match.end() : min(match.end() + 1, state.posMax)]


def _is_likely(body: str, before: str, after: str) -> bool:
    """Return whether what stands between two dollars is a formula, rather than money or a name of a shell."""
    if body[0].isspace() or body[-1].isspace() or after.isdecimal() or after == "{":
        return False
    if _LETTER_OR_DIGIT.match(before) and body[0] not in "\\^_":
        return False
    if _NAME_START.match(after) and body[-1] in _JOINING:
        return False
    return not _PROSE.search(_BRACED.sub("", body))


def _block_body(state: StateBlock, start: int, end: int, opening: str) -> str | None:
    """Return the lines between the marks; nothing if the formula is not closed, or not at the end of a line."""
    lines: list[str] = []
    for number in range(start, end):
        line = _line(state, number)
        if not line.strip() or (number > start and state.sCount[number] < state.blkIndent):
            return None
        mark = _BLOCK_MARKS[opening].search(line, 2 if number == start else 0)
        if mark:
            is_end = line[: mark.end()].endswith(_CLOSINGS[opening]) and _AFTER_BLOCK.fullmatch(line, mark.end())
            return "\n".join([*lines, line[: mark.end() - 2]])[2:] if is_end else None
        lines.append(line)
    return None


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]
