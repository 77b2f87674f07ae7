"""Texts as they stand in a program: whatever they hold, only characters that can be seen and survive copying."""

import json
import re
from collections.abc import Callable
from typing import Any

_ENTRY = re.compile(r'^( *(?:"(?:[^"\\]|\\.)*": )?)(true|false|null)(,?)$', re.MULTILINE)
_PROTOTYPE = re.compile(r'^( *)"__proto__":', re.MULTILINE)
_IN_PYTHON = {"true": "True", "false": "False", "null": "None"}
_MOST = 2**53 - 1  # the largest whole number that JavaScript keeps (ECMA-262, Number.MAX_SAFE_INTEGER)


def json_text(value: Any) -> str:
    """The value as JSON (RFC 8259), indented by two spaces."""
    return _laid_out(value, 2, _in_json)


def python_text(value: Any) -> str:
    """The value as Python writes it, as like JSON as it can be, indented by four spaces."""
    return _ENTRY.sub(lambda entry: entry[1] + _IN_PYTHON[entry[2]] + entry[3], _laid_out(value, 4, _in_python))


def javascript_text(value: Any) -> str | None:
    """The value as JavaScript writes it, which is JSON but for one name; None when JavaScript has not its numbers."""
    if _has_huge_number(value):
        return None
    return _PROTOTYPE.sub(r'\1["__proto__"]:', json_text(value))


def _laid_out(value: Any, indent: int, escaped: Callable[[str], str]) -> str:
    """Line ends stand only between what is written: those of texts are escaped by JSON."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return "\n".join(line if line.isprintable() else _escaped(line, escaped) for line in text.split("\n"))


def _escaped(line: str, escaped: Callable[[str], str]) -> str:
    return "".join(character if character.isprintable() else escaped(character) for character in line)


def _in_json(character: str) -> str:
    return json.dumps(character)[1:-1]


def _in_python(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _has_huge_number(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_has_huge_number, value.values()))
    if isinstance(value, list):
        return any(map(_has_huge_number, value))
    return isinstance(value, int) and abs(value) > _MOST
