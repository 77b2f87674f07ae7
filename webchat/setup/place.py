"""Where the settings are kept: which `.env` files are read, and what wins over what is written there."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from webchat import config
from webchat.config import Settings
from webchat.setting_values import directory
from webchat.setup import env_file
from webchat.setup.choice import Choice

NAME = ".env"
OF_CONFIGURATION = "WEBCHAT_CONFIG names a file: the providers that it describes win over what was written now."


@dataclass(frozen=True, slots=True)
class Places:
    """`here` is read when webchat is started in this folder, and first; `in_data_dir` wherever it is started."""

    here: Path
    in_data_dir: Path

    @classmethod
    def now(cls) -> Self:
        """Those of this folder and this environment. Raises ConfigurationError for a `.env` that cannot be read."""
        given = config.environment().get("WEBCHAT_DATA_DIR", "").strip()
        data_dir = directory(given) if given else Settings().data_dir
        return cls(Path.cwd() / NAME, data_dir / NAME)

    def other(self, path: Path) -> Path:
        """The one that is not this."""
        return self.here if path == self.in_data_dir else self.in_data_dir


def target_of(path: Path) -> Path:
    """Where a link leads in the end, also when nothing is there; of a link in a circle the link itself."""
    return Path(os.path.realpath(path))


def keep(choice: Choice, path: Path) -> None:
    """Write the choice into that file, or where it leads. Raises ConfigurationError; then nothing is changed."""
    env_file.write(target_of(path), env_file.changed(env_file.text_of(path), choice.variables))


def notes_on(choice: Choice, path: Path, places: Places) -> list[str]:
    """What wins over what was written into that file."""
    given = config.environment()
    notes = []
    for name, value in choice.variables.items():
        if name in given and given[name] != value:
            where = "the environment" if os.environ.get(name) else places.other(path)
            notes.append(f"{name} is set in {where} too, which wins over what was written now: remove it there.")
    return notes + ([OF_CONFIGURATION] if given.get("WEBCHAT_CONFIG") else [])
