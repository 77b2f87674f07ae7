"""The languages of code blocks: what a reply calls them, what the page calls them, and what highlights them.

Only listed languages are highlighted: Pygments has hundreds, loading one costs time, and some can be kept busy for
minutes inside a single step by a text made for it. These were tried with such texts.
"""

import re
from dataclasses import dataclass
from functools import cache

from webchat.markup.characters import without_direction_marks
from webchat.one_at_a_time import ONE_AT_A_TIME

MAX_LABEL_CHARACTERS = 40

_NAME = re.compile(r"[\w+#.-]+")
_LABELS = {"Text only": "Text", "Text output": "Output", "S": "R", "LessCss": "Less"}
_MORE_NAMES = {
    "jsonc": "json",
    "kt": "kotlin",
    "mysql": "sql",
    "node": "javascript",
    "plain": "text",
    "plaintext": "text",
    "postgres": "sql",
    "postgresql": "sql",
    "sqlite": "sql",
    "txt": "text",
}
_HIGHLIGHTED = frozenset(
    """
    Bash C CMake CSharp Clojure Cpp Css Dart Diff Docker Elixir Erlang FSharp Go GraphQL Groovy Haskell Html Ini Java
    Javascript Json Jsx Julia Kotlin LessCss Lua Makefile Markdown Nasm NginxConf Nix ObjectiveC Ocaml Perl Php
    PowerShell ProtoBuf Python Ruby Rust S Scala Scss Sql Swift TOML Terraform Tex Tsx TypeScript VbNet Xml Yaml Zig
    """.split()
)


@dataclass(frozen=True)
class Language:
    """`label` is for people; `slug`, empty for a language we do not know, is Pygments' first short name of it."""

    label: str
    slug: str = ""
    is_highlighted: bool = False


def language_of(info: str) -> Language:
    """Return the language that the info string of a fence names (CommonMark 0.31, section 4.5)."""
    word = without_direction_marks(info).strip().partition(" ")[0]
    name = _NAME.match(word.lstrip("{."))
    known = _known_languages().get(name.group().lower()) if name else None
    return known or Language(label=word[:MAX_LABEL_CHARACTERS] or "Code")


@cache
def _known_languages() -> dict[str, Language]:
    with ONE_AT_A_TIME:
        from pygments.lexers import LEXERS

    known = {
        alias: Language(_LABELS.get(name, name), aliases[0], lexer.removesuffix("Lexer") in _HIGHLIGHTED)
        for lexer, (_, name, aliases, _, _) in LEXERS.items()
        for alias in aliases
    }
    return known | {name: known[alias] for name, alias in _MORE_NAMES.items()}
