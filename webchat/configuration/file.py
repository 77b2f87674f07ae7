"""The configuration file: its text, and its tables with the lines on which everything stands."""

import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from webchat.configuration.places import Lines
from webchat.configuration.slips import slip_at
from webchat.configuration.syntax import advice
from webchat.errors import ConfigurationError
from webchat.regular_file import content_of
from webchat.toml_table import Place, Table

MOST_BYTES = 4 * 1024 * 1024


def read(path: Path) -> str:
    """The text of the file. Raises ConfigurationError when it cannot be read, is no text or is too large."""
    try:
        content = content_of(path, MOST_BYTES + 1)
    except OSError as error:
        reason = (error.strerror or "error").lower()
        raise ConfigurationError(f"WEBCHAT_CONFIG '{path}' cannot be read ({reason}).") from error
    if len(content) > MOST_BYTES:
        raise ConfigurationError(f"WEBCHAT_CONFIG '{path}' is not allowed: it is larger than 4 MiB.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise ConfigurationError(f"{path}, line {line}: this is not UTF-8 text.") from error


@dataclass(frozen=True)
class ConfigurationFile:
    """A file with this text, read before."""

    path: Path
    text: str

    @cached_property
    def table(self) -> Table:
        """Its top. Raises ConfigurationError with the line of a syntax error."""
        return Table("configuration", self._values(), (), self.problem)

    def problem(self, place: Place, words: str) -> ConfigurationError:
        """The error that says where in the file something is wrong."""
        return self._error(self._lines.of(place), slip_at(place) or words)

    @cached_property
    def _lines(self) -> Lines:
        return Lines(self._normal)

    @property
    def _normal(self) -> str:
        return self.text.removeprefix("\ufeff").replace("\r\n", "\n")

    def _values(self) -> dict[str, Any]:
        try:
            return tomllib.loads(self._normal)
        except ValueError as error:
            line = self._lines.of_error(str(error))
            raise self._error(*advice(self._normal, line, error)) from None
        except RecursionError:
            raise self._error(1, "this is no TOML that can be read: it is nested too deeply.") from None

    def _error(self, line: int, words: str) -> ConfigurationError:
        return ConfigurationError(f"{self.path}, line {line}: {words}")
