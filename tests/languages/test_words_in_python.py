"""No failure is told in words that cannot be translated."""

import ast
from pathlib import Path

import pytest

from tests.languages.python_words import PACKAGE, failures, sources, unmarked_words

TREES = {path: ast.parse(path.read_text()) for path in sources()}
FAILURES = failures(list(TREES.values()))
OF_PROVIDERS = failures(list(TREES.values()), "ProviderError")


@pytest.mark.parametrize("path", TREES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_the_words_of_failures_are_marked_for_translation(path: Path) -> None:
    assert list(unmarked_words(TREES[path], FAILURES, OF_PROVIDERS)) == []


def test_all_failures_are_known() -> None:
    assert {"InvalidInput", "NotFound", "TooMany", "Busy", "ProviderError", "NoKey"} <= FAILURES
    assert "ConfigurationError" not in FAILURES


@pytest.mark.parametrize(
    ("source", "is_found"),
    [
        ('raise NotFound("It is gone.")', True),
        ('raise NotFound(f"{name} is gone.")', True),
        ('raise errors.NotFound("It is gone." if a else other)', True),
        ('raise NotFound("It is " + "gone.")', True),
        ('class Gone(NotFound):\n    words = "It is gone."', True),
        ('raise TooSlow("read timed out", message="It took too long.")', True),
        ('raise TooSlow("read timed out")', False),
        ('raise NotFound(N_("%(name)s is gone."), name=name)', False),
        ("raise NotFound(unknown.CONVERSATION)", False),
        ('raise ValueError("It is gone.")', False),
    ],
)
def test_unmarked_words_are_found(source: str, is_found: bool) -> None:
    assert bool(list(unmarked_words(ast.parse(source), FAILURES | {"Gone"}, OF_PROVIDERS))) is is_found
