"""markdown-it, set up for replies: CommonMark and the extensions of GitHub, without raw HTML."""

from functools import cache

import mdurl
from markdown_it import MarkdownIt

from webchat.markup.addresses import safe_links
from webchat.markup.autolinks import Autolinks
from webchat.markup.bounds import MAX_NESTING, BoundedInlineParser, inline_or_plain, new_environment
from webchat.markup.characters import without_direction_marks
from webchat.markup.elements import ElementRenderer
from webchat.markup.maths import block_formula, inline_formula
from webchat.markup.structure import nested_headings, readable_tables

_OPTIONS = {"html": False, "tasklists": True, "maxNesting": MAX_NESTING}
_INTERRUPTED_BY_FORMULAS = ["paragraph", "reference", "blockquote", "list"]


class ReplyParser(MarkdownIt):
    """The rules of a reply; one instance may be used by any number of threads."""

    def __init__(self) -> None:
        super().__init__("gfm-like", _OPTIONS, renderer_cls=ElementRenderer)
        self.inline = BoundedInlineParser()
        self.configure("gfm-like", _OPTIONS)
        self.linkify = autolinks = Autolinks()
        self.inline.ruler.at("linkify", autolinks.web_address)
        self.inline.ruler.before("escape", inline_formula.__name__, inline_formula)
        self.block.ruler.before("table", block_formula.__name__, block_formula, {"alt": _INTERRUPTED_BY_FORMULAS})
        self.core.ruler.at("inline", inline_or_plain)
        for rule in (safe_links, nested_headings, readable_tables):
            self.core.ruler.push(rule.__name__, rule)

    def validateLink(self, url: str) -> bool:
        """Let every address be read as one; `safe_links` decides which may be followed."""
        return True

    def normalizeLink(self, url: str) -> str:
        """Return an address as a link carries it, without the marks that could show it in another order."""
        return super().normalizeLink(without_direction_marks(url))

    def normalizeLinkText(self, link: str) -> str:
        """Return a bare address as it is shown: as written, but its host in ASCII: no letter poses as another."""
        host = mdurl.parse(link, slashes_denote_host=True).hostname
        if not host or host.isascii():
            return link
        return link.replace(host, mdurl.parse(self.normalizeLink(link), slashes_denote_host=True).hostname or "", 1)


@cache
def reply_parser() -> ReplyParser:
    """Return the parser, made once. Its first use fills caches that would not bear two threads, so it is used here."""
    parser = ReplyParser()
    parser.parse("[a](https://example.com)", new_environment())
    return parser
