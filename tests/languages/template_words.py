"""Reads what a template says in one language only: words outside of `_`, `ngettext` and `{% trans %}`.

Jinja's own parser takes the template apart. What is left of it without expressions is parsed as HTML, so that text and
attributes are told from markup; words inside of expressions are found in the syntax tree.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import html5lib
from jinja2 import Environment, nodes

TEMPLATES = Path(__file__).parents[2] / "templates"
TRANSLATING = ("_", "gettext", "ngettext", "pgettext")
GAP = "0"  # stands for an expression
TECHNICAL = frozenset(
    "accept action datetime aria-controls aria-describedby aria-keyshortcuts aria-labelledby autocomplete "
    "charset class d dir enctype enterkeyhint fill for form formaction height href http-equiv id inputmode list lang "
    "media method name pattern popovertarget popovertargetaction preserveAspectRatio property rel role scope "
    "shape-rendering src step target type value viewbox width aria-hidden aria-live aria-pressed aria-expanded "
    "aria-current aria-invalid aria-disabled aria-haspopup aria-checked aria-selected aria-atomic aria-busy "
    "aria-orientation translate".split()
)
CODE = ("code",)
NAME_OF_SETTING = re.compile(r"[A-Z]+(_[A-Z]+)+")
NO_WORDS = {
    "innerHTML": "how htmx swaps",
    "outerHTML": "how htmx swaps",
    "GET": "a method of HTTP",
    "POST": "a method of HTTP",
    "data: [DONE]": "the last event of a stream",
    '"stream_options": {"include_usage": true}': "a part of a request",
    "example-%s-title exchange-%s": "ids of headings",
    "light dark": "a value of color-scheme",
    "%Y-%m-%d %H:%M:%S": "a pattern of strftime for a moment in UTC",
    "sse.reconnect:false sse.pauseOnBackground:false sse.connectTimeout:15s": "a setting of htmx",
}


def environment() -> Environment:
    """Reads templates as the application does."""
    env = Environment(extensions=["jinja2.ext.i18n"], trim_blocks=True, lstrip_blocks=True, autoescape=True)
    env.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    env.policies["ext.i18n.trimmed"] = False
    return env


def words_in(source: str) -> list[str]:
    """All words of a template that cannot be translated."""
    tree = environment().parse(source)
    return [*_written(tree), *_computed(tree)]


def _written(tree: nodes.Template) -> Iterator[str]:
    """Words in the text and the attributes of its HTML."""
    html = "".join(_markup(tree))
    document = html5lib.parse if "<html" in html else html5lib.parseFragment
    root = document(html, treebuilder="etree", namespaceHTMLElements=False)
    for element in root.iter():
        if element.tag in ("style", "script"):
            continue
        is_said = isinstance(element.tag, str) and element.tag not in CODE and element.get("translate") != "no"
        texts = [element.text if is_said else None, element.tail]
        yield from (" ".join(text.split()) for text in texts if text and _has_letter(text))
        for name, value in element.attrib.items():
            if is_for_people(str(name), value) and _has_letter(value):
                yield f'{name}="{value}"'


def _markup(tree: nodes.Template) -> Iterator[str]:
    for node in tree.find_all((nodes.Output,)):
        for part in node.nodes:
            yield part.data if isinstance(part, nodes.TemplateData) else GAP


def is_for_people(name: str, value: str) -> bool:
    if name in TECHNICAL or name.startswith(("hx-", "xmlns")):
        return False
    if name == "content":  # of a <meta>: none of ours is shown
        return False
    return not name.startswith("data-") or _reads_like_words(value)


def _computed(node: nodes.Node) -> Iterator[str]:
    """Words inside of expressions."""
    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name in TRANSLATING:
        for child in [*node.args, *node.kwargs]:
            if not isinstance(child, nodes.Const):
                yield from _computed(child)
        return
    if isinstance(node, (nodes.Include, nodes.Extends, nodes.FromImport, nodes.Import)):
        return
    if isinstance(node, nodes.Const) and isinstance(node.value, str) and _reads_like_words(node.value):
        yield node.value
    for child in node.iter_child_nodes():
        yield from _computed(child)


def _reads_like_words(value: str) -> bool:
    """Not a key, an id, classes or a selector: it has a capital, a space or a letter beyond ASCII."""
    if value in NO_WORDS or "button--" in value or value.lstrip("%s >").startswith(("#", "closest .")):
        return False
    return _has_letter(value) and (value != value.lower() or " " in value or not value.isascii())


def _has_letter(text: str) -> bool:
    return any(letter.isalpha() for letter in text) and not NAME_OF_SETTING.fullmatch(text)


def all_templates() -> list[Path]:
    return sorted(TEMPLATES.rglob("*.html"))
