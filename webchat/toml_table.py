"""One table of the configuration file: its values by their keys, each judged by kind and bounds, with the place where
it is wrong."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from webchat.errors import ConfigurationError

Place = tuple[str | int, ...]
Problem = Callable[[Place, str], ConfigurationError]
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Table:
    """`kind` says what it describes, `path` where it stands; `problem` makes the error for a place and a sentence.

    Its methods raise that error, a ConfigurationError, for the first value that is wrong.
    """

    kind: str
    values: Mapping[str, Any]
    path: Place
    problem: Problem

    def wrong(self, key: str, words: str) -> ConfigurationError:
        """The error for one of its keys."""
        return self.problem((*self.path, key), words)

    def only(self, known: Collection[str]) -> None:
        """Raise for the first key that is not known, with the nearest that is."""
        for key in self.values:
            if key not in known:
                near = nearest(key, known) or f"The keys are {', '.join(known)}."
                raise self.wrong(key, f'{_article(self.kind)} {self.kind} has no "{shown(key)}". {near}')

    def required(self, key: str, most: int) -> str:
        """A text of one line that has to be there."""
        if text := self.line(key, most):
            return text
        raise self.problem(self.path, f'this {self.kind} has no "{key}".')

    def line(self, key: str, most: int) -> str | None:
        """A text of one line; None where there is none."""
        text = self.text(key, most)
        if text and "\n" in text:
            raise self.wrong(key, f'"{key}" must be one line.')
        return text

    def text(self, key: str, most: int) -> str | None:
        """A text of at most so many characters, without space around it; None where there is none."""
        return None if key not in self.values else self._text(key, self.values[key], most)

    def lines(self, key: str, *, count: int, most: int) -> tuple[str, ...]:
        """A list of texts of one line each."""
        given = self.values.get(key, [])
        if not isinstance(given, list) or len(given) > count:
            raise self.wrong(key, f'"{key}" must be a list of at most {count} texts.')
        for text in given:
            if "\n" in self._text(key, text, most):
                raise self.wrong(key, f'each text of "{key}" must be one line.')
        return tuple(text.strip() for text in given)

    def number(self, key: str, least: float, most: float) -> float | None:
        """A number within bounds; None where there is none."""
        value = self.values.get(key)
        if value is None:
            return None
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_number or not least <= value <= most:  # not a number is never within
            raise self.wrong(key, f'"{key}" must be a number from {least:g} to {most:,}.')
        return float(value)

    def whole(self, key: str, least: int, most: int) -> int | None:
        """A whole number within bounds; None where there is none."""
        value = self.values.get(key)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise self.wrong(key, f'"{key}" must be a whole number from {least:,} to {most:,}.')
        return value

    def flag(self, key: str, default: bool) -> bool:
        """True or false; `default` where there is neither."""
        value = self.values.get(key, default)
        if not isinstance(value, bool):
            raise self.wrong(key, f'"{key}" must be true or false.')
        return value

    def inner(self, key: str, kind: str) -> "Table | None":
        """A table within this one; None where there is none."""
        value = self.values.get(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise self.wrong(key, f'"{key}" must be a table.')
        return Table(kind, value, (*self.path, key), self.problem)

    def each(self, key: str, kind: str, most: int) -> list["Table"]:
        """The tables of a list of tables, such as `[[providers]]`."""
        given = self.values.get(key, [])
        path = (*self.path, key)
        if not isinstance(given, list) or not all(isinstance(value, dict) for value in given):
            name = ".".join(map(str, filter(_is_name, path)))
            raise self.problem(path, f"write [[{name}]], with two brackets, above each {kind}.")
        if len(given) > most:
            raise self.problem((*path, most), f"there are {len(given):,} of these, and at most {most:,} are allowed.")
        return [Table(kind, value, (*path, index), self.problem) for index, value in enumerate(given)]

    def _text(self, key: str, value: object, most: int) -> str:
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(key, f'"{key}" must be a text.')
        if CONTROL.search(value):
            raise self.wrong(key, f'"{key}" holds a character that cannot be shown.')
        if len(text := value.strip()) > most:
            raise self.wrong(key, f'"{key}" has {len(text):,} characters, and at most {most:,} are allowed.')
        return text


def nearest(word: str, known: Collection[str]) -> str:
    """The sentence that suggests the known word that is most like this one; empty where none is."""
    found = get_close_matches(word, known, 1)
    return f'Did you mean "{found[0]}"?' if found else ""


def shown(key: str) -> str:
    """A key as it can stand in a sentence."""
    return "".join(each if each.isprintable() else "\ufffd" for each in key[:40])


def _article(kind: str) -> str:
    return "an" if kind[0] in "aeiou" else "a"


def _is_name(step: str | int) -> bool:
    return isinstance(step, str)
