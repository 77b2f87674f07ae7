"""What `webchat setup` shows fits the terminal: lines end between words, however narrow it is."""

from pathlib import Path

import pytest

from tests.provider_server import ProviderServer
from tests.setup.terminal import Terminal


def lines_of(shown: str) -> list[str]:
    return shown.replace("\r", "").split("\n")


@pytest.mark.parametrize("columns", [40, 80])
def test_lines_end_between_words(tmp_path: Path, provider: ProviderServer, columns: int) -> None:
    provider.fail_with(401, {"error": {"message": "wrong key " * 20}}, times=1)
    with Terminal(tmp_path, COLUMNS=str(columns)) as terminal:
        first = terminal.answer("Number [1]:", "4")
        terminal.answer("11434/v1]:", provider.base_url)
        terminal.answer("Key (it is not shown", "sk-wrong")
        refused = terminal.wait_for("Give the key again")

    words = [line for line in lines_of(first + refused) if " " in line.strip() and not line.startswith("Address")]
    assert max(map(len, words)) <= columns
    assert " ".join(first.split()).startswith("This asks which service answers, for its key and for a model, tries")
    assert "expired or revoked, or belongs to another service." in " ".join(refused.split())
    assert "wrong key wrong key" in " ".join(refused.split())


def test_what_a_number_chooses_stands_beside_it(tmp_path: Path) -> None:
    with Terminal(tmp_path, COLUMNS="40") as terminal:
        shown = lines_of(terminal.wait_for("Number [1]:"))

    third = next(number for number, line in enumerate(shown) if line.startswith("  3  "))
    assert shown[third + 1].startswith("     ")
