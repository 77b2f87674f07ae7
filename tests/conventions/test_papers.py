"""The papers move with the code."""

import re
from pathlib import Path

import pytest

from webchat.config import Settings, variable_names

ROOT = Path(__file__).parents[2]


def settings_table() -> str:
    section = re.search(r"\n## Settings\n(.*?)\n## ", (ROOT / "README.md").read_text(), re.DOTALL)
    assert section
    return "\n".join(line for line in section[1].splitlines() if line.startswith("|"))


@pytest.mark.parametrize("name", variable_names())
def test_every_setting_is_in_the_table_of_the_readme(name: str) -> None:
    assert f"`{name}`" in settings_table()


def test_the_table_names_no_setting_that_does_not_exist() -> None:
    in_first_column = re.findall(r"^\| (`[^|]*) \|", settings_table(), re.MULTILINE)

    named = {name for cell in in_first_column for name in re.findall(r"`([A-Z_]+)`", cell)}

    assert named == set(variable_names())


def test_the_defaults_in_the_table_are_the_real_ones() -> None:
    rows = dict(re.findall(r"^\| `([A-Z_]+)` \| `([^`]+)` \|", settings_table(), re.MULTILINE))
    defaults = Settings()

    assert rows.pop("HOST") == defaults.host
    for name, shown in rows.items():
        field = {"PORT": "port"}.get(name, name.removeprefix("WEBCHAT_").lower())
        value = getattr(defaults, field)
        real = (
            {True: "on", False: "off"}[value]
            if isinstance(value, bool)
            else f"{value:g}"
            if isinstance(value, float)
            else str(value)
        )
        assert shown == real, name


@pytest.mark.parametrize("name", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"])
def test_links_between_papers_lead_somewhere(name: str) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", (ROOT / name).read_text()):
        assert (ROOT / target).exists(), target


def test_the_architecture_stays_short() -> None:
    assert len((ROOT / "ARCHITECTURE.md").read_text().splitlines()) <= 150
