"""The files that the papers show are read as they stand, and the tables there name every key."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from webchat import configuration
from webchat.assistants import reading
from webchat.config import Settings
from webchat.configuration import catalogue, models, providers

ROOT = Path(__file__).parents[2]
PROVIDERS = (ROOT / "docs" / "providers.md").read_text()
ASSISTANTS = (ROOT / "docs" / "assistants.md").read_text()
EXAMPLE = re.compile(r"^```toml\n(.*?)^```$", re.DOTALL | re.MULTILINE)
KEYS = {"OPENAI_API_KEY": "sk-of-nobody", "HOUSE_PASS": "of-nobody"}


@pytest.mark.parametrize("paper", ["README.md", "docs/providers.md"])
def test_the_example_is_read_as_it_stands(paper: str, tmp_path: Path, settings: Settings) -> None:
    (example,) = EXAMPLE.findall((ROOT / paper).read_text())
    file = tmp_path / "webchat.toml"
    file.write_text(example)

    read = configuration.catalogue_of(replace(settings, config_file=file), environ=KEYS)

    assert read.default_model == "openai/gpt-4.1-mini"
    assert {provider.slug for provider in read.providers} >= {"openai", "house"}


@pytest.mark.parametrize("key", sorted({*catalogue.KEYS, *providers.KEYS, *models.KEYS} - {"providers", "assistants"}))
def test_every_key_of_a_provider_is_in_its_paper(key: str) -> None:
    assert re.search(rf"^\|[^|]*`\[*(providers\.)?{key}\]*`", PROVIDERS, re.MULTILINE)


@pytest.mark.parametrize("key", sorted(reading.KEYS))
def test_every_key_of_an_assistant_is_in_its_paper(key: str) -> None:
    assert re.search(rf"^\|[^|]*`{key}`", ASSISTANTS, re.MULTILINE)
