"""Markdown read as plain text: simple markup becomes words, code and tables stay as they are, lines are wrapped.

It knows lines, not CommonMark: what it does not recognise stays as it was written, so that no word is lost.
"""

import re
import textwrap

WIDTH = 78
LONGEST_LINE = 4_000  # of a longer line the markup stays: reading it could take long
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(.*)$")
_RULE = re.compile(r" {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\(<?([^()<>\s]+)>?(?:\s+\"[^\"]*\")?\)")
_MARKS = (
    (re.compile(r"(?<![*\\])\*\*(?=[^\s*])([^*]+)(?<=\S)\*\*(?!\*)"), r"\1"),
    (re.compile(r"(?<![\w_\\])__(?=[^\s_])([^_]+)(?<=\S)__(?![\w_])"), r"\1"),
    (re.compile(r"(?<![*\w\\])\*(?=[^\s*])([^*]+)(?<=\S)\*(?![*\w])"), r"\1"),
    (re.compile(r"(?<![\w_\\])_(?=[^\s_])([^_]+)(?<=\S)_(?![\w_])"), r"\1"),
    (re.compile(r"~~(?=\S)([^~]+)(?<=\S)~~"), r"\1"),
    (re.compile(r"(?<!`)`([^`]+)`(?!`)"), r"\1"),
)
_INDENT = re.compile(r"[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?|(?:>[ \t]?)+)?")


def plain(markdown: str) -> str:
    """A reply as plain text."""
    lines: list[str] = []
    fence = ""
    for line in markdown.split("\n"):
        found = _FENCE.match(line)
        if fence:
            is_end = found is not None and found[1].startswith(fence) and not line.strip(" `~")
            fence = "" if is_end else fence
            lines += [] if is_end else [f"    {line}"]
        elif found:
            fence = found[1]
        else:
            lines += _plain_line(line)
    return "\n".join(lines)


def wrapped(text: str) -> str:
    """A text as it was typed, its long lines broken between words."""
    return "\n".join(row for line in text.split("\n") for row in _rows(line))


def _plain_line(line: str) -> list[str]:
    if len(line) > LONGEST_LINE:
        return _rows(line)
    if line.lstrip().startswith("|"):
        return [line]
    if _RULE.match(line):
        return ["-" * WIDTH]
    if heading := _HEADING.match(line):
        words = _words(heading[1].rstrip("#").rstrip(" \t"))
        return [words, "~" * min(len(words), WIDTH)] if words else []
    return _rows(_words(line))


def _words(line: str) -> str:
    line = _LINK.sub(lambda link: link[1] if link[1] in ("", link[2]) else f"{link[1]} ({link[2]})", line)
    for mark, replacement in _MARKS:
        line = mark.sub(replacement, line)
    return line


def _rows(line: str) -> list[str]:
    if len(line) <= WIDTH:
        return [line]
    indent = _INDENT.match(line)
    start = indent[0].expandtabs(4) if indent and len(indent[0]) < WIDTH // 2 else ""
    following = start if ">" in start else " " * len(start)
    return textwrap.wrap(
        line[len(indent[0]) :] if start and indent else line,
        WIDTH,
        initial_indent=start,
        subsequent_indent=following,
        break_long_words=False,
        break_on_hyphens=False,
    ) or [line]
