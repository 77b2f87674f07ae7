"""Markdown as plain words, for an excerpt: roughly, without a parser, and never slow (every repetition is bounded)."""

import re

_FENCE = re.compile(r"^ {0,3}(?:`{3,}|~{3,})[^\n`]{0,80}$", re.MULTILINE)
_TABLE_RULE = re.compile(r"^[ |:-]*\|[ |:-]*$", re.MULTILINE)
_BEGIN = re.compile(r"^[ \t]{0,20}(?:#{1,6} |(?:> ?){1,5}|[-*+] (?:\[[ x]\] )?)", re.MULTILINE)
_LINK = re.compile(r"!?\[([^\[\]\n]{0,200})\]\([^()\s]{0,300}(?: \"[^\"\n]{0,100}\")?\)")
_STARS = re.compile(r"(?<![\\*])(\*{1,3}|~~)(?=[^\s*])([^\n*~]{1,200}?)(?<=\S)\1(?!\*)")
_LOW_LINES = re.compile(r"(?<!\w)(_{1,3})(?=[^\s_])([^\n]{1,200}?)(?<=[^\s_])\1(?!\w)")


def plain_words(markdown: str) -> str:
    """What one would read aloud: without fences, headings' and lists' signs, emphasis, and the targets of links."""
    text = _TABLE_RULE.sub("", _FENCE.sub("", markdown))
    text = _LINK.sub(r"\1", _BEGIN.sub("", text))
    text = _LOW_LINES.sub(r"\2", _STARS.sub(r"\2", text))
    return text.replace("`", "")
