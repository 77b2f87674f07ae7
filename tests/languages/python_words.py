"""Reads what Python says to a person without `N_`: words that failures are raised with, and those of their classes."""

import ast
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "webchat"
STAY_ENGLISH = {
    "ConfigurationError": "told in the terminal, to the administrator",
    "LocalModelUnavailable": "told in the terminal, to the administrator",
    "BackupRefused": "told in the terminal, to the administrator",
    "GoneMeanwhile": "caught within the store, never told",
    "AlreadySubmitted": "caught within the store, never told",
}
LEAST_WORDS = 2


def sources() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def failures(trees: list[ast.Module], root: str = "WebchatError") -> set[str]:
    """The names of all failures below `root` with words for a visitor."""
    classes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    found = {root}
    while True:
        more = {each.name for each in classes if {ast.unparse(base) for base in each.bases} & found}
        if more <= found | STAY_ENGLISH.keys():
            return found
        found |= more - STAY_ENGLISH.keys()


def unmarked_words(tree: ast.Module, names: set[str], detailed: Collection[str] = ()) -> Iterator[str]:
    """Words that one of these failures is made with, or has as a class, without `N_`.

    Those in `detailed` take a technical detail, which stays English, and perhaps other words as `message`.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (name := _name_of(node.func)) in names:
            messages = [keyword.value for keyword in node.keywords if keyword.arg == "message"]
            yield from _told([*messages, *([] if name in detailed else node.args[:1])])
        elif isinstance(node, ast.ClassDef) and node.name in names:
            assigned = [each for each in node.body if isinstance(each, (ast.Assign, ast.AnnAssign))]
            yield from _told(each.value for each in assigned if each.value and "administrator" not in ast.unparse(each))


def _told(values: Iterable[ast.expr]) -> Iterator[str]:
    for value in values:
        yield from (f"line {bare.lineno}: {ast.unparse(bare)}" for bare in _bare(value))


def _bare(node: ast.expr) -> Iterator[ast.expr]:
    """Sentences in an expression that are not in the brackets of `N_`."""
    if isinstance(node, ast.Call):
        return
    if isinstance(node, ast.JoinedStr) or isinstance(node, ast.Constant) and _is_sentence(node.value):
        yield node
        return
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.expr):
            yield from _bare(child)


def _is_sentence(value: object) -> bool:
    return isinstance(value, str) and len(value.split()) >= LEAST_WORDS


def _name_of(function: ast.expr) -> str:
    return ast.unparse(function).rpartition(".")[2]
