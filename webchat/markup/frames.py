"""What the page puts around parts of a reply: names, a copy button, boxes that scroll.

Added after the sanitiser, so that no text of a model can bring a button or a role. It looks for elements as the
sanitiser writes them: there `<` is always the beginning of an element, for in text and attributes it is escaped.
"""

import re

_CODE_OPEN = re.compile('<pre title="([^"]*)"><code lang="([^"]*)">')
_CODE_CLOSE = "</code></pre>"
_FRAME = (
    '<div class="code"><div class="code__bar"><span class="code__language">{label}</span>'
    '<button type="button" class="code__copy" data-action="copy-code">Copy</button></div>'
    '<pre role="group" tabindex="0" aria-label="{name}"><code{language}>'
)
_REPLACED = {
    _CODE_CLOSE: f"{_CODE_CLOSE}</div>",
    "<table>": '<div class="table" role="group" tabindex="0" aria-label="Table"><table>',
    "</table>": "</table></div>",
    '<span class="task__done"></span>': '<input type="checkbox" disabled checked aria-label="Done">',
    '<span class="task__open"></span>': '<input type="checkbox" disabled aria-label="To do">',
}


def framed(html: str) -> str:
    """Return sanitised `html` with frames around its code and tables, and checkboxes for its tasks."""
    html = _CODE_OPEN.sub(_code_frame, html)
    for plain, full in _REPLACED.items():
        html = html.replace(plain, full)
    return html


def _code_frame(opening: re.Match[str]) -> str:
    label, slug = opening.groups()
    name = "Code" if label == "Code" else f"Code, {label}"
    return _FRAME.format(label=label, name=name, language=f' class="language-{slug}"' if slug else "")
