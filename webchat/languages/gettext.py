"""`_`, `ngettext` and `pgettext` of templates: what Jinja calls newstyle gettext, without its cost of a page's length.

The words are taken for markup, since they stand in a template, and values are escaped into them. Jinja's own functions
format all words, with values or not, which took a page with thirty messages four milliseconds.
"""

from flask import Flask
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from webchat.web.words import catalogue


def install(app: Flask) -> None:
    """Give them to all templates; `{% trans %}` uses them too."""
    app.jinja_env.globals.update({"_": gettext, "gettext": gettext, "ngettext": ngettext, "pgettext": pgettext})


@pass_context
def gettext(context: Context, words: str, /, **values: object) -> str:
    """These words in the listener's language."""
    return _filled(context, catalogue().ugettext(words), values)


@pass_context
def ngettext(context: Context, one: str, many: str, count: int, /, **values: object) -> str:
    """The words for so many; without another value for it, `%(num)s` is the plain number."""
    values.setdefault("num", count)
    return _filled(context, catalogue().ungettext(one, many, count), values)


@pass_context
def pgettext(context: Context, about: str, words: str, /, **values: object) -> str:
    """Words that mean something else elsewhere."""
    return _filled(context, catalogue().upgettext(about, words), values)


def _filled(context: Context, said: str, values: dict[str, object]) -> str:
    marked = Markup(said) if context.eval_ctx.autoescape else said
    return marked % values if values or "%" in said else marked
