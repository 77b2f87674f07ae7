"""The elements of a reply that we write differently from markdown-it.

Their HTML still passes the sanitiser. What that would not let through (buttons, roles, names) is added afterwards by
`frames`, which knows these elements by the attributes given here.
"""

from collections.abc import Sequence
from time import thread_time

from markdown_it.common.utils import unescapeAll
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup, escape

from webchat.markup.bounds import Allowance, allowance
from webchat.markup.highlighting import LineColours, highlighted
from webchat.markup.languages import Language, language_of
from webchat.markup.maths import formula_html
from webchat.markup.plain import render_plain

MAX_HIGHLIGHTED_CHARACTERS = 50_000
MAX_HIGHLIGHTED_LINES = 2_000
MAX_HIGHLIGHTED_LINE_CHARACTERS = 2_000
_MOST_COLOURED_AS_WRITTEN = 12_000
"""Characters of a code block; what follows is coloured when it closes, for it may still grow too long for colours."""


class ElementRenderer(RendererHTML):
    """Each method writes the token of its name; markdown-it finds them so."""

    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """Write a code block, in colours if its language is known."""
        return code_html(tokens[idx].content, tokens[idx].info, env)

    def code_block(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """Write code that is marked by its indentation alone."""
        return code_html(tokens[idx].content, "", env)

    def list_item_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """Open a list item; one of a task list starts with a mark of being done or open."""
        token = tokens[idx]
        if "checked" not in token.meta:
            return self.renderToken(tokens, idx, options, env)
        state = "done" if token.meta["checked"] else "open"
        return f'<li class="task"><span class="task__{state}"></span> '

    def formula(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """Write a formula as MathML, or as it was typed."""
        return formula_html(tokens[idx], env)

    def plain(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """Write a block that went beyond the bounds as it was sent."""
        return render_plain(tokens[idx].content)


def code_html(code: str, info: str, env: EnvType) -> str:
    """Return a code block, its language named by the info string of its fence."""
    language, left = language_of(unescapeAll(info)), allowance(env)
    return Markup('<pre title="{}"><code lang="{}">{}</code></pre>\n').format(
        language.label, language.slug, _content(code, language, left)
    )


def line_colours(info: str) -> LineColours | None:
    """Return what colours the lines of a code block while it is being written, if anything can."""
    language = language_of(unescapeAll(info))
    return LineColours.of(language.slug, _MOST_COLOURED_AS_WRITTEN) if language.is_highlighted else None


def _content(code: str, language: Language, left: Allowance) -> Markup:
    if not language.is_highlighted or _is_huge(code):
        return escape(code)
    begun = thread_time()
    content = highlighted(code, language.slug, seconds=left.highlighting_seconds)
    left.highlighting_seconds -= thread_time() - begun
    return content


def _is_huge(code: str) -> bool:
    lines = code.split("\n")
    return (
        len(code) > MAX_HIGHLIGHTED_CHARACTERS
        or len(lines) > MAX_HIGHLIGHTED_LINES + 1
        or max(map(len, lines)) > MAX_HIGHLIGHTED_LINE_CHARACTERS
    )
