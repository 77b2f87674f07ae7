"""The pictures that assistants may have."""

import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from webchat.assistants.icons import ICONS

ROOT = Path(__file__).parents[2]


def test_each_icon_that_may_be_named_is_in_the_sprite_and_no_other() -> None:
    sprite = ElementTree.parse(ROOT / "static" / "img" / "assistants.svg").getroot()

    assert [symbol.get("id") for symbol in sprite] == list(ICONS)
    assert list(ICONS) == sorted(ICONS)


def test_the_documentation_names_each_icon() -> None:
    (row,) = re.findall(r"^\| `icon` \|(.*)\|$", (ROOT / "docs" / "assistants.md").read_text(), re.MULTILINE)

    assert set(re.findall(r"[a-z]+", row)) - {"or"} == set(ICONS)
