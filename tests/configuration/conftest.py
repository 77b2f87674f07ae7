"""Configuration files as an administrator writes them, and what comes of reading them."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from textwrap import dedent

import pytest

from webchat import configuration
from webchat.config import Settings
from webchat.errors import ConfigurationError
from webchat.models.catalogue import Catalogue

Read = Callable[..., Catalogue]
Wrong = Callable[..., str]
PROVIDER = '[[providers]]\nslug = "one"\nbase_url = "http://127.0.0.1:9/v1"\n'
MODEL = '[[providers.models]]\nid = "a"\n'


@pytest.fixture
def read(settings: Settings, tmp_path: Path) -> Read:
    """The catalogue in a file of this text; `environ` are the variables that are set."""

    def read(text: str | bytes, *, environ: dict[str, str] | None = None, **changes: object) -> Catalogue:
        path = tmp_path / "webchat.toml"
        path.write_bytes(text if isinstance(text, bytes) else dedent(text).encode())
        settings_with_file = replace(settings, **{"config_file": path, **changes})  # type: ignore[arg-type]
        return configuration.catalogue_of(settings_with_file, environ=environ or {})

    return read


@pytest.fixture
def wrong(read: Read, tmp_path: Path) -> Wrong:
    """The one sentence that such a file is refused with, without the file's name: `line N: …`."""

    def wrong(text: str | bytes, **given: object) -> str:
        with pytest.raises(ConfigurationError) as caught:
            read(text, **given)
        sentence = str(caught.value)
        assert "\n" not in sentence and sentence.startswith(f"{tmp_path / 'webchat.toml'}, line ")
        return sentence.removeprefix(f"{tmp_path / 'webchat.toml'}, ")

    return wrong
