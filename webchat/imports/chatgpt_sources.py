"""The marks of sources in ChatGPT's texts, made into links where the export says what they stand for.

Marks are written in characters of the private use area (`U+E200 cite U+E202 turn0search1 U+E201`), older ones in
brackets (`【1†source】`), which stay: they can be read as they are.
"""

import re
from typing import Any

from webchat.imports import values
from webchat.imports.notes import Notes

MOST = 500
_MARK = re.compile("\ue200[^\ue200\ue201]{0,2000}\ue201")
_LEFT = re.compile("[\ue200-\ue2ff]")


def with_sources(text: str, metadata: Any, notes: Notes) -> str:
    """The text with links in place of marks; marks without an address are left out and counted."""
    if "\ue200" not in text:
        return text
    known = _known(metadata)

    def link(mark: re.Match[str]) -> str:
        found = known.get(mark[0])
        if found is None:
            notes.add("citation")
        return found or ""

    return _LEFT.sub("", _MARK.sub(link, text))


def _known(metadata: Any) -> dict[str, str]:
    """What each mark stands for, as Markdown."""
    references = metadata.get("content_references") if isinstance(metadata, dict) else None
    known = {}
    for each in references[:MOST] if isinstance(references, list) else ():
        mark = each.get("matched_text") if isinstance(each, dict) else None
        if isinstance(mark, str) and isinstance(each.get("alt"), str):
            known[mark] = values.words(each["alt"])
    return known
